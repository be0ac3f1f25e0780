"""From events to the workflows that wait for them: what an event says, as a job."""

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

import msgspec

from accord.core import cases, communications, customers, interactions
from accord.core.cases import CaseKind
from accord.core.context import Context, Job
from accord.core.events import Event
from accord.core.permissions import Permission
from accord.core.sentiment import Sentiment, SentimentAnalysed
from accord.core.sla import Priority
from accord.kit.records import Record

from . import store
from .records import Trigger

MATCH = "automation.match"
AGED = "automation.fire_aged"
SETTLE = "automation.settle_message"
ORIGIN = "automation"
HIGH = (Priority.P0, Priority.P1)
NEGATIVE = (Sentiment.NEGATIVE, Sentiment.VERY_NEGATIVE)


class Firing(Record):
    """One event, as conditions see it: what may start by it, whom and what it is about, and what it said itself.

    It holds no personal data: it waits in the queue.
    """

    triggers: tuple[Trigger, ...]
    customer_id: UUID
    case_id: UUID | None = None
    facts: dict[str, str] = msgspec.field(default_factory=dict)


def firing_of(arguments: dict[str, Any]) -> tuple[Firing, list[UUID]]:
    """The firing that a job carries, and the definitions that led to it."""
    firing = msgspec.convert(arguments["firing"], Firing)
    return firing, [UUID(definition_id) for definition_id in arguments.get("chain", ())]


async def on_event(ctx: Context, event: Event) -> None:
    """Have an event matched, as one job, if anything waits for such: most of the time nothing does."""
    ctx.require(Permission.WORKFLOWS_RUN)
    read = _FIRINGS.get(type(event))
    firing = None if read is None or event.customer_id is None else read(event)
    if firing is not None and await store.any_firing_on(ctx.db, firing.triggers):
        await ctx.enqueue(Job(name=MATCH, arguments={"firing": msgspec.to_builtins(firing)}))


def on_message_settled(event: Event) -> Iterable[Job]:
    """The instance that waits for a message to be sent learns what became of it."""
    if getattr(event, "origin", None) == ORIGIN and event.subject_id is not None:
        yield Job(name=SETTLE, arguments={"message_id": str(event.subject_id), "problem": _problem(event)})


def _of_new_customer(event: customers.CustomerCreated) -> Firing:
    return Firing(triggers=(Trigger.CUSTOMER_CREATED,), customer_id=_customer(event))


def _of_changed_customer(event: customers.CustomerUpdated) -> Firing | None:
    if "bank_segment" not in event.fields:
        return None
    return Firing(triggers=(Trigger.CUSTOMER_SEGMENT_CHANGED,), customer_id=_customer(event))


def _of_interaction(event: interactions.InteractionLogged) -> Firing:
    facts = {"channel": event.channel.value}
    return Firing(triggers=(Trigger.INTERACTION_CREATED,), customer_id=_customer(event), facts=facts)


def _of_sentiment(event: SentimentAnalysed) -> Firing | None:
    if event.label not in NEGATIVE:
        return None
    facts = {"sentiment": event.label.value, "sentimenttype": event.label.value}
    return Firing(triggers=(Trigger.NEGATIVE_SENTIMENT,), customer_id=_customer(event), facts=facts)


def _of_new_case(event: cases.CaseOpened) -> Firing | None:
    if event.kind is not CaseKind.CASE:
        return None
    triggers = (Trigger.CASE_CREATED, Trigger.HIGH_PRIORITY_CASE_CREATED)
    return Firing(
        triggers=triggers if event.priority in HIGH else triggers[:1],
        customer_id=_customer(event),
        case_id=event.subject_id,
        facts={"priority": event.priority.value, "status": event.status.value},
    )


def _of_changed_case(event: cases.CaseStatusChanged) -> Firing | None:
    if event.kind is not CaseKind.CASE:
        return None
    return Firing(
        triggers=(Trigger.CASE_STATUS_CHANGED,),
        customer_id=_customer(event),
        case_id=event.subject_id,
        facts={"status": event.status.value, "previousstatus": event.before.value},
    )


_FIRINGS: dict[type[Event], Callable[[Any], Firing | None]] = {
    cases.CaseOpened: _of_new_case,
    cases.CaseStatusChanged: _of_changed_case,
    customers.CustomerCreated: _of_new_customer,
    customers.CustomerUpdated: _of_changed_customer,
    interactions.InteractionLogged: _of_interaction,
    SentimentAnalysed: _of_sentiment,
}


def _customer(event: Event) -> UUID:
    if event.customer_id is None:
        raise LookupError(f"{event.type} is about no customer")
    return event.customer_id


def _problem(event: Event) -> str | None:
    """Why a message was not sent; None when it was."""
    match event:
        case communications.CommunicationSent():
            return None
        case communications.CommunicationFailed(category=category, status=status):
            return f"The message was refused: {category or status.value}"
        case communications.CommunicationSuppressed(reason=reason):
            return f"The message may not be sent: {reason.value}"
    return "The message could not be sent in time"
