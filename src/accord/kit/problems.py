"""What is wrong with input, field by field, in words every dialect can render."""

import msgspec

__all__ = ["Problem"]


class Problem(msgspec.Struct, frozen=True):
    """One thing wrong with one input field."""

    field: str  # path as the client wrote it: "email", "tags[2]", "criteria.region"
    message: str  # a full phrase a client can show; <= 100 characters of input quoted, never a secret
    code: str = "invalid"  # required | invalid | too_long | too_short | out_of_range | not_allowed | type
    allowed: tuple[str, ...] = ()
    where: str = "body"  # body | query | path
