"""Why a customer is in a segment, or is not.

The database evaluates every rule with the condition that membership is evaluated with; what groups make of them is
plain logic.
"""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from accord.core import customers
from accord.core.context import Context
from accord.core.errors import NotFound
from accord.core.permissions import Permission

from . import members_store, rules, store
from .records import Explanation, Group, GroupOutcome, Logic, Rule, RuleOutcome, SegmentKind

Finding = tuple[bool, Any]


async def explain_membership(
    ctx: Context, segment_id: UUID, customer_id: UUID, *, kind: SegmentKind
) -> Explanation:
    """Every rule of a segment with what was found of a customer, and whether it holds. Raises NotFound."""
    ctx.require(Permission.SEGMENTS_READ)
    ctx.forbid_customers(Permission.SEGMENTS_READ)
    segment = rules.ensure_visible(await store.find(ctx.db, segment_id), segment_id, kind)
    owner = await customers.survivor_of(ctx.db, customer_id)
    if owner is None:
        raise NotFound("customer", customer_id)
    tree = rules.tree_of(segment.kind, segment.definition, ctx.zone)
    found = await members_store.findings(ctx.db, list(_rules_of(tree)), owner, now=ctx.now)
    return Explanation(segment=segment, customer_id=owner, outcome=_of_group(tree, iter(found)))


def _rules_of(group: Group) -> Iterator[Rule]:
    for part in group.parts:
        if isinstance(part, Rule):
            yield part
        else:
            yield from _rules_of(part)


def _of_group(group: Group, found: Iterator[Finding]) -> GroupOutcome:
    parts = tuple(
        _of_rule(part, found) if isinstance(part, Rule) else _of_group(part, found) for part in group.parts
    )
    held = [part.holds for part in parts]
    if not held:
        holds = True
    elif group.logic is Logic.AND:
        holds = all(held)
    else:
        holds = any(held) is (group.logic is Logic.OR)
    return GroupOutcome(group=group, parts=parts, holds=holds)


def _of_rule(rule: Rule, found: Iterator[Finding]) -> RuleOutcome:
    holds, value = next(found)
    return RuleOutcome(rule=rule, found=value, holds=holds)
