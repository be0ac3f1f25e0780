"""Trees of rules, read and checked: every problem at once, each with its path."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from accord.core.errors import Invalid, NotFound
from accord.kit.ids import new_id
from accord.kit.problems import Problem

from . import criteria
from .fields import FIELDS, OPERATORS, Field
from .records import FieldType, Group, Logic, Operator, Rule, Segment, SegmentKind
from .values import WrongValue, operands_of

DEEPEST = 10
MOST_RULES = 200
LONGEST_ID = 255


def ensure_visible(segment: Segment | None, segment_id: UUID, kind: SegmentKind) -> Segment:
    """The segment, if it is of the kind that the caller knows. Raises NotFound."""
    if segment is None or segment.kind is not kind:
        raise NotFound("segment", segment_id)
    return segment


def tree_of(kind: SegmentKind, definition: Mapping[str, Any], zone: ZoneInfo) -> Group:
    """The tree of rules that a definition stands for. Raises Invalid."""
    if kind is SegmentKind.CRITERIA:
        return criteria.tree_of(definition)
    return read_tree(definition, zone)


def normalised(kind: SegmentKind, definition: Mapping[str, Any], zone: ZoneInfo) -> dict[str, Any]:
    """What is kept of a definition: criteria as they are, a tree with an id everywhere. Raises Invalid."""
    tree = tree_of(kind, definition, zone)
    return dict(definition) if kind is SegmentKind.CRITERIA else show_group(tree)


def read_tree(raw: Mapping[str, Any], zone: ZoneInfo, *, at: str = "rules") -> Group:
    """A tree as a client writes it: `{id, logic, rules}` and `{id, field, operator, value, type}`. Raises Invalid."""
    reader = _Reader(zone)
    if _is_group(raw):
        tree = reader.group(raw, at, 1)
    else:
        tree = reader.nothing(at, "must be a group with logic and rules", "type")
    if reader.count > MOST_RULES:
        reader.problem(at, f"must have at most {MOST_RULES} rules", "too_long")
    if reader.problems:
        raise Invalid(reader.problems)
    return tree


def show_group(group: Group) -> dict[str, Any]:
    """A tree as a client reads it."""
    parts = [show_group(part) if isinstance(part, Group) else _show_rule(part) for part in group.parts]
    return {"id": group.id, "logic": group.logic.value, "rules": parts}


def _show_rule(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "field": rule.field,
        "operator": rule.operator.value,
        "value": rule.value,
        "type": FIELDS[rule.field].type.value,
    }


def _is_group(raw: object) -> bool:
    return isinstance(raw, Mapping) and ("rules" in raw or "logic" in raw)


class _Reader:
    """Reads one tree. After a problem it goes on with something harmless, to find the others too."""

    def __init__(self, zone: ZoneInfo) -> None:
        self.problems: list[Problem] = []
        self.count = 0
        self._zone = zone

    def problem(self, at: str, message: str, code: str, allowed: tuple[str, ...] = ()) -> None:
        self.problems.append(Problem(at, message, code, allowed))

    def nothing(self, at: str, message: str, code: str) -> Group:
        self.problem(at, message, code)
        return Group(id="", logic=Logic.AND, parts=())

    def group(self, raw: Mapping[str, Any], at: str, depth: int) -> Group:
        if depth > DEEPEST:
            return self.nothing(at, f"must be at most {DEEPEST} groups deep", "out_of_range")
        logic = self._logic(raw.get("logic"), f"{at}.logic")
        identity = self._identity(raw.get("id"), f"{at}.id")
        parts = raw.get("rules")
        if not isinstance(parts, list):
            return self.nothing(f"{at}.rules", "must be a list of rules and groups", "type")
        if not parts:
            self.count += 1
        if self.count + len(parts) > MOST_RULES:
            self.count += len(parts)
            return Group(id=identity, logic=logic, parts=())
        read = [self._part(part, f"{at}.rules[{number}]", depth) for number, part in enumerate(parts)]
        return Group(id=identity, logic=logic, parts=tuple(read))

    def _part(self, raw: object, at: str, depth: int) -> Rule | Group:
        if not isinstance(raw, Mapping):
            return self.nothing(at, "must be a rule or a group", "type")
        if _is_group(raw):
            return self.group(raw, at, depth + 1)
        self.count += 1
        return self._rule(raw, at)

    def _rule(self, raw: Mapping[str, Any], at: str) -> Rule | Group:
        before = len(self.problems)
        identity = self._identity(raw.get("id"), f"{at}.id")
        self._type(raw.get("type"), f"{at}.type")
        field = self._field(raw.get("field"), f"{at}.field")
        operator = self._operator(raw.get("operator"), field, f"{at}.operator")
        if raw.get("within") is not None:
            self.problem(
                f"{at}.within", "cannot be used yet: no orders are kept to measure over", "not_allowed"
            )
        operands: tuple[Any, ...] = ()
        if field is not None and operator is not None:
            operands = self._operands(field, operator, raw.get("value"), f"{at}.value")
        if field is None or operator is None or len(self.problems) > before:
            return Group(id="", logic=Logic.AND, parts=())
        return Rule(
            id=identity, field=field.name, operator=operator, value=raw.get("value"), operands=operands
        )

    def _operands(self, field: Field, operator: Operator, value: Any, at: str) -> tuple[Any, ...]:
        try:
            return operands_of(field, operator, value, self._zone)
        except WrongValue as wrong:
            self.problem(at, wrong.message, wrong.code)
            return ()

    def _identity(self, raw: object, at: str) -> str:
        if raw is None or raw == "":
            return str(new_id())
        if not isinstance(raw, str):
            self.problem(at, "must be text", "type")
        elif len(raw) > LONGEST_ID:
            self.problem(at, f"must have at most {LONGEST_ID} characters", "too_long")
        return str(raw)

    def _logic(self, raw: object, at: str) -> Logic:
        word = raw.strip().upper() if isinstance(raw, str) else ""
        known = tuple(Logic)
        if word not in known:
            self.problem(at, "is required" if raw is None else _one_of(known), _code(raw), known)
            return Logic.AND
        return Logic(word)

    def _type(self, raw: object, at: str) -> None:
        known = tuple(FieldType)
        if raw is not None and (not isinstance(raw, str) or raw.strip().lower() not in known):
            self.problem(at, _one_of(known), "not_allowed", known)

    def _field(self, raw: object, at: str) -> Field | None:
        field = FIELDS.get(raw) if isinstance(raw, str) else None
        if field is None:
            message = "is required" if raw is None else "must be a field that rules know"
            self.problem(at, message, _code(raw))
        return field

    def _operator(self, raw: object, field: Field | None, at: str) -> Operator | None:
        word = raw.strip().lower() if isinstance(raw, str) else ""
        known = [each for each in Operator if field is None or each in OPERATORS[field.type]]
        if word in known:
            return Operator(word)
        self.problem(at, "is required" if raw is None else _one_of(known), _code(raw), tuple(known))
        return None


def _one_of(words: Any) -> str:
    return "must be one of: " + ", ".join(words)


def _code(raw: object) -> str:
    return "required" if raw is None else "not_allowed"
