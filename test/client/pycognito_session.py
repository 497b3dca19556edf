"""What an unmodified pycognito gets from the server by SRP, printed as one JSON document; the test compares it."""

import json
import os
import sys
import urllib.request

import boto3
from botocore.exceptions import ClientError
from pycognito import Cognito
from pycognito.aws_srp import AWSSRP, generate_hash_device
from pycognito.exceptions import ForceChangePasswordException

PASSWORD = "Corr3ct-Horse"
idp = boto3.client("cognito-idp")


def client_of(pool_id, **settings):
    flows = ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
    return idp.create_user_pool_client(UserPoolId=pool_id, ClientName="py", ExplicitAuthFlows=flows, **settings)["UserPoolClient"]


def user(pool_id, name):
    idp.admin_create_user(UserPoolId=pool_id, Username=name, MessageAction="SUPPRESS")
    idp.admin_set_user_password(UserPoolId=pool_id, Username=name, Password=PASSWORD, Permanent=True)


def srp(pool_id, client, name, password, **more):
    return AWSSRP(
        username=name, password=password, pool_id=pool_id, client_id=client["ClientId"], client_secret=client.get("ClientSecret"), client=idp, **more
    )


def refused(exchange):
    try:
        exchange.authenticate_user()
    except ClientError as error:
        return error.response["Error"]
    return "succeeded"


def sign_ins(pool_id):
    client = client_of(pool_id)
    secret = client_of(pool_id, GenerateSecret=True)
    user(pool_id, "ada")
    idp.admin_create_user(UserPoolId=pool_id, Username="bob", MessageAction="SUPPRESS", TemporaryPassword="Temp-0rary")
    bob = srp(pool_id, client, "bob", "Temp-0rary")
    try:
        bob.authenticate_user()
        forced = "no"
    except ForceChangePasswordException:
        forced = "yes"
    return {
        "plain": srp(pool_id, client, "ada", PASSWORD).authenticate_user()["AuthenticationResult"]["TokenType"],
        "withSecret": srp(pool_id, secret, "ada", PASSWORD).authenticate_user()["AuthenticationResult"]["TokenType"],
        "wrong": refused(srp(pool_id, client, "ada", "Wr0ng-Horse")),
        "temporary": forced,
        "newPassword": bob.set_new_password_challenge(PASSWORD)["AuthenticationResult"]["TokenType"],
        "afterwards": srp(pool_id, client, "bob", PASSWORD).authenticate_user()["AuthenticationResult"]["TokenType"],
    }


def by_email():
    pool_id = idp.create_user_pool(PoolName="mail", UsernameAttributes=["email"])["UserPool"]["Id"]
    client = client_of(pool_id)
    user(pool_id, "ada@example.com")
    tokens = srp(pool_id, client, "ada@example.com", PASSWORD).authenticate_user()["AuthenticationResult"]
    attributes = idp.get_user(AccessToken=tokens["AccessToken"])["UserAttributes"]
    return {each["Name"]: each["Value"] for each in attributes}["email"]


def high_level(pool_id):
    client = client_of(pool_id)
    ada = Cognito(pool_id, client["ClientId"], username="ada")
    ada.client = idp
    # Its own check of tokens insists on AWS's address.
    ada.verify_token = lambda token, name, use: setattr(ada, name, token)
    ada.authenticate(password=PASSWORD)
    before = ada.access_token
    ada.renew_access_token()
    return {"type": ada.token_type, "renewed": ada.access_token != before}


def forgotten(pool_id):
    client = client_of(pool_id)
    idp.admin_create_user(UserPoolId=pool_id, Username="eve", MessageAction="SUPPRESS", UserAttributes=[{"Name": "email", "Value": "eve@example.com"}, {"Name": "email_verified", "Value": "true"}])
    idp.admin_set_user_password(UserPoolId=pool_id, Username="eve", Password=PASSWORD, Permanent=True)
    eve = Cognito(pool_id, client["ClientId"], username="eve")
    eve.client = idp
    eve.initiate_forgot_password()
    with urllib.request.urlopen(os.environ["AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER"] + "/_rockpool/messages?username=eve") as answer:
        code = json.load(answer)[0]["code"]
    eve.confirm_forgot_password(code, "An0ther-Horse")
    return {"before": refused(srp(pool_id, client, "eve", PASSWORD)), "after": srp(pool_id, client, "eve", "An0ther-Horse").authenticate_user()["AuthenticationResult"]["TokenType"]}


def by_device():
    """Its device steps send no Session, as those of Amazon's own example for Python do not. What it posts to AWS's address whatever the endpoint goes by boto3."""
    tracking = {"ChallengeRequiredOnNewDevice": True, "DeviceOnlyRememberedOnUserPrompt": True}
    pool_id = idp.create_user_pool(PoolName="devices", DeviceConfiguration=tracking)["UserPool"]["Id"]
    client = client_of(pool_id)
    user(pool_id, "ada")
    tokens = srp(pool_id, client, "ada", PASSWORD).authenticate_user()["AuthenticationResult"]
    group, key = tokens["NewDeviceMetadata"]["DeviceGroupKey"], tokens["NewDeviceMetadata"]["DeviceKey"]
    password, verifier = generate_hash_device(group, key)
    confirmed = idp.confirm_device(AccessToken=tokens["AccessToken"], DeviceKey=key, DeviceSecretVerifierConfig=verifier)
    device = {"device_group_key": group, "device_key": key}
    known = srp(pool_id, client, "ada", PASSWORD, **device, device_password=password).authenticate_user()["AuthenticationResult"]
    return {
        "necessary": confirmed["UserConfirmationNecessary"],
        "token": known["TokenType"],
        "asNew": "NewDeviceMetadata" in known,
        "guess": refused(srp(pool_id, client, "ada", PASSWORD, **device, device_password="guessed")),
    }


def main():
    pool_id = idp.create_user_pool(PoolName="shop")["UserPool"]["Id"]
    json.dump({"signIns": sign_ins(pool_id), "byEmail": by_email(), "highLevel": high_level(pool_id), "byDevice": by_device(), "forgotten": forgotten(pool_id)}, sys.stdout)


if __name__ == "__main__":
    main()
