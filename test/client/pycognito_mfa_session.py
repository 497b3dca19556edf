"""What an unmodified pycognito gets from the server with second factors, printed as one JSON document; the test compares it."""

import base64
import hashlib
import hmac
import json
import os
import struct
import time
import urllib.request

import boto3
from botocore.exceptions import ClientError
from pycognito import Cognito
from pycognito.exceptions import SMSMFAChallengeException, SoftwareTokenMFAChallengeException

PASSWORD = "Corr3ct-Horse"
URL = os.environ["AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER"]
SMS = {"SnsCallerArn": "arn:aws:iam::123456789012:role/sms"}
idp = boto3.client("cognito-idp")


def pool_and_client():
    pool_id = idp.create_user_pool(PoolName="shop", SmsConfiguration=SMS)["UserPool"]["Id"]
    idp.set_user_pool_mfa_config(
        UserPoolId=pool_id,
        MfaConfiguration="OPTIONAL",
        SmsMfaConfiguration={"SmsConfiguration": SMS},
        SoftwareTokenMfaConfiguration={"Enabled": True},
    )
    flows = ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
    client = idp.create_user_pool_client(UserPoolId=pool_id, ClientName="py", GenerateSecret=True, ExplicitAuthFlows=flows)["UserPoolClient"]
    idp.admin_create_user(UserPoolId=pool_id, Username="ada", MessageAction="SUPPRESS", UserAttributes=[{"Name": "phone_number", "Value": "+12065551212"}])
    idp.admin_set_user_password(UserPoolId=pool_id, Username="ada", Password=PASSWORD, Permanent=True)
    # With the endpoint named, the library finds the issuer and its keys there and verifies the tokens itself.
    endpoint = {"endpoint_url": URL}
    return lambda: Cognito(pool_id, client["ClientId"], client_secret=client["ClientSecret"], username="ada", boto3_client_kwargs=dict(endpoint))


def app_code(secret, steps=0):
    """RFC 6238, written here so that the server's own arithmetic is not what judges it."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.new(key, struct.pack(">Q", int(time.time()) // 30 + steps), hashlib.sha1).digest()
    offset = digest[-1] & 15
    return str((struct.unpack(">I", digest[offset : offset + 4])[0] & 0x7FFFFFFF) % 1_000_000).zfill(6)


def asked(user):
    try:
        user.authenticate(PASSWORD)
    except SoftwareTokenMFAChallengeException:
        return "app"
    except SMSMFAChallengeException:
        return "sms"
    return "nothing"


def refused(answer, code):
    try:
        answer(code)
    except ClientError as error:
        return error.response["Error"]
    return "accepted"


def by_app(new_user):
    user = new_user()
    first = asked(user)
    secret = user.associate_software_token()
    verified = user.verify_software_token(app_code(secret), "my phone")
    user.set_user_mfa_preference(False, True, "SOFTWARE_TOKEN")
    second = new_user()
    then = asked(second)
    wrong = refused(second.respond_to_software_token_mfa_challenge, app_code(secret, 7))
    second.respond_to_software_token_mfa_challenge(app_code(secret, 1))
    return user, {"first": first, "verified": verified, "then": then, "wrong": wrong, "token": second.token_type}


def newest_code():
    with urllib.request.urlopen(URL + "/_rockpool/messages?username=ada") as answer:
        return json.load(answer)[0]["code"]


def by_sms(new_user, signed_in):
    signed_in.set_user_mfa_preference(True, False, "SMS")
    user = new_user()
    then = asked(user)
    user.respond_to_sms_mfa_challenge(newest_code())
    user.set_user_mfa_preference(False, False)
    return {"then": then, "token": user.token_type, "afterwards": asked(new_user())}


new_user = pool_and_client()
signed_in, app = by_app(new_user)
print(json.dumps({"app": app, "sms": by_sms(new_user, signed_in)}))
