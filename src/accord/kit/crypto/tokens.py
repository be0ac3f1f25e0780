"""Signed tokens (JWT): one algorithm and one key, and nothing in a token may choose another."""

import time
from typing import Any

import jwt
import jwt.algorithms
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key

from .claims import check_claims
from .compact import BadToken, encoded, header_of, part_of, payload_of, signed_text_of

__all__ = ["BadToken", "TokenKeys"]

_ALGORITHMS = ("HS256", "RS256", "EdDSA")
_RSA_BITS = 2048


class TokenKeys:
    """The key tokens are signed and checked with. HS256 takes a secret, RS256 and EdDSA keys in PEM.

    The public key may be left out where there is a private one; without a private one tokens are only
    checked. Raises ValueError for keys that do not fit the algorithm.
    """

    def __init__(
        self,
        *,
        algorithm: str = "HS256",
        secret: str | bytes | None = None,
        private_key: bytes | None = None,
        public_key: bytes | None = None,
        issuer: str | None = None,
        kid: str | None = None,
    ) -> None:
        if algorithm not in _ALGORITHMS:
            raise ValueError(f"the algorithm of tokens must be one of {', '.join(_ALGORITHMS)}")
        self.algorithm = str(algorithm)
        self.issuer = issuer
        self.kid = kid
        self._algorithm = jwt.get_algorithm_by_name(self.algorithm)
        if self.algorithm == "HS256":
            self._signing: Any = _secret_bytes(self._algorithm, secret)
            self._checking: Any = self._signing
        else:
            self._signing = load_pem_private_key(private_key, None) if private_key else None
            self._checking = _public_key(self._signing, public_key)
            _check_fit(self.algorithm, self._signing, self._checking)

    def sign(self, claims: dict[str, Any]) -> str:
        """The token of these claims, with our issuer unless they name one. Raises ValueError."""
        if self._signing is None:
            raise ValueError("there is no private key to sign tokens with")
        header = {"alg": self.algorithm, "typ": "JWT"} | ({"kid": self.kid} if self.kid is not None else {})
        issued = {"iss": self.issuer, **claims} if self.issuer is not None else claims
        text = f"{part_of(header)}.{part_of(issued)}"
        return f"{text}.{encoded(self._algorithm.sign(text.encode(), self._signing))}"

    def verify(self, token: str, *, now: float | None = None, strict: bool = False) -> dict[str, Any]:
        """The claims of a token of ours that is valid at `now` (seconds since 1970; by default the clock's).

        `sub` and `exp` are required, `iss`, `aud` and `kind` too when `strict`; all must be of their types.
        Whether `aud` names the right service is for the caller to say. Raises BadToken.
        """
        header = header_of(token)
        if header.get("alg") != self.algorithm:
            raise BadToken("the token is signed with another algorithm")
        if self.kid is not None and header.get("kid", self.kid) != self.kid:
            raise BadToken("the token is signed with another key")
        text, signature = signed_text_of(token)
        if not self._algorithm.verify(text, self._checking, signature):
            raise BadToken("the token's signature is wrong")
        claims = payload_of(token)
        check_claims(claims, now=time.time() if now is None else now, issuer=self.issuer, strict=strict)
        return claims


def _secret_bytes(algorithm: jwt.algorithms.Algorithm, secret: str | bytes | None) -> bytes:
    if not secret:
        raise ValueError("HS256 takes a secret")
    try:
        prepared: bytes = algorithm.prepare_key(secret)
    except jwt.InvalidKeyError as error:  # the public key of another algorithm
        raise ValueError(str(error)) from error
    return prepared


def _public_key(private: Any, pem: bytes | None) -> Any:
    if pem is not None:
        return load_pem_public_key(pem)
    if private is None:
        raise ValueError("a public or a private key is needed")
    return private.public_key()


def _check_fit(algorithm: str, private: Any, public: Any) -> None:
    of_private, of_public = (
        (RSAPrivateKey, RSAPublicKey) if algorithm == "RS256" else (Ed25519PrivateKey, Ed25519PublicKey)
    )
    if not isinstance(public, of_public) or not isinstance(private, of_private | None):
        raise ValueError(f"the keys are not for {algorithm}")  # noqa: TRY004  (a setting, not a mistake in code)
    if isinstance(public, RSAPublicKey) and public.key_size < _RSA_BITS:
        raise ValueError(f"an RSA key must have at least {_RSA_BITS} bits")
    if private is not None and private.public_key() != public:
        raise ValueError("the public key is not that of the private key")
