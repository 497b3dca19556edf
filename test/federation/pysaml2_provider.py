"""An identity provider of pysaml2. `metadata`: prints its metadata; `answer`: prints what it answers a request with. The rest is JSON on standard input."""

import base64
import json
import sys
import tempfile

from saml2 import BINDING_HTTP_POST, BINDING_HTTP_REDIRECT
from saml2.authn_context import PASSWORDPROTECTEDTRANSPORT
from saml2.config import IdPConfig
from saml2.metadata import entity_descriptor
from saml2.saml import NAME_FORMAT_URI, NAMEID_FORMAT_PERSISTENT, NameID
from saml2.server import Server

command, given = sys.argv[1], json.load(sys.stdin)


def file_of(text, suffix):
    with tempfile.NamedTemporaryFile("w", suffix=suffix, delete=False) as file:
        file.write(text)
    return file.name


def config():
    settings = {
        "entityid": given["url"],
        "service": {
            "idp": {
                "endpoints": {"single_sign_on_service": [(f"{given['url']}/sso", BINDING_HTTP_REDIRECT)]},
                "policy": {"default": {"lifetime": {"minutes": 5}, "name_form": NAME_FORMAT_URI}},
                "want_authn_requests_signed": "signedBy" in given,
                "sign_assertion": True,
                "sign_response": True,
            }
        },
        "key_file": file_of(given["key"], ".key"),
        "cert_file": file_of(given["certificate"], ".pem"),
        "xmlsec_binary": given["xmlsec"],
    }
    if "serviceProvider" in given:
        settings["metadata"] = {"inline": [given["serviceProvider"]]}
    return IdPConfig().load(settings)


if command == "metadata":
    print(entity_descriptor(config()))
else:
    server = Server(config=config())
    request = server.parse_authn_request(given["request"], BINDING_HTTP_REDIRECT)
    arguments = server.response_args(request.message)
    encrypt = {"encrypt_assertion": True, "encrypt_cert_assertion": given["encryptTo"]} if "encryptTo" in given else {}
    response = server.create_authn_response(
        {"mail": "ada@example.com", "givenName": "Ada"},
        userid="ada",
        name_id=NameID(format=NAMEID_FORMAT_PERSISTENT, text="ada@corp.example"),
        authn={"class_ref": PASSWORDPROTECTEDTRANSPORT, "authn_auth": given["url"]},
        sign_assertion=True,
        sign_response=not encrypt,
        **encrypt,
        **arguments,
    )
    print(
        json.dumps(
            {
                "response": base64.b64encode(str(response).encode()).decode(),
                "destination": arguments["destination"],
                "issuer": request.message.issuer.text,
            }
        )
    )
