"""What all verifications of webhook calls share: whatever goes wrong, the call is not authentic."""

import base64
import hmac
from collections.abc import Callable

from accord.core.communications import NotAuthentic

LONGEST_SIGNATURE = 1024


def demand(secret: str | None, is_signed: Callable[[str], bool], *, allow_unsigned: bool) -> None:
    """Raises NotAuthentic unless `is_signed(secret)` holds.

    Without a secret nothing is authentic, or with `allow_unsigned` everything.
    """
    if secret is None:
        if not allow_unsigned:
            raise NotAuthentic("no secret is configured")
        return
    try:
        good = is_signed(secret)
    except Exception as wrong:  # verifiers raise many things over what a stranger sends
        raise NotAuthentic("the signature cannot be read") from wrong
    if good is not True:
        raise NotAuthentic("the signature is wrong")


def same(sent: str, expected: str) -> bool:
    """Whether two signatures are the same text, in a time that tells nothing."""
    if len(sent) > LONGEST_SIGNATURE:
        return False
    return hmac.compare_digest(sent.encode("utf-8", "surrogatepass"), expected.encode())


def from_base64(text: str) -> bytes:
    """The bytes of canonical base64. Raises ValueError."""
    if len(text) > LONGEST_SIGNATURE:
        raise ValueError("too long")
    content = base64.b64decode(text, validate=True)
    if base64.b64encode(content).decode() != text:
        raise ValueError("not canonical")
    return content
