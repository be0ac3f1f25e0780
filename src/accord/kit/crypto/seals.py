"""Short texts that only we can have written: bytes with a seal (HMAC-SHA-256, cut to 128 bits), safe in an address."""

import hashlib
import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode

_SEAL_BYTES = 16
MOST_CHARACTERS = 4_096


class BadSeal(Exception):
    """The text is not one of ours, or is for another purpose."""


class Seals:
    """Seals for one purpose: with the same secret, what is sealed for one is worth nothing for another."""

    __slots__ = ("_key",)

    def __init__(self, secret: str | bytes, purpose: str) -> None:
        master = secret.encode() if isinstance(secret, str) else secret
        self._key = hmac.digest(master, f"accord seal: {purpose}".encode(), hashlib.sha256)

    def seal(self, data: bytes) -> str:
        """The data and its seal as one text; the same data gives the same text."""
        return urlsafe_b64encode(data + self._seal_of(data)).rstrip(b"=").decode()

    def open(self, text: str) -> bytes:
        """The data of a sealed text. Raises BadSeal."""
        if len(text) > MOST_CHARACTERS or not text.isascii():
            raise BadSeal
        try:
            whole = urlsafe_b64decode(text + "=" * (-len(text) % 4))
        except ValueError as error:
            raise BadSeal from error
        data, seal = whole[:-_SEAL_BYTES], whole[-_SEAL_BYTES:]
        if not hmac.compare_digest(seal, self._seal_of(data)) or self.seal(data) != text:
            raise BadSeal
        return data

    def _seal_of(self, data: bytes) -> bytes:
        return hmac.digest(self._key, data, hashlib.sha256)[:_SEAL_BYTES]
