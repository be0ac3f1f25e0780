"""The fields that rules can ask about: of what type each is, and how its values compare.

`region` and `email` compare without letter case, `tags` with any of a customer's tags, a choice with the values that
its enumeration knows. All other texts compare exactly. A measure over a window of time needs the orders themselves.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from accord.core.customers import BankSegment, ContactType, KYCStatus, Loyalty, Status
from accord.kit.records import Record

from .records import FieldType, Operator


class Comparison(StrEnum):
    """How the texts of a field compare by `equals`, `not_equals` and `one_of`."""

    EXACT = "exact"
    FOLDED = "folded"
    CHOICE = "choice"
    LIST = "list"


class Field(Record):
    """One field of a customer, as rules see it. `choices` are the values of an enumeration."""

    name: str
    type: FieldType
    comparison: Comparison = Comparison.EXACT
    choices: tuple[str, ...] = ()


_STRING = {
    *(Operator.EQUALS, Operator.NOT_EQUALS, Operator.CONTAINS, Operator.NOT_CONTAINS),
    *(Operator.STARTS_WITH, Operator.ENDS_WITH, Operator.IS_EMPTY, Operator.IS_NOT_EMPTY, Operator.ONE_OF),
}
_NUMBER = {
    *(Operator.EQUALS, Operator.NOT_EQUALS, Operator.BETWEEN),
    *(Operator.GREATER_THAN, Operator.GREATER_THAN_OR_EQUAL),
    *(Operator.LESS_THAN, Operator.LESS_THAN_OR_EQUAL),
}
_DATE = {
    *(Operator.EQUALS, Operator.NOT_EQUALS, Operator.BETWEEN, Operator.AFTER, Operator.BEFORE),
    *(Operator.LAST_N_DAYS, Operator.NEXT_N_DAYS),
}
OPERATORS: Mapping[FieldType, frozenset[Operator]] = {
    FieldType.STRING: frozenset(_STRING),
    FieldType.NUMBER: frozenset(_NUMBER),
    FieldType.DATE: frozenset(_DATE),
    FieldType.BOOLEAN: frozenset({Operator.IS_TRUE, Operator.IS_FALSE}),
}


def _several(names: str, kind: FieldType, comparison: Comparison = Comparison.EXACT) -> list[Field]:
    return [Field(name=name, type=kind, comparison=comparison) for name in names.split()]


def _choice(name: str, values: Iterable[StrEnum]) -> Field:
    choices = tuple(value.value for value in values)
    return Field(name=name, type=FieldType.STRING, comparison=Comparison.CHOICE, choices=choices)


_ALL = [
    *_several("first_name last_name company_name phone city state country", FieldType.STRING),
    *_several("language nationality", FieldType.STRING),
    *_several("email region", FieldType.STRING, Comparison.FOLDED),
    *_several("tags", FieldType.STRING, Comparison.LIST),
    _choice("status", [Status.ACTIVE, Status.INACTIVE, Status.BLOCKED]),
    _choice("contact_type", ContactType),
    _choice("loyalty", Loyalty),
    _choice("bank_segment", BankSegment),
    _choice("kyc_status", KYCStatus),
    *_several("total_spent order_count average_order_value", FieldType.NUMBER),
    *_several("lifetime_value credit_score risk_score", FieldType.NUMBER),
    *_several("created_at last_order_at last_interaction_at last_engagement_at", FieldType.DATE),
    *_several("is_active", FieldType.BOOLEAN),
]
FIELDS: Mapping[str, Field] = {field.name: field for field in _ALL}
