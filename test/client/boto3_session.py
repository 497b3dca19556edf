"""What an unmodified boto3 gets from the server, printed as one JSON document; the test compares it."""

import base64
import hashlib
import hmac
import json
import sys

import boto3
from botocore.exceptions import ClientError, ParamValidationError

PASSWORD = "Corr3ct-Horse"
idp = boto3.client("cognito-idp")


def refused(call, **arguments):
    """The exception class, code, message and status of a call that has to fail."""
    try:
        call(**arguments)
    except ClientError as error:
        return {
            "class": type(error).__name__,
            "code": error.response["Error"]["Code"],
            "message": error.response["Error"]["Message"],
            "status": error.response["ResponseMetadata"]["HTTPStatusCode"],
        }
    return "succeeded"


def secret_hash(username, client):
    text = (username + client["ClientId"]).encode()
    return base64.b64encode(hmac.new(client["ClientSecret"].encode(), text, hashlib.sha256).digest()).decode()


def pools_and_client():
    pool = idp.create_user_pool(PoolName="shop", AutoVerifiedAttributes=["email"])["UserPool"]
    client = idp.create_user_pool_client(
        UserPoolId=pool["Id"],
        ClientName="server",
        GenerateSecret=True,
        ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH", "ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
    )["UserPoolClient"]
    for number in range(4):
        idp.create_user_pool(PoolName=f"more-{number}")
    pages = idp.get_paginator("list_user_pools").paginate(PaginationConfig={"PageSize": 2})
    names = [[each["Name"] for each in page["UserPools"]] for page in pages]
    return pool["Id"], client, {"createdIsDate": hasattr(pool["CreationDate"], "year"), "pageSizes": [len(page) for page in names], "names": sorted(sum(names, []))}


def sign_in(pool_id, client):
    idp.admin_create_user(UserPoolId=pool_id, Username="ada", MessageAction="SUPPRESS", UserAttributes=[{"Name": "email", "Value": "ada@example.com"}])
    idp.admin_set_user_password(UserPoolId=pool_id, Username="ada", Password=PASSWORD, Permanent=True)
    user_name_and_password = {"USERNAME": "ada", "PASSWORD": PASSWORD}
    with_hash = {**user_name_and_password, "SECRET_HASH": secret_hash("ada", client)}
    by_user = idp.initiate_auth(ClientId=client["ClientId"], AuthFlow="USER_PASSWORD_AUTH", AuthParameters=with_hash)["AuthenticationResult"]
    by_admin = idp.admin_initiate_auth(UserPoolId=pool_id, ClientId=client["ClientId"], AuthFlow="ADMIN_USER_PASSWORD_AUTH", AuthParameters=with_hash)["AuthenticationResult"]
    sub = idp.admin_get_user(UserPoolId=pool_id, Username="ada")["UserAttributes"][0]["Value"]
    refreshed = idp.initiate_auth(
        ClientId=client["ClientId"],
        AuthFlow="REFRESH_TOKEN_AUTH",
        AuthParameters={"REFRESH_TOKEN": by_admin["RefreshToken"], "SECRET_HASH": secret_hash(sub, client)},
    )["AuthenticationResult"]
    return {
        "tokenType": by_user["TokenType"],
        "expiresIn": by_user["ExpiresIn"],
        "userName": idp.get_user(AccessToken=refreshed["AccessToken"])["Username"],
        "withoutHash": refused(idp.initiate_auth, ClientId=client["ClientId"], AuthFlow="USER_PASSWORD_AUTH", AuthParameters=user_name_and_password),
        "wrongPassword": refused(
            idp.initiate_auth, ClientId=client["ClientId"], AuthFlow="USER_PASSWORD_AUTH", AuthParameters={**with_hash, "PASSWORD": "Wr0ng-Horse"}
        ),
    }


def list_users(pool_id):
    for number in range(7):
        idp.admin_create_user(UserPoolId=pool_id, Username=f"user{number}", MessageAction="SUPPRESS")
    pages = [[user["Username"] for user in page["Users"]] for page in idp.get_paginator("list_users").paginate(UserPoolId=pool_id, PaginationConfig={"PageSize": 3})]
    found = idp.list_users(UserPoolId=pool_id, Filter='username ^= "user"', AttributesToGet=["sub"])["Users"]
    return {"pageSizes": [len(page) for page in pages if page], "names": sorted(sum(pages, [])), "found": len(found)}


def errors(pool_id):
    ada = {"UserPoolId": pool_id, "Username": "ada"}
    caught = None
    try:
        idp.admin_get_user(UserPoolId=pool_id, Username="eve")
    except idp.exceptions.UserNotFoundException as error:
        caught = str(error)
    try:
        idp.admin_get_user(UserPoolId=pool_id)
        client_side = "sent"
    except ParamValidationError:
        client_side = "not sent"
    return {
        "caught": caught,
        "clientSide": client_side,
        "exists": refused(idp.admin_create_user, **ada),
        "noPool": refused(idp.describe_user_pool, UserPoolId="us-east-1_Missing00"),
        "constraint": refused(idp.describe_user_pool, UserPoolId="missing"),
        "weak": refused(idp.admin_set_user_password, **ada, Password="short", Permanent=True),
    }


def empty_answers(pool_id):
    answers = {
        "noOutput": idp.admin_delete_user(UserPoolId=pool_id, Username="user0"),
        "emptyOutput": idp.admin_disable_user(UserPoolId=pool_id, Username="user1"),
    }
    return {name: sorted(set(answer) - {"ResponseMetadata"}) for name, answer in answers.items()}


def main():
    pool_id, client, pools = pools_and_client()
    result = {"pools": pools, "signIn": sign_in(pool_id, client), "users": list_users(pool_id), "errors": errors(pool_id), "empty": empty_answers(pool_id)}
    json.dump(result, sys.stdout)


if __name__ == "__main__":
    main()
