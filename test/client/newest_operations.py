"""The operations that boto3 has newly got, each called once by an unmodified boto3; printed as one JSON document."""

import datetime
import json
import os
import urllib.request

import boto3

idp = boto3.client("cognito-idp")
pool = idp.create_user_pool(PoolName="newest")["UserPool"]["Id"]
client = idp.create_user_pool_client(UserPoolId=pool, ClientName="assistants")["UserPoolClient"]
terms = {"UserPoolId": pool, "ClientId": client["ClientId"], "TermsName": "terms-of-use"}
idp.create_terms(**terms, TermsSource="LINK", Enforcement="NONE", Links={"cognito:default": "https://example.com/terms"})
idp.admin_create_user(UserPoolId=pool, Username="ada", MessageAction="SUPPRESS")
patterns = ["https://*.example.com/*"]
policy = idp.create_cimd_policy(UserPoolId=pool, ClientId=client["ClientId"], PolicyName="assistants", URLPatterns=patterns)["CIMDPolicy"]
named = {"UserPoolId": pool, "CIMDPolicyId": policy["CIMDPolicyId"]}
updated = idp.update_cimd_policy(**named, ClientId=client["ClientId"], URLPatterns=["https://one.example.com/*"])["CIMDPolicy"]
described = idp.describe_cimd_policy(**named)["CIMDPolicy"]
pages = idp.get_paginator("list_cimd_policies").paginate(UserPoolId=pool)
urls = idp.get_paginator("list_client_metadata_urls").paginate(**named)
try:
    idp.update_client_metadata_url_state(**named, URL="https://one.example.com/c.json", Action="REFRESH")
    refused = "nothing"
except idp.exceptions.CachedCIMDURLDoesNotExistException as error:
    refused = type(error).__name__
scope = {"ScopeName": "read", "ScopeDescription": "r"}
idp.create_resource_server(UserPoolId=pool, Identifier="solar", Name="Solar", Scopes=[scope])
machine = idp.create_user_pool_client(
    UserPoolId=pool, ClientName="machine", GenerateSecret=True, ExplicitAuthFlows=["ALLOW_CLIENT_TOKEN_AUTH"], AllowedOAuthScopes=["solar/read"]
)["UserPoolClient"]
token = idp.get_client_token(ClientId=machine["ClientId"], Secret=machine["ClientSecret"], Scopes=["solar/read"])


def set_clock(offset):
    """Moves the server's clock, so that nobody has to wait a quarter of an hour."""
    body = json.dumps({"offsetSeconds": offset}).encode()
    headers = {"content-type": "application/json"}
    url = os.environ["AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER"] + "/_rockpool/clock"
    urllib.request.urlopen(urllib.request.Request(url, data=body, method="PUT", headers=headers)).read()


def recovered():
    """What point-in-time recovery tells, step by step."""
    user = {"UserPoolId": pool, "Username": "ada"}
    moment = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=60)
    set_clock(3600)
    idp.admin_delete_user(**user)
    begun = idp.initiate_point_in_time_recovery(UserPoolId=pool, RestoreTimestamp=moment)["Restoration"]
    discarded = idp.cancel_point_in_time_recovery(UserPoolId=pool, RestoreId=begun["RestoreId"])["Restoration"]
    again = idp.initiate_point_in_time_recovery(UserPoolId=pool, RestoreTimestamp=moment)["Restoration"]
    recovery = {"UserPoolId": pool, "RestoreId": again["RestoreId"]}
    seen = idp.describe_point_in_time_recovery(**recovery)["Restoration"]
    started = idp.start_point_in_time_recovery(**recovery)["Restoration"]
    page = idp.list_point_in_time_recoveries(UserPoolId=pool, MaxResults=1)
    rest = idp.list_point_in_time_recoveries(UserPoolId=pool, NextToken=page["NextToken"])
    try:
        idp.initiate_point_in_time_recovery(UserPoolId=pool, RestoreTimestamp=moment)
    except idp.exceptions.LimitExceededException as error:
        refused = type(error).__name__
    return {
        "statuses": [r["RestoreStatus"] for r in (begun, discarded, seen, started)],
        "users": [p["CreateCount"] for p in seen["RestorePreview"] if p["Entity"] == "Users"],
        "back": idp.admin_get_user(**user)["Username"],
        "listed": [r["RestoreStatus"] for r in page["Restorations"] + rest["Restorations"]],
        "refused": refused,
    }


idp.admin_set_user_password(UserPoolId=pool, Username="ada", Password="Str0ng-enough", Permanent=True)
flows = ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_TOKEN_EXCHANGE_DELEGATION"]
app = idp.create_user_pool_client(UserPoolId=pool, ClientName="agent", ExplicitAuthFlows=flows)["UserPoolClient"]["ClientId"]
ada = {"USERNAME": "ada", "PASSWORD": "Str0ng-enough"}
subject = idp.initiate_auth(ClientId=app, AuthFlow="USER_PASSWORD_AUTH", AuthParameters=ada)["AuthenticationResult"]["AccessToken"]
derived = idp.get_derived_token(
    ClientId=app,
    SubjectToken=subject,
    SubjectTokenType="ACCESS_TOKEN",
    ActorToken=token["ClientAuthenticationResult"]["AccessToken"],
    ActorTokenType="ACCESS_TOKEN",
)
derived_for = idp.get_user(AccessToken=derived["IssuedToken"])["Username"]
print(
    json.dumps(
        {
            "clientType": client["ClientType"],
            "regular": sorted(c["ClientName"] for c in idp.list_user_pool_clients(UserPoolId=pool, ClientType="REGULAR")["UserPoolClients"]),
            "terms": idp.describe_terms_by_client(**terms)["Terms"]["Links"],
            "deleted": sorted(idp.admin_delete_software_token(UserPoolId=pool, Username="ada")),
            "policies": [p["PolicyName"] for page in pages for p in page["CIMDPolicies"]],
            "patterns": [policy["URLPatterns"], updated["URLPatterns"], described["URLPatterns"]],
            "urls": [u["URL"] for page in urls for u in page["ClientMetadataURLs"]],
            "refused": refused,
            "clientToken": [token["ClientAuthenticationResult"][name] for name in ("TokenType", "ExpiresIn")],
            "recovered": recovered(),
            "derivedToken": [derived[name] for name in ("IssuedTokenType", "TokenType", "ExpiresIn", "Scopes")],
            "derivedFor": derived_for,
            "removed": sorted(idp.delete_cimd_policy(**named)),
        }
    )
)
