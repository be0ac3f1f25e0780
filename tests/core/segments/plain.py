"""Rules evaluated in plain Python, the slow and obvious way: what the database is held against."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from accord.core.customers import Customer, first_name_of

DAY = timedelta(days=1)
ANY_CASE = {"email", "region", "status", "contact_type", "loyalty", "bank_segment", "kyc_status"}
NEGATED = {"not_equals", "not_contains"}


def holds(part: dict[str, Any], customer: Customer, now: datetime) -> bool:
    """Whether a group or a rule, as a client writes it, holds for a customer."""
    if "rules" not in part:
        return _rule_holds(part, customer, now)
    parts = [holds(each, customer, now) for each in part["rules"]]
    if not parts:
        return True
    return {"AND": all(parts), "OR": any(parts), "NOT": not any(parts)}[part["logic"]]


def value_of(field: str, customer: Customer) -> Any:
    """What a rule about a field looks at."""
    made = _MADE.get(field)
    return getattr(customer, field) if made is None else made(customer)


def _average(customer: Customer) -> Decimal:
    if not customer.order_count:
        return Decimal(0)
    return (customer.total_spent / customer.order_count).quantize(Decimal("0.01"), ROUND_HALF_UP)


def _lifetime_value(customer: Customer) -> Decimal | None:
    if customer.lifetime_value is not None:
        return customer.lifetime_value
    return customer.total_spent if customer.order_count else None


_MADE: dict[str, Callable[[Customer], Any]] = {
    "first_name": lambda customer: first_name_of(customer) or None,
    "last_name": lambda customer: customer.family_name,
    "average_order_value": _average,
    "lifetime_value": _lifetime_value,
    "is_active": lambda customer: customer.status == "active",
}


def _rule_holds(rule: dict[str, Any], customer: Customer, now: datetime) -> bool:
    found = value_of(rule["field"], customer)
    operator, wanted = rule["operator"], rule.get("value")
    if rule["field"] == "tags":
        return _tags_hold(found, operator, wanted)
    if operator == "is_empty":
        return found in (None, "")
    if found is None:
        return operator in NEGATED
    return _value_holds(rule["field"], found, operator, wanted, now)


def _value_holds(field: str, found: Any, operator: str, wanted: Any, now: datetime) -> bool:
    if isinstance(found, bool):
        return found is (operator == "is_true")
    if isinstance(found, str):
        return _text_holds(field, found, operator, wanted)
    if isinstance(found, datetime):
        return _date_holds(found, operator, wanted, now)
    return _number_holds(Decimal(found), operator, wanted)


def _tags_hold(tags: list[str], operator: str, wanted: Any) -> bool:
    if operator in ("is_empty", "is_not_empty"):
        return (not tags) is (operator == "is_empty")
    if operator in NEGATED:
        positive = {"not_equals": "equals", "not_contains": "contains"}[operator]
        return not _tags_hold(tags, positive, wanted)
    return any(_text_holds("email", tag, operator, wanted) for tag in tags)


def _text_holds(field: str, found: str, operator: str, wanted: Any) -> bool:
    if operator == "is_not_empty":
        return found != ""
    if operator in ("equals", "not_equals", "one_of"):
        values = wanted if isinstance(wanted, list) else [wanted]
        if field in ANY_CASE:
            found, values = found.lower(), [value.lower() for value in values]
        return (found in values) is (operator != "not_equals")
    found, wanted = found.lower(), wanted.lower()
    told: dict[str, Callable[[], bool]] = {
        "contains": lambda: wanted in found,
        "not_contains": lambda: wanted not in found,
        "starts_with": lambda: found.startswith(wanted),
        "ends_with": lambda: found.endswith(wanted),
    }
    return told[operator]()


def _number_holds(found: Decimal, operator: str, wanted: Any) -> bool:
    if operator == "between":
        low, high = _ends(wanted)
        return Decimal(str(low)) <= found <= Decimal(str(high))
    value = Decimal(str(wanted))
    return {
        "equals": found == value,
        "not_equals": found != value,
        "greater_than": found > value,
        "greater_than_or_equal": found >= value,
        "less_than": found < value,
        "less_than_or_equal": found <= value,
    }[operator]


def _date_holds(found: datetime, operator: str, wanted: Any, now: datetime) -> bool:
    if operator == "last_n_days":
        return now - int(wanted) * DAY <= found <= now
    if operator == "next_n_days":
        return now <= found <= now + int(wanted) * DAY
    if operator == "between":
        low, high = _ends(wanted)
        return _date_holds(found, "since", low, now) and not _date_holds(found, "after", high, now)
    is_day = len(wanted) == 10
    at = (
        datetime.combine(date.fromisoformat(wanted), time(), UTC)
        if is_day
        else datetime.fromisoformat(wanted)
    )
    return {
        "equals": found.date() == at.date(),
        "not_equals": found.date() != at.date(),
        "after": found >= at + DAY if is_day else found > at,
        "since": found >= at,
        "before": found < at,
    }[operator]


def _ends(wanted: Any) -> Any:
    if isinstance(wanted, str):
        return wanted.split(",")
    return (wanted["min"], wanted["max"]) if isinstance(wanted, dict) else wanted
