"""Customers and trees of rules drawn at random, from few values, so that rules often hold and often do not."""

import random
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from accord.core.segments import FIELDS, OPERATORS, FieldType, Operator

TEXTS = ("Amina", "amina", "AMINA B", "50% off", "a_b", "back\\slash", "Zoe", "min", "%", "_")
WORDS = {
    "status": ("active", "inactive", "blocked"),
    "loyalty": ("New", "Gold", "VIP"),
    "contact_type": ("Individual", "Corporate"),
    "bank_segment": ("Retail", "SME", "Corporate"),
    "kyc_status": ("Pending", "Verified"),
}
NUMBERS = (0, 1, 2, 3, 10, 99.99, 100, "100", 33.33, 250.5)


def invent_customer(draw: random.Random, now: datetime) -> dict[str, Any]:
    """Columns of a customer; much is missing."""

    def maybe(values: Any) -> Any:
        return draw.choice((None, *values))

    def moment() -> Any:
        return now + timedelta(
            days=draw.randrange(-9, 9), seconds=draw.randrange(-2, 3), microseconds=draw.randrange(3)
        )

    texts = ("company_name", "phone", "city", "state", "country", "language", "nationality", "region")
    moments = ("last_order_at", "last_interaction_at", "last_engagement_at")
    orders = draw.choice((0, 0, 1, 3, 7))
    given, family = maybe(("", *TEXTS)), maybe(("", *TEXTS))
    tags = draw.sample(TEXTS, draw.randrange(3))
    return {
        **{name: maybe(TEXTS) for name in texts},
        **{name: draw.choice((None, moment())) for name in moments},
        "given_name": given,
        "family_name": family,
        "full_name": " ".join(part for part in (given, family) if part) or None,
        "email": draw.choice((None, f"{draw.getrandbits(64):x}.Amina@Example.com")),
        "status": draw.choice(WORDS["status"]),
        "loyalty": draw.choice(WORDS["loyalty"]),
        "kyc_status": draw.choice(WORDS["kyc_status"]),
        "written_segment": maybe(WORDS["bank_segment"]),
        "tags": tags,
        "order_count": orders,
        "total_spent": draw.choice((Decimal(100), Decimal("250.50"), Decimal("99.99")))
        if orders
        else Decimal(0),
        "lifetime_value": maybe((Decimal(100), Decimal("33.33"))),
        "credit_score": maybe((Decimal(10), Decimal(100))),
        "risk_score": maybe((0, 1, 99)),
        "created_at": moment(),
    }


def invent_tree(draw: random.Random, now: datetime, depth: int = 1) -> dict[str, Any]:
    """A group of rules and smaller groups."""
    parts = [
        invent_tree(draw, now, depth + 1) if draw.random() < 0.35 / depth else invent_rule(draw, now)
        for _ in range(draw.choice((0, 1, 1, 2, 2, 3, 4)))
    ]
    return {"logic": draw.choice(("AND", "OR", "NOT")), "rules": parts}


def invent_rule(draw: random.Random, now: datetime) -> dict[str, Any]:
    """A rule about any field with any operator that it knows."""
    field = draw.choice(list(FIELDS.values()))
    operator = draw.choice(sorted(OPERATORS[field.type]))
    rule = {"field": field.name, "operator": operator.value}
    if field.type is FieldType.STRING:
        return rule | {"value": _text(draw, field.name, operator)}
    if field.type is FieldType.NUMBER:
        return rule | {
            "value": _range(draw, sorted(NUMBERS, key=float))
            if operator is Operator.BETWEEN
            else draw.choice(NUMBERS)
        }
    if field.type is FieldType.DATE:
        return rule | {"value": _date(draw, operator, now)}
    return rule


def _text(draw: random.Random, field: str, operator: Operator) -> Any:
    words = [*WORDS.get(field, ()), *TEXTS]
    if operator is Operator.ONE_OF:
        return [_cased(draw, word) for word in draw.sample(words, draw.randrange(1, 4))]
    word = _cased(draw, draw.choice(words))
    return word if operator in (Operator.EQUALS, Operator.NOT_EQUALS) else word[: draw.randrange(1, 5)]


def _cased(draw: random.Random, word: str) -> str:
    return draw.choice((word, word.upper(), word.lower()))


def _date(draw: random.Random, operator: Operator, now: datetime) -> Any:
    if operator in (Operator.LAST_N_DAYS, Operator.NEXT_N_DAYS):
        return draw.choice((1, 3, "5"))
    days = [now + timedelta(days=number) for number in range(-9, 9)]
    written = [day.isoformat() if draw.random() < 0.5 else day.date().isoformat() for day in days]
    return _range(draw, written) if operator is Operator.BETWEEN else draw.choice(written)


def _range(draw: random.Random, values: list[Any]) -> Any:
    first = draw.randrange(len(values))
    low, high = values[first], values[draw.randrange(first, len(values))]
    return draw.choice(([low, high], f"{low},{high}", {"min": low, "max": high}))
