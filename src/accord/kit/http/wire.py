"""How values look on the wire, in every dialect."""

from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal

import msgspec

_CENT = Decimal("0.01")


def show_time(at: datetime) -> str:
    """RFC 3339 in UTC with `Z`; three digits of fraction, none when they are zero."""
    text: str = msgspec.to_builtins(at if at.tzinfo is UTC else at.astimezone(UTC))
    if not at.microsecond:
        return text
    return text[:-4].removesuffix(".000") + "Z"  # of the six digits of the fraction three are told


def show_time_or_none(at: datetime | None) -> str | None:
    """The same, or null."""
    return None if at is None else show_time(at)


def show_amount(amount: Decimal | None) -> float | None:
    """Money or a rate as a JSON number with at most two decimals, rounded half up."""
    return None if amount is None else float(amount.quantize(_CENT, ROUND_HALF_UP))
