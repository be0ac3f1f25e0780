import pytest

from accord.kit.crypto import BadToken, TokenKeys

from .mint import ED25519, GOOD, NOW, RSA, SECRET, good, mint, part, signature

keys = TokenKeys(secret=SECRET, issuer="accord")

VALID = good()
HEADER, PAYLOAD, SIGNATURE = VALID.split(".")
ADMIN = part({**GOOD, "sub": "admin"})


def header(**fields: object) -> dict[str, object]:
    return {"alg": "HS256", "typ": "JWT", **fields}


FORGERIES = {
    "alg none, no signature": f"{part(header(alg='none'))}.{PAYLOAD}.",
    "alg none, signature kept": f"{part(header(alg='none'))}.{PAYLOAD}.{SIGNATURE}",
    "alg nOnE": mint(header=header(alg="nOnE")),
    "alg empty": mint(header=header(alg="")),
    "alg missing": mint(header={"typ": "JWT"}),
    "alg null": mint(header=header(alg=None)),
    "alg a list": mint(header=header(alg=["HS256"])),
    "alg in lower case": mint(header=header(alg="hs256")),
    "alg HS512, so signed": mint(header=header(alg="HS512"), algorithm="sha512"),
    "alg HS384, signed with HS256": mint(header=header(alg="HS384")),
    "alg RS256, signed with HS256": mint(header=header(alg="RS256")),
    "a true RS256 token": TokenKeys(algorithm="RS256", private_key=RSA[0]).sign(GOOD),
    "a true EdDSA token": TokenKeys(algorithm="EdDSA", private_key=ED25519[0]).sign(GOOD),
    "another secret": mint(secret=b"another secret of thirty-two bytes"),
    "no secret": mint(secret=b""),
    "the secret of the header's choice": mint(
        header=header(jwk={"kty": "oct", "k": part(b"x")}), secret=b"x"
    ),
    "a key by address": mint(header=header(jku="https://evil.example/keys")),
    "a certificate by address": mint(header=header(x5u="https://evil.example/cert")),
    "a certificate brought along": mint(header=header(x5c=["MIIB"])),
    "an extension that is critical": mint(header=header(crit=["exp"], exp=1)),
    "an unencoded payload": mint(header=header(b64=False)),
    "a compressed payload": mint(header=header(zip="DEF")),
    "an encrypted token": mint(header=header(enc="A256GCM")),
    "kid a path, empty secret": mint(header=header(kid="../../dev/null"), secret=b""),
    "kid an injection, its secret": mint(header=header(kid="x' UNION SELECT 'k"), secret=b"k"),
    "kid a number": mint(header=header(kid=1)),
    "typ another kind": mint(header=header(typ="logout+jwt")),
    "typ a number": mint(header=header(typ=1)),
    "alg twice in the header": mint(header=b'{"alg":"none","alg":"HS256"}'),
    "payload changed": f"{HEADER}.{ADMIN}.{SIGNATURE}",
    "header changed": f"{part(header(kid='x'))}.{PAYLOAD}.{SIGNATURE}",
    "signature cut": VALID[:-2],
    "signature longer": f"{VALID}AA",
    "signature of another token": f"{HEADER}.{PAYLOAD}.{good(sub='bob').split('.')[2]}",
    "signature missing": f"{HEADER}.{PAYLOAD}",
    "signature empty": f"{HEADER}.{PAYLOAD}.",
    "payload empty": f"{HEADER}..{signature(HEADER + '.')}",
    "header empty": f".{PAYLOAD}.{signature('.' + PAYLOAD)}",
    "four parts": f"{VALID}.{SIGNATURE}",
    "five parts, as if encrypted": f"{HEADER}.{PAYLOAD}.{SIGNATURE}.{PAYLOAD}.{SIGNATURE}",
    "a part twice": f"{HEADER}.{PAYLOAD}.{PAYLOAD}.{SIGNATURE}",
    "nothing": "",
    "dots": "..",
    "a word": "token",
    "spaces around": f" {VALID} ",
    "a line break": f"{VALID}\n",
    "padding": f"{VALID}=",
    "a stray character": f"{HEADER}.{PAYLOAD}.{SIGNATURE[:5]}!{SIGNATURE[5:]}",
    "the other alphabet of base64": f"{HEADER}.{PAYLOAD}.{SIGNATURE[:-1]}+",
    "unicode": f"{HEADER}.{PAYLOAD}.{SIGNATURE[:-1]}\u0410",
    "a NUL": f"{VALID}\x00",
    "header not JSON": mint(header=b"alg: HS256"),
    "header a list": mint(header=b'["HS256"]'),
    "header not UTF-8": mint(header=b'{"alg":"HS256","x":"\xff"}'),
    "payload not JSON": mint(b"sub=ann"),
    "payload a list": mint(b"[]"),
    "payload a text": mint(b'"ann"'),
    "payload null": mint(b"null"),
    "payload not UTF-8": mint(b'{"sub":"\xff","exp":9999999999}'),
    "payload nested for ever": mint(b'{"a":' + b"[" * 3000 + b"]" * 3000 + b"}"),
    "sub twice": mint(b'{"sub":"ann","sub":"admin","exp":9999999999}'),
    "exp twice": mint(b'{"sub":"ann","exp":1,"exp":9999999999}'),
    "too long": good(note="x" * 8192),
    "huge": "a" * 10_000_000,
    "sub missing": good(sub=None),
    "sub empty": good(sub=""),
    "sub null": mint(b'{"sub":null,"exp":9999999999}'),
    "sub a number": good(sub=1),
    "sub an object": good(sub={"id": 1}),
    "sub a list": good(sub=["ann"]),
    "sub too long": good(sub="x" * 256),
    "sub with a NUL": good(sub="ann\x00"),
    "sub with a line break": good(sub="ann\nadmin"),
    "exp missing": good(exp=None),
    "exp null": mint(b'{"sub":"ann","exp":null}'),
    "exp now": good(exp=NOW),
    "exp long ago": good(exp=0),
    "exp a text": good(exp="9999999999"),
    "exp true": good(exp=True),
    "exp not a number": mint(b'{"sub":"ann","exp":NaN}'),
    "exp without end": mint(b'{"sub":"ann","exp":Infinity}'),
    "exp beyond floats": mint(b'{"sub":"ann","exp":1e999}'),
    "exp a list": good(exp=[9999999999]),
    "nbf in the future": good(nbf=NOW + 1),
    "nbf a text": good(nbf="0"),
    "iat in the future": good(iat=NOW + 61),
    "iat a text": good(iat="now"),
    "iat true": good(iat=True),
    "iss another": good(iss="evil"),
    "iss a list": good(iss=["accord"]),
    "iss empty": good(iss=""),
    "aud empty": good(aud=""),
    "aud an empty list": good(aud=[]),
    "aud a number": good(aud=1),
    "aud a list of numbers": good(aud=[1]),
    "aud an object": good(aud={"a": 1}),
    "jti a number": good(jti=1),
    "jti empty": good(jti=""),
    "kind a list": good(kind=["user"]),
    "role a list": good(role=["admin"]),
    "scope a number": good(scope=1),
    "scope a list of numbers": good(scope=[1]),
    "permissions a text": good(permissions="crm:*:*"),
    "permissions an object": good(permissions={"crm:*:*": True}),
}


class TestAForgedToken:
    @pytest.mark.parametrize("token", FORGERIES.values(), ids=FORGERIES)
    def test_is_refused(self, token):
        with pytest.raises(BadToken):
            keys.verify(token, now=NOW)

    def test_would_pass_if_it_were_sound(self):
        assert keys.verify(VALID, now=NOW) == GOOD

    def test_is_refused_when_signed_with_the_public_key_as_a_secret(self):
        victim = TokenKeys(algorithm="RS256", private_key=RSA[0], issuer="accord")
        forged = mint(header=header(alg="HS256"), secret=RSA[1])

        with pytest.raises(BadToken):
            victim.verify(forged, now=NOW)

    def test_is_refused_whichever_one_character_is_changed(self):
        for place, character in enumerate(VALID):
            changed = VALID[:place] + ("A" if character != "A" else "B") + VALID[place + 1 :]
            with pytest.raises(BadToken):
                keys.verify(changed, now=NOW)
