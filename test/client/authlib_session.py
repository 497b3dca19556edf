"""Authlib signs in through the hosted pages and prints as JSON what it was given. Arguments: server, pool, client, secret, callback."""

import json
import re
import sys
from urllib.parse import parse_qs, urlsplit

import requests
from authlib.common.security import generate_token
from authlib.integrations.requests_client import OAuth2Session, OAuthError
from authlib.jose import JsonWebKey, jwt

url, pool, client_id, secret, callback, password = sys.argv[1:]
server = requests.get(f"{url}/{pool}/.well-known/openid-configuration").json()


def sign_in(address):
    """Fills in the form of the page as a browser would; the address that the browser is sent to in the end."""
    browser = requests.Session()
    page = browser.get(address)
    fields = {"_csrf": re.search(r'name="_csrf" value="([^"]+)"', page.text)[1], "username": "ada", "password": password}
    return browser.post(page.url, data=fields, allow_redirects=False).headers["location"]


def session(method, given=secret):
    return OAuth2Session(
        client_id,
        given,
        scope="openid email",
        redirect_uri=callback,
        code_challenge_method="S256",
        token_endpoint_auth_method=method,
    )


def walk(method):
    client, verifier = session(method), generate_token(48)
    address, state = client.create_authorization_url(server["authorization_endpoint"], code_verifier=verifier, nonce="once")
    answer = sign_in(address)
    token = client.fetch_token(server["token_endpoint"], authorization_response=answer, code_verifier=verifier, state=state)
    keys = JsonWebKey.import_key_set(requests.get(server["jwks_uri"]).json())
    claims = jwt.decode(
        token["id_token"],
        keys,
        claims_options={"iss": {"essential": True, "value": server["issuer"]}, "aud": {"essential": True, "value": client_id}},
    )
    claims.validate()
    info = client.get(server["userinfo_endpoint"]).json()
    renewed = client.refresh_token(server["token_endpoint"], refresh_token=token["refresh_token"])
    revoked = client.revoke_token(server["revocation_endpoint"], token=token["refresh_token"], token_type_hint="refresh_token")
    try:
        client.refresh_token(server["token_endpoint"], refresh_token=token["refresh_token"])
        afterwards = "renewed"
    except OAuthError as error:
        afterwards = error.error
    return {
        "nonce": claims["nonce"],
        "email": info["email"],
        "renewed": renewed["access_token"] != token["access_token"],
        "revoked": revoked.status_code,
        "afterwards": afterwards,
    }


def refused():
    client, verifier = session("client_secret_basic", "wrong"), generate_token(48)
    address, state = client.create_authorization_url(server["authorization_endpoint"], code_verifier=verifier)
    answer = sign_in(address)
    try:
        client.fetch_token(server["token_endpoint"], authorization_response=answer, code_verifier=verifier, state=state)
        return "taken"
    except OAuthError as error:
        return error.error


def wrong_verifier():
    client = session("client_secret_basic")
    address, state = client.create_authorization_url(server["authorization_endpoint"], code_verifier=generate_token(48))
    try:
        client.fetch_token(
            server["token_endpoint"], authorization_response=sign_in(address), code_verifier=generate_token(48), state=state
        )
        return "taken"
    except OAuthError as error:
        return error.error


print(
    json.dumps(
        {
            "basic": walk("client_secret_basic"),
            "post": walk("client_secret_post"),
            "wrongSecret": refused(),
            "wrongVerifier": wrong_verifier(),
        }
    )
)
