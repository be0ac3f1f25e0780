"""DKIM signatures (RFC 6376, RFC 8463): relaxed canonical form, signed with RSA or Ed25519."""

import base64
import hashlib
import re
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key

# Naming From once more than it is there means that nobody can add a second one.
SIGNED = (
    "from", "from", "to", "subject", "subject", "date", "message-id", "reply-to", "in-reply-to", "references",
    "mime-version", "content-type", "content-transfer-encoding", "list-unsubscribe", "list-unsubscribe-post",
)  # fmt: skip

_BLANKS = re.compile(r"[ \t]+")


class Signer:
    """Signs e-mails of a domain; `key` is a PEM private key. Raises ValueError when it is none of ours."""

    def __init__(self, *, domain: str, selector: str, key: bytes) -> None:
        self._domain = domain
        self._selector = selector
        found = load_pem_private_key(key, password=None)
        if not isinstance(found, RSAPrivateKey | Ed25519PrivateKey):
            raise ValueError(  # noqa: TRY004 - it is the content that is wrong
                "a DKIM key is an RSA or an Ed25519 key"
            )
        self._key = found

    def signed(self, content: bytes, *, now: datetime) -> bytes:
        """The e-mail with its signature in front."""
        head, _, body = content.partition(b"\r\n\r\n")
        fields = _fields(head.decode("utf-8", "surrogateescape"))
        names, lines = _chosen(fields)
        unsigned = self._tags(names, _hash(_relaxed_body(body)), now)
        lines.append(_relaxed_field("dkim-signature", unsigned))
        signature = self._sign("\r\n".join(lines).encode("utf-8", "surrogateescape"))
        return f"DKIM-Signature: {unsigned}{_wrapped(signature)}\r\n".encode() + content

    def _tags(self, names: list[str], body_hash: str, now: datetime) -> str:
        algorithm = "rsa-sha256" if isinstance(self._key, RSAPrivateKey) else "ed25519-sha256"
        return (
            f"v=1; a={algorithm}; c=relaxed/relaxed;\r\n d={self._domain}; s={self._selector};"
            f" t={int(now.timestamp())};\r\n h={':'.join(names)};\r\n bh={body_hash};\r\n b="
        )

    def _sign(self, text: bytes) -> str:
        if isinstance(self._key, RSAPrivateKey):
            return base64.b64encode(self._key.sign(text, PKCS1v15(), SHA256())).decode()
        return base64.b64encode(self._key.sign(hashlib.sha256(text).digest())).decode()


def _fields(head: str) -> list[tuple[str, str]]:
    fields: list[tuple[str, str]] = []
    for line in head.split("\r\n"):
        if line[:1] in {" ", "\t"} and fields:
            name, value = fields[-1]
            fields[-1] = (name, f"{value}\r\n{line}")
        else:
            name, _, value = line.partition(":")
            fields.append((name.strip().lower(), value))
    return fields


def _chosen(fields: list[tuple[str, str]]) -> tuple[list[str], list[str]]:
    """The names to sign, and the lines of those that are there, the last of a name first."""
    left = list(reversed(fields))
    lines = []
    for name in SIGNED:
        found = next((field for field in left if field[0] == name), None)
        if found is not None:
            left.remove(found)
            lines.append(_relaxed_field(*found))
    return list(SIGNED), lines


def _relaxed_field(name: str, value: str) -> str:
    unfolded = value.replace("\r\n", "")
    return f"{name}:{_BLANKS.sub(' ', unfolded).strip(' ')}"


def _relaxed_body(body: bytes) -> bytes:
    lines = [re.sub(rb"[ \t]+", b" ", line).rstrip(b" ") for line in body.split(b"\r\n")]
    while lines and not lines[-1]:
        lines.pop()
    return b"".join(line + b"\r\n" for line in lines)


def _hash(content: bytes) -> str:
    return base64.b64encode(hashlib.sha256(content).digest()).decode()


def _wrapped(text: str) -> str:
    return "\r\n ".join(text[at : at + 72] for at in range(0, len(text), 72))
