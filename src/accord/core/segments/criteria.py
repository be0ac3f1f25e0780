"""Criteria: lists of values by key, and the tree of rules that they stand for.

Values of a key are alternatives, keys must all hold, and only active customers count. A single text counts as a list
of one. Keys that are unknown here have no effect, and neither has an empty list.
"""

from collections.abc import Mapping
from typing import Any

from accord.core.customers import Status
from accord.core.errors import Invalid
from accord.kit.problems import Problem
from accord.kit.records import UNSET

from .fields import FIELDS
from .records import Group, Logic, Operator, Rule
from .values import WrongValue, texts_of

KEYS = {
    "loyalty_status": "loyalty",
    "region": "region",
    "contact_type": "contact_type",
    "tags": "tags",
}
ACTIVE = Rule(
    id="status",
    field="status",
    operator=Operator.EQUALS,
    value=Status.ACTIVE.value,
    operands=(Status.ACTIVE.value,),
)


def tree_of(criteria: Mapping[str, Any], *, at: str = "criteria") -> Group:
    """The tree of rules that criteria stand for. Raises Invalid."""
    problems: list[Problem] = []
    rules = [ACTIVE]
    for key, field in KEYS.items():
        values = _values(criteria.get(key, UNSET), f"{at}.{key}", problems)
        if values:
            rules.append(_rule(key, field, values, f"{at}.{key}", problems))
    if problems:
        raise Invalid(problems)
    return Group(id="criteria", logic=Logic.AND, parts=tuple(rules))


def _values(raw: Any, at: str, problems: list[Problem]) -> list[str]:
    """The texts of a key, trimmed, without blank ones."""
    if raw is UNSET:
        return []
    values = [raw] if isinstance(raw, str) else raw
    if not isinstance(values, list):
        problems.append(Problem(at, "must be text or a list of texts", "type"))
        return []
    wrong = [number for number, value in enumerate(values) if not isinstance(value, str)]
    problems.extend(Problem(f"{at}[{number}]", "must be text", "type") for number in wrong)
    return [] if wrong else [value.strip() for value in values if value.strip()]


def _rule(key: str, field: str, values: list[str], at: str, problems: list[Problem]) -> Rule:
    operands: tuple[str, ...] = ()
    try:
        operands = texts_of(FIELDS[field], Operator.ONE_OF, values)
    except WrongValue as wrong:
        problems.append(Problem(at, wrong.message, wrong.code))
    return Rule(id=key, field=field, operator=Operator.ONE_OF, value=values, operands=operands)
