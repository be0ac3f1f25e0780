import time

import jwt
import pytest

from accord.kit.crypto import BadToken, TokenKeys

from .mint import ED25519, GOOD, NOW, RSA, SECRET, SMALL_RSA, good, mint

ALL = {
    "HS256": {"secret": SECRET},
    "RS256": {"private_key": RSA[0]},
    "EdDSA": {"private_key": ED25519[0]},
}


class TestSigningAToken:
    @pytest.mark.parametrize("algorithm", ALL)
    def test_makes_one_that_is_verified(self, algorithm):
        keys = TokenKeys(algorithm=algorithm, issuer="accord", **ALL[algorithm])

        assert keys.verify(keys.sign(GOOD), now=NOW) == {"iss": "accord", **GOOD}

    @pytest.mark.parametrize(("algorithm", "pair"), [("RS256", RSA), ("EdDSA", ED25519)])
    def test_needs_the_private_key_only(self, algorithm, pair):
        token = TokenKeys(algorithm=algorithm, private_key=pair[0]).sign(GOOD)
        checking = TokenKeys(algorithm=algorithm, public_key=pair[1])

        assert checking.verify(token, now=NOW) == GOOD
        with pytest.raises(ValueError, match="no private key"):
            checking.sign(GOOD)

    def test_makes_one_that_others_read(self):
        token = TokenKeys(secret=SECRET, kid="2026").sign({"sub": "ann", "exp": int(time.time()) + 60})

        assert jwt.get_unverified_header(token) == {"alg": "HS256", "typ": "JWT", "kid": "2026"}
        assert jwt.decode(token, SECRET, algorithms=["HS256"])["sub"] == "ann"

    def test_works_with_a_short_secret_of_development(self):
        keys = TokenKeys(secret="secret")

        assert keys.verify(keys.sign(GOOD), now=NOW) == GOOD


class TestVerifyingAToken:
    @pytest.mark.parametrize(
        "claims",
        [
            {"exp": NOW + 0.001},
            {"nbf": NOW},
            {"iat": NOW + 60},
            {"iat": None},
            {"iss": "accord"},
            {"aud": "banking"},
            {"aud": ["banking", "support"]},
            {"scope": ""},
            {"scope": "crm:read crm:write"},
            {"scope": ["crm:read"]},
            {"permissions": []},
            {"anything": {"else": [1]}},
        ],
    )
    def test_takes_what_is_sound(self, claims):
        expected = {name: value for name, value in {**GOOD, **claims}.items() if value is not None}

        assert TokenKeys(secret=SECRET, issuer="accord").verify(good(**claims), now=NOW) == expected

    @pytest.mark.parametrize(
        "header", [{"alg": "HS256"}, {"alg": "HS256", "typ": "at+jwt", "x5t": "abc", "kid": "k"}]
    )
    def test_takes_headers_of_other_issuers(self, header):
        assert TokenKeys(secret=SECRET).verify(mint(header=header), now=NOW) == GOOD

    @pytest.mark.parametrize(("kid", "right"), [("2026", True), (None, True), ("2025", False)])
    def test_minds_the_name_of_its_key(self, kid, right):
        keys = TokenKeys(secret=SECRET, kid="2026")
        token = TokenKeys(secret=SECRET, kid=kid).sign(GOOD)

        if right:
            assert keys.verify(token, now=NOW) == GOOD
        else:
            with pytest.raises(BadToken):
                keys.verify(token, now=NOW)

    @pytest.mark.parametrize("missing", ["iss", "aud", "kind"])
    def test_asks_for_more_when_strict(self, missing):
        keys = TokenKeys(secret=SECRET)
        full = {"iss": "accord", "aud": "accord", "kind": "user"}

        assert keys.verify(good(**full), now=NOW, strict=True) == {**GOOD, **full}
        with pytest.raises(BadToken):
            keys.verify(good(**full | {missing: None}), now=NOW, strict=True)

    def test_reads_the_clock_when_not_told_the_time(self):
        keys = TokenKeys(secret=SECRET)

        assert keys.verify(keys.sign({"sub": "ann", "exp": time.time() + 60}))["sub"] == "ann"
        with pytest.raises(BadToken):
            keys.verify(keys.sign({"sub": "ann", "exp": time.time()}))


class TestKeys:
    @pytest.mark.parametrize(
        "settings",
        [
            {"algorithm": "none"},
            {"algorithm": "HS512", "secret": SECRET},
            {"secret": ""},
            {"secret": RSA[1]},
            {"algorithm": "RS256"},
            {"algorithm": "RS256", "private_key": ED25519[0]},
            {"algorithm": "RS256", "private_key": SMALL_RSA[0]},
            {"algorithm": "EdDSA", "public_key": RSA[1]},
            {"algorithm": "EdDSA", "public_key": b"no key"},
            {"algorithm": "EdDSA", "private_key": ED25519[0], "public_key": RSA[1]},
        ],
    )
    def test_must_fit_the_algorithm(self, settings):
        with pytest.raises(ValueError, match=r"algorithm|secret|key|PEM"):
            TokenKeys(**settings)
