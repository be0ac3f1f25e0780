"""Tokens made by hand, the way an attacker makes them."""

import hashlib
import hmac
import json
from base64 import urlsafe_b64encode
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

SECRET = "a secret of at least thirty-two bytes"
NOW = 1_770_897_600.0
GOOD = {"sub": "ann", "exp": NOW + 60, "iat": NOW - 60}


def part(value: bytes | dict[str, Any]) -> str:
    data = value if isinstance(value, bytes) else json.dumps(value).encode()
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def signature(text: str, secret: bytes = SECRET.encode(), algorithm: str = "sha256") -> str:
    return part(hmac.digest(secret, text.encode(), getattr(hashlib, algorithm)))


def mint(
    claims: bytes | dict[str, Any] = GOOD,
    header: bytes | dict[str, Any] = {"alg": "HS256", "typ": "JWT"},  # noqa: B006
    **how: Any,
) -> str:
    """A token that is correctly signed, whatever it says."""
    text = f"{part(header)}.{part(claims)}"
    return f"{text}.{signature(text, **how)}"


def good(**changes: object) -> str:
    """A correctly signed token with these claims changed; None takes one away."""
    return mint({name: value for name, value in {**GOOD, **changes}.items() if value is not None})


def pem_pair(key: Any) -> tuple[bytes, bytes]:
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return private, key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


RSA = pem_pair(generate_private_key(65537, 2048))
SMALL_RSA = pem_pair(generate_private_key(65537, 1024))
ED25519 = pem_pair(Ed25519PrivateKey.generate())
