"""Trees of rules as SQL: one condition on a row of customers, its values as parameters.

A condition is compiled once for the shape of its tree (fields, operators, how many values) and used with any values.
Every condition is true, false or unknown; unknown counts as false, and a NOT group turns it into true. So a missing
value matches what is negated and `is_empty`, and nothing else.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import count
from operator import eq, ge, gt, le, lt
from typing import Any

from sqlalchemy import (
    ColumnElement,
    and_,
    any_,
    bindparam,
    case,
    exists,
    func,
    literal_column,
    not_,
    or_,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY, array
from sqlalchemy.types import DateTime, Numeric, Text

from .fields import FIELDS, Comparison, Field
from .records import FieldType, Group, Logic, Operator, Rule

Columns = Any
Shape = tuple[Any, ...]
"""`(logic, shapes of the parts)` of a group, `(field, operator, number of parameters)` of a rule."""

Condition = ColumnElement[bool]
Value = ColumnElement[Any]

_MOMENT = DateTime(timezone=True)
_TICK = timedelta(microseconds=1)
_RELATIVE = {Operator.LAST_N_DAYS, Operator.NEXT_N_DAYS}
_AS_LIST = {Operator.EQUALS, Operator.NOT_EQUALS, Operator.ONE_OF}
_PATTERNS: Mapping[Operator, Callable[[str], str]] = {
    Operator.CONTAINS: lambda text: f"%{_literal(text)}%",
    Operator.NOT_CONTAINS: lambda text: f"%{_literal(text)}%",
    Operator.STARTS_WITH: lambda text: f"{_literal(text)}%",
    Operator.ENDS_WITH: lambda text: f"%{_literal(text)}",
}


def shape_of(part: Group | Rule) -> Shape:
    """What the SQL of a tree depends on."""
    if isinstance(part, Rule):
        return part.field, part.operator, 2 if part.operator in _RELATIVE else len(_bound(part))
    return part.logic, tuple(shape_of(each) for each in part.parts)


def params_of(trees: Sequence[Group | Rule], now: datetime) -> dict[str, Any]:
    """The values of the parameters of these trees, compiled together, at an instant."""
    values = (value for tree in trees for rule in _rules_of(tree) for value in _values_at(rule, now))
    return {f"v{number}": value for number, value in enumerate(values)}


def conditions_of(shapes: Sequence[Shape], columns: Columns) -> list[Condition]:
    """The conditions on a row of customers that has these columns; parameters are numbered through all of them."""
    names = (f"v{number}" for number in count())
    return [_condition(shape, columns, names) for shape in shapes]


def found_in(field: str, columns: Columns) -> Value:
    """What a rule looks at in a row of customers."""
    made = _EXPRESSIONS.get(field)
    plain: Value = columns[field] if made is None else made(columns)
    return plain


def counted(columns: Columns) -> Condition:
    """Whether a row is a customer at all: a merged one is a tombstone. Written out, as indexes have it."""
    listed: Condition = columns.status != literal_column("'merged'")
    return listed


def _rules_of(part: Group | Rule) -> Iterator[Rule]:
    if isinstance(part, Rule):
        yield part
    else:
        for each in part.parts:
            yield from _rules_of(each)


def _bound(rule: Rule) -> tuple[Any, ...]:
    """The operands as parameters: a list is one, unless the database has to lower each of its values."""
    comparison = FIELDS[rule.field].comparison
    if comparison is Comparison.LIST and rule.operator in _AS_LIST:
        return (list(rule.operands),)
    if comparison is not Comparison.FOLDED and rule.operator is Operator.ONE_OF:
        return (list(rule.operands),)
    return rule.operands


def _values_at(rule: Rule, now: datetime) -> tuple[Any, ...]:
    if rule.operator is Operator.LAST_N_DAYS:
        return now - timedelta(days=rule.operands[0]), now + _TICK
    if rule.operator is Operator.NEXT_N_DAYS:
        return now, now + timedelta(days=rule.operands[0]) + _TICK
    values = (
        tuple(map(_PATTERNS[rule.operator], rule.operands)) if rule.operator in _PATTERNS else _bound(rule)
    )
    if FIELDS[rule.field].comparison is Comparison.LIST:
        return tuple(_lowered(value) for value in values)
    return values


def _lowered(value: Any) -> Any:
    """Tags are kept in lower case for comparing, made so by Python and not by the database."""
    return [each.lower() for each in value] if isinstance(value, list) else value.lower()


def _literal(text: str) -> str:
    """The text as a LIKE pattern that matches itself."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _condition(shape: Shape, columns: Columns, names: Iterator[str]) -> Condition:
    if not isinstance(shape[0], Logic):
        return _rule_condition(shape, columns, names)
    logic, shapes = shape
    parts = [_condition(each, columns, names) for each in shapes]
    if not parts:
        return true()
    if logic is Logic.AND:
        return and_(*parts)
    if logic is Logic.OR:
        return or_(*parts)
    return or_(*parts).is_not(true())


def _rule_condition(shape: Shape, columns: Columns, names: Iterator[str]) -> Condition:
    field, operator, size = FIELDS[shape[0]], shape[1], shape[2]
    params = [next(names) for _ in range(size)]
    column = found_in(field.name, columns)
    if field.comparison is Comparison.LIST:
        return _of_list(column, operator, params)
    return _OF_TYPE[field.type](field, column, operator, params)


def _of_number(_field: Field, column: Value, operator: Operator, params: list[str]) -> Condition:
    values = [bindparam(name, type_=Numeric) for name in params]
    if operator is Operator.BETWEEN:
        return and_(column >= values[0], column <= values[1])
    if operator is Operator.NOT_EQUALS:
        return column.is_distinct_from(values[0])
    compared: Condition = _COMPARED[operator](column, values[0])
    return compared


def _of_date(_field: Field, column: Value, operator: Operator, params: list[str]) -> Condition:
    values = [bindparam(name, type_=_MOMENT) for name in params]
    if operator is Operator.AFTER:
        return column >= values[0]
    if operator is Operator.BEFORE:
        return column < values[0]
    if operator is Operator.NOT_EQUALS:
        return or_(column.is_(None), column < values[0], column >= values[1])
    return and_(column >= values[0], column < values[1])


def _of_boolean(_field: Field, column: Value, operator: Operator, _params: list[str]) -> Condition:
    return column if operator is Operator.IS_TRUE else not_(column)


def _of_text(field: Field, column: Value, operator: Operator, params: list[str]) -> Condition:
    if operator is Operator.IS_EMPTY:
        return or_(column.is_(None), column == literal_column("''"))
    if operator is Operator.IS_NOT_EMPTY:
        return column != literal_column("''")
    if operator is Operator.ONE_OF:
        return _one_of(field, column, params)
    value = bindparam(params[0], type_=Text)
    if operator is Operator.EQUALS or operator is Operator.NOT_EQUALS:
        left, right = (func.lower(column), func.lower(value)) if _folds(field) else (column, value)
        return left == right if operator is Operator.EQUALS else left.is_distinct_from(right)
    like = func.lower(column).like(func.lower(value))
    return or_(column.is_(None), not_(like)) if operator is Operator.NOT_CONTAINS else like


def _one_of(field: Field, column: Value, params: list[str]) -> Condition:
    if not _folds(field):
        return column == any_(bindparam(params[0], type_=ARRAY(Text)))
    lowered = [func.lower(bindparam(name, type_=Text)) for name in params]
    return func.lower(column) == any_(array(lowered))


def _folds(field: Field) -> bool:
    return field.comparison is Comparison.FOLDED


def _of_list(column: Value, operator: Operator, params: list[str]) -> Condition:
    """Conditions on tags, which are kept in lower case: one of them is enough, for a negated one none may be."""
    if operator is Operator.IS_EMPTY:
        return func.cardinality(column) == literal_column("0")
    if operator is Operator.IS_NOT_EMPTY:
        return func.cardinality(column) > literal_column("0")
    if operator in _AS_LIST:
        shared: Condition = column.op("&&", is_comparison=True)(bindparam(params[0], type_=ARRAY(Text)))
        return not_(shared) if operator is Operator.NOT_EQUALS else shared
    tag = func.unnest(column).column_valued("tag")
    found = exists(select(literal_column("1")).where(tag.like(bindparam(params[0], type_=Text))))
    return not_(found) if operator is Operator.NOT_CONTAINS else found


_COMPARED: Mapping[Operator, Callable[[Any, Any], Any]] = {
    Operator.EQUALS: eq,
    Operator.GREATER_THAN: gt,
    Operator.GREATER_THAN_OR_EQUAL: ge,
    Operator.LESS_THAN: lt,
    Operator.LESS_THAN_OR_EQUAL: le,
}
_OF_TYPE: Mapping[FieldType, Callable[[Field, Any, Operator, list[str]], Condition]] = {
    FieldType.STRING: _of_text,
    FieldType.NUMBER: _of_number,
    FieldType.DATE: _of_date,
    FieldType.BOOLEAN: _of_boolean,
}


def _first_name(c: Columns) -> Value:
    """The first name that is shown: of a company without a person, its name."""
    nobody = func.coalesce(c.full_name, literal_column("''")) == literal_column("''")
    return case((c.given_name != literal_column("''"), c.given_name), (nobody, c.company_name))


def _average(c: Columns) -> Value:
    mean = func.round(c.total_spent / c.order_count, literal_column("2"))
    return case((c.order_count > literal_column("0"), mean), else_=literal_column("0"))


def _lifetime_value(c: Columns) -> Value:
    orders = case((c.order_count > literal_column("0"), c.total_spent))
    return func.coalesce(c.lifetime_value, orders)


_EXPRESSIONS: Mapping[str, Callable[[Columns], Value]] = {
    "first_name": _first_name,
    "last_name": lambda c: c.family_name,
    "tags": lambda c: c.tag_keys,
    "average_order_value": _average,
    "lifetime_value": _lifetime_value,
    "is_active": lambda c: c.status == literal_column("'active'"),
}
