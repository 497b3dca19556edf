"""The operations on sessions of users, each called once by an unmodified boto3; printed as one JSON document."""

import json

import boto3

idp = boto3.client("cognito-idp")
pool = idp.create_user_pool(PoolName="newest")["UserPool"]["Id"]
flows = ["ALLOW_ADMIN_USER_PASSWORD_AUTH"]
client = idp.create_user_pool_client(UserPoolId=pool, ClientName="web", ExplicitAuthFlows=flows)["UserPoolClient"]
idp.admin_create_user(UserPoolId=pool, Username="ada", MessageAction="SUPPRESS")
password = {"USERNAME": "ada", "PASSWORD": "Passw0rd!"}
idp.admin_set_user_password(UserPoolId=pool, Username="ada", Password=password["PASSWORD"], Permanent=True)
tracking = idp.set_user_pool_session_configuration(UserPoolId=pool, UserSessionTracking="ENABLED", TokenSession={"MaxPerUser": 5})
app = {"UserPoolId": pool, "ClientId": client["ClientId"]}
idp.set_user_pool_client_session_configuration(**app, SSOSession={"MaxValidityMinutes": 90})
first, second, third = [
    idp.admin_initiate_auth(**app, AuthFlow="ADMIN_USER_PASSWORD_AUTH", AuthParameters=password)["AuthenticationResult"] for _ in range(3)
]
listed = idp.list_user_sessions(AccessToken=third["AccessToken"])["Sessions"]
idp.revoke_user_session(AccessToken=third["AccessToken"], SessionId=listed[1]["SessionId"], RevokeAssociatedSessions="LINKED")
idp.admin_revoke_user_session(UserPoolId=pool, Username="ada", SessionId=listed[2]["SessionId"])
left = [session["SessionId"] for session in idp.admin_list_user_sessions(UserPoolId=pool, Username="ada")["Sessions"]]
print(
    json.dumps(
        {
            "tracking": [tracking["UserSessionTracking"], idp.get_user_pool_session_configuration(UserPoolId=pool)["TokenSession"]],
            "browsers": idp.get_user_pool_client_session_configuration(**app)["SSOSession"],
            "sessions": [session["IsCurrentSession"] for session in listed],
            "left": left == [listed[0]["SessionId"]],
        }
    )
)
