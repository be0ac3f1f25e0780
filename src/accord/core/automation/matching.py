"""Which definitions an event or the time starts, in which order."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from accord.core import cases, customers
from accord.core.context import Context, Job
from accord.core.customers import Customer
from accord.core.errors import NotFound
from accord.core.permissions import Permission
from accord.kit import log
from accord.kit.ids import new_id

from . import aged_store, lanes, rules, starting_store, store
from .aged_store import AgedCase
from .events import WorkflowsFired
from .firing import AGED, Firing
from .records import Definition, Trigger
from .starting_store import Start

MOST_AT_ONCE = 500


async def start_matching(ctx: Context, firing: Firing, chain: list[UUID]) -> None:
    """Start the active definitions that wait for an event and whose conditions hold, one after the other.

    `chain` are the definitions whose actions led to the event: none of them is started, and nothing is when they
    are as many as may follow from one another.
    """
    ctx.require(Permission.WORKFLOWS_RUN)
    definitions = rules.startable(await store.firing_on(ctx.db, firing.triggers), chain)
    if not definitions:
        return
    if len(chain) >= rules.LONGEST_CHAIN:
        log.warning("workflows not started, too many follow from one another", customer_id=firing.customer_id)
        return
    try:
        customer, facts = await _look_up(ctx, firing)
    except NotFound:
        return  # what it was about is gone by now
    matching = [each for each in definitions if rules.rehearse(each, facts).matches]
    rested = await _rested(ctx, matching, customer.id)
    owner = await customers.hold_survivor(ctx.db, customer.id) if rested else None
    if owner is None:
        return  # nothing matches, or the customer is gone by now
    starts = _in_lane(rested, firing, owner)
    await starting_store.add_all(ctx.db, starts, chain, at=ctx.now)
    await ctx.enqueue(lanes.step_job(starts[0].id, 0))
    await ctx.emit(_fired(firing.triggers[0], starts, customer_id=owner, subject_id=firing.case_id))


async def start_aged(ctx: Context, *, most: int = MOST_AT_ONCE) -> None:
    """Start what waits for open cases to be so old, once for each case and definition; at most `most` in one run."""
    ctx.require(Permission.WORKFLOWS_RUN)
    definitions = await store.firing_on(ctx.db, [Trigger.CASE_AGE_EXCEEDED])
    waiting = [
        (each.id, ctx.now - timedelta(hours=hours))
        for each in definitions
        if (hours := rules.hours_of(each)) is not None
    ]
    found = await aged_store.aged(ctx.db, waiting, most=most) if waiting else []
    starts = _in_lanes_of_cases(_whole(found, most))
    if not starts:
        return
    started = await starting_store.add_all(ctx.db, starts, [], at=ctx.now)
    heads = {start.lane_id: start for start in reversed(starts) if start.id in started}
    await ctx.enqueue(*(lanes.step_job(start.id, 0) for start in heads.values()))
    await ctx.emit(_fired(Trigger.CASE_AGE_EXCEEDED, starts))
    if len(found) == most:
        await ctx.enqueue(Job(name=AGED, dedupe_key=AGED))


def _whole(found: Sequence[AgedCase], most: int) -> Sequence[AgedCase]:
    """A batch without its last case when that may go on in the next one: its definitions run in one lane."""
    if len(found) < most:
        return found
    return [each for each in found if each.case_id != found[-1].case_id] or found


def _in_lanes_of_cases(found: Sequence[AgedCase]) -> list[Start]:
    """Instances that run one after the other for each case."""
    lanes_of: dict[UUID, UUID] = {}
    return [
        Start(
            id=new_id(),
            definition_id=each.definition_id,
            fired_by=Trigger.CASE_AGE_EXCEEDED,
            customer_id=each.customer_id,
            case_id=each.case_id,
            lane_id=lanes_of.setdefault(each.case_id, new_id()),
            place=place,
        )
        for place, each in enumerate(found)
    ]


async def _look_up(ctx: Context, firing: Firing) -> tuple[Customer, dict[str, str]]:
    """Whom an event is about, and all that conditions may ask: of the customer, of the case, of the event itself.

    Raises NotFound.
    """
    customer = await customers.get_customer(ctx, firing.customer_id)
    asked: dict[str, Any] = {
        "segment": customer.bank_segment.value,
        "contactType": customer.contact_type.value,
        "kycStatus": customer.kyc_status.value,
        "country": customer.country or "",
        "city": customer.city or "",
    }
    if firing.case_id is not None:
        case = await cases.get_case(ctx, firing.case_id)
        asked |= {
            "priority": case.priority.value,
            "status": case.status.value,
            "category": case.category,
            "subCategory": case.sub_category or "",
        }
    return customer, rules.facts_of(asked) | firing.facts


def _in_lane(definitions: Sequence[Definition], firing: Firing, customer_id: UUID) -> list[Start]:
    """Instances that run one after the other."""
    lane = new_id()
    return [
        Start(
            id=new_id(),
            definition_id=each.id,
            fired_by=each.fires_on or firing.triggers[0],
            customer_id=customer_id,
            case_id=firing.case_id,
            lane_id=lane,
            place=place,
        )
        for place, each in enumerate(definitions)
    ]


async def _rested(ctx: Context, definitions: list[Definition], customer_id: UUID) -> list[Definition]:
    """The definitions that may be started for the customer again.

    Whoever asks holds the customer's row from then on, so that two events at a time do not both start one.
    """
    if not any(each.cooldown_seconds for each in definitions):
        return definitions
    await customers.lock_customers(ctx.db, [customer_id])
    resting = await store.resting(ctx.db, [each.id for each in definitions], customer_id, now=ctx.now)
    return [each for each in definitions if each.id not in resting]


def _fired(trigger: Trigger, starts: Sequence[Start], **about: UUID | None) -> WorkflowsFired:
    return WorkflowsFired(trigger=trigger, instance_ids=tuple(start.id for start in starts), **about)
