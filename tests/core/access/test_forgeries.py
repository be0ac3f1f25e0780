"""Tokens that somebody made up. Each is shown beside the honest token it imitates, which must pass."""

import base64
import hashlib
import hmac
import json

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from accord.core.access import BadCredentials
from accord.kit.crypto import TokenKeys

from .conftest import SECRET


def part(value):
    data = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def hs256(header, claims, secret=SECRET):
    signed = f"{part(header)}.{part(claims)}"
    return f"{signed}.{part(hmac.digest(secret.encode(), signed.encode(), hashlib.sha256))}"


def with_header(**given):
    return lambda claims: hs256({"alg": "HS256", "typ": "JWT"} | given, claims)


def with_claims(**given):
    return lambda claims: hs256({"alg": "HS256", "typ": "JWT"}, claims | given)


def without(name):
    return lambda claims: hs256({"alg": "HS256"}, {key: claims[key] for key in claims if key != name})


def unsigned(alg):
    return lambda claims: f"{part({'alg': alg, 'typ': 'JWT'})}.{part(claims)}."


def honest(claims):
    return hs256({"alg": "HS256", "typ": "JWT"}, claims)


def with_payload_of(change):
    def forge(claims):
        header, _, signature = honest(claims).split(".")
        return f"{header}.{part(claims | change)}.{signature}"

    return forge


HEADERS = {
    "another algorithm of the family": lambda claims: jwt.encode(claims, SECRET, algorithm="HS512"),
    "none": unsigned("none"),
    "None": unsigned("None"),
    "no algorithm": lambda claims: hs256({"typ": "JWT"}, claims),
    "none with our signature": with_header(alg="none"),
    "RS256 with our signature": with_header(alg="RS256"),
    "a key in the header": with_header(jwk={"kty": "oct", "k": part(b"mine")}),
    "a key's address in the header": with_header(jku="https://evil.example/keys"),
    "a certificate in the header": with_header(x5u="https://evil.example/cert"),
    "a critical extension": with_header(crit=["exp"]),
    "another type": with_header(typ="JWE"),
    "a file as key id": with_header(kid=["../../dev/null"]),
}
SIGNATURES = {
    "another secret": lambda claims: hs256({"alg": "HS256"}, claims, "another secret, just as long as ours"),
    "an empty secret": lambda claims: hs256({"alg": "HS256"}, claims, ""),
    "no signature": lambda claims: honest(claims).rpartition(".")[0] + ".",
    "two parts": lambda claims: honest(claims).rpartition(".")[0],
    "four parts": lambda claims: honest(claims) + ".x",
    "half a signature": lambda claims: honest(claims)[:-20],
    "a padded signature": lambda claims: honest(claims) + "=",
    "another subject under our signature": with_payload_of({"sub": "root"}),
    "a later end under our signature": with_payload_of({"exp": 4_000_000_000}),
    "more rights under our signature": with_payload_of({"scope": "crm:admin"}),
    "blanks around it": lambda claims: f" {honest(claims)} ",
}
CLAIMS = {
    "an end in the past": with_claims(exp=1),
    "a negative end": with_claims(exp=-1),
    "an end as text": with_claims(exp="4000000000"),
    "an end that is true": with_claims(exp=True),
    "an end beyond all calendars": with_claims(exp=10**18),
    "no end": without("exp"),
    "no subject": without("sub"),
    "a blank subject": with_claims(sub=""),
    "a number as subject": with_claims(sub=1),
    "a list as subject": with_claims(sub=["somebody"]),
    "another issuer": with_claims(iss="https://evil.example"),
    "a list of issuers": with_claims(iss=["accord"]),
    "made tomorrow": with_claims(iat=4_000_000_000),
    "valid tomorrow": with_claims(nbf=4_000_000_000),
    "an audience that is a number": with_claims(aud=1),
    "an empty audience": with_claims(aud=[]),
    "an unknown kind": with_claims(kind="system"),
    "a kind in capitals": with_claims(kind="MACHINE"),
    "a list of kinds": with_claims(kind=["machine"]),
    "a session that is none": with_claims(sid="1 OR 1=1"),
    "a scope that is an object": with_claims(scope={"crm:admin": True}),
    "permissions as text": with_claims(permissions="crm:*:*"),
    "permissions that are numbers": with_claims(permissions=[1]),
    "a role that is a list": with_claims(role=["admin"]),
    "a token id that is a number": with_claims(jti=1),
    "a list instead of claims": lambda claims: hs256({"alg": "HS256"}, [claims]),
    "text instead of claims": lambda claims: hs256({"alg": "HS256"}, "claims"),
}
FORGERIES = HEADERS | SIGNATURES | CLAIMS


class TestAForgedToken:
    @pytest.mark.parametrize("name", FORGERIES)
    async def test_is_refused_where_the_honest_one_passes(self, ctx, identifier, claims, name):
        said = claims(kind="machine")

        assert (await identifier.identify(honest(said), "support", now=ctx.now)).id == "somebody"
        with pytest.raises(BadCredentials):
            await identifier.identify(FORGERIES[name](said), "support", now=ctx.now)

    async def test_is_refused_when_a_public_key_is_used_as_a_secret(
        self, ctx, db, directory, claims, new_identifier
    ):
        private = Ed25519PrivateKey.generate()
        pem = private.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        public = private.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        keys = TokenKeys(algorithm="EdDSA", private_key=pem, issuer="accord")
        identifier = new_identifier(keys=keys)
        said = claims(kind="machine")

        assert (await identifier.identify(keys.sign(said), "support", now=ctx.now)).id == "somebody"
        with pytest.raises(BadCredentials):
            await identifier.identify(hs256({"alg": "HS256"}, said, public.decode()), "support", now=ctx.now)
