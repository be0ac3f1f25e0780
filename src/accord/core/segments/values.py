"""The values of rules, read into what the database compares with.

Dates become instants: a range [from, until) of which either end may be missing in what the operator asks. A day
without a zone is the organisation's.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from accord.kit.moments import in_utc, parse_moment

from .fields import Comparison, Field
from .records import FieldType, Operator

MOST_VALUES = 1000
LONGEST_TEXT = 10_000
MOST_DAYS = 36_500
MOST_DIGITS = 30

_TICK = timedelta(microseconds=1)
_UNVALUED = {Operator.IS_EMPTY, Operator.IS_NOT_EMPTY, Operator.IS_TRUE, Operator.IS_FALSE}


class WrongValue(ValueError):
    """A rule's value is none that its field and operator can use. The message starts after the field's name."""

    def __init__(self, message: str, code: str) -> None:
        super().__init__(message)
        self.message = message
        self.code = code


def operands_of(field: Field, operator: Operator, value: Any, zone: ZoneInfo) -> tuple[Any, ...]:
    """What the database compares with. Raises WrongValue."""
    if operator in _UNVALUED:
        return ()
    if value is None:
        raise WrongValue("is required", "required")
    if field.type is FieldType.STRING:
        return texts_of(field, operator, value)
    if field.type is FieldType.NUMBER:
        return _pair(value, _number) if operator is Operator.BETWEEN else (_number(value),)
    return _instants(operator, value, zone)


def texts_of(field: Field, operator: Operator, value: Any) -> tuple[str, ...]:
    """The texts that a rule about a text compares with. Raises WrongValue."""
    if operator is Operator.ONE_OF:
        values = value if isinstance(value, list) else [value]
        if not 1 <= len(values) <= MOST_VALUES:
            raise WrongValue(f"must be a list of 1 to {MOST_VALUES} texts", "out_of_range")
        return tuple(_text(field, each) for each in values)
    if operator in (Operator.EQUALS, Operator.NOT_EQUALS):
        return (_text(field, value),)
    return (_plain(value),)


def _text(field: Field, value: Any) -> str:
    """A text to be compared as a whole; a choice in the letter case of its enumeration."""
    text = _plain(value)
    if field.comparison is not Comparison.CHOICE:
        return text
    return next((choice for choice in field.choices if choice.lower() == text.lower()), text)


def _plain(value: Any) -> str:
    if not isinstance(value, str):
        raise WrongValue("must be text", "type")
    if not value.strip():
        raise WrongValue("is required", "required")
    if len(value) > LONGEST_TEXT:
        raise WrongValue(f"must have at most {LONGEST_TEXT} characters", "too_long")
    return value


def _number(value: Any) -> Decimal:
    """A number, written as one or as text."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal | str):
        raise WrongValue("must be a number", "type")
    try:
        number = Decimal(str(value).strip())
    except InvalidOperation:
        raise WrongValue("must be a number", "type") from None
    if not number.is_finite():
        raise WrongValue("must be a number", "type")
    if number and not -MOST_DIGITS < number.adjusted() < MOST_DIGITS:
        raise WrongValue("is too large a number", "out_of_range")
    return number


def _instants(operator: Operator, value: Any, zone: ZoneInfo) -> tuple[Any, ...]:
    if operator in (Operator.LAST_N_DAYS, Operator.NEXT_N_DAYS):
        return (_days(value),)
    if operator is Operator.BETWEEN:
        (first, _), (_, end) = _pair(value, lambda each: _span(each, zone))
        return first, end
    if operator is Operator.AFTER:
        return (_span(value, zone)[1],)
    if operator is Operator.BEFORE:
        return (_span(value, zone)[0],)
    return _whole_day(value, zone)


def _days(value: Any) -> int:
    number = _number(value)
    if number != number.to_integral_value() or not 0 < number <= MOST_DAYS:
        raise WrongValue(f"must be a whole number of days from 1 to {MOST_DAYS}", "out_of_range")
    return int(number)


def _span(value: Any, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """When what was written begins, and when it is over: a whole day, or one instant."""
    written = _moment(value)
    try:
        if len(value.strip()) > 10:
            instant = in_utc(written, zone)
            return instant, instant + _TICK
        return in_utc(written, zone), in_utc(written + timedelta(days=1), zone)
    except OverflowError:
        raise WrongValue("must be a date within the calendar", "out_of_range") from None


def _whole_day(value: Any, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The day on which an instant falls in the organisation's zone."""
    begun, _ = _span(value, zone)
    day = begun.astimezone(zone).date().isoformat()
    return _span(day, zone)


def _moment(value: Any) -> datetime:
    moment = parse_moment(value.strip()) if isinstance(value, str) else None
    if moment is None:
        raise WrongValue("must be a date or date-time (ISO 8601)", "type")
    return moment


def _pair(value: Any, read: Callable[[Any], Any]) -> tuple[Any, Any]:
    """The two ends of a range, written as `[lo, hi]`, `"lo,hi"` or `{min, max}`."""
    match value:
        case str():
            ends: list[Any] = value.split(",")
        case Mapping():
            ends = [value.get("min"), value.get("max")]
        case list():
            ends = value
        case _:
            ends = []
    if len(ends) != 2 or None in ends:
        raise WrongValue("must be two values: [from, to], 'from,to' or {min, max}", "type")
    low, high = read(ends[0]), read(ends[1])
    if low > high:
        raise WrongValue("must not end before it begins", "out_of_range")
    return low, high
