"""How values look on the wire, in every dialect."""

from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal

_CENT = Decimal("0.01")


def show_time(at: datetime) -> str:
    """RFC 3339 in UTC with `Z`; three digits of fraction, none when they are zero."""
    universal = at if at.tzinfo is UTC else at.astimezone(UTC)
    text = universal.isoformat(timespec="milliseconds")[:-6]
    return (text.removesuffix(".000")) + "Z"


def show_time_or_none(at: datetime | None) -> str | None:
    """The same, or null."""
    return None if at is None else show_time(at)


def show_amount(amount: Decimal | None) -> float | None:
    """Money or a rate as a JSON number with at most two decimals, rounded half up."""
    return None if amount is None else float(amount.quantize(_CENT, ROUND_HALF_UP))
