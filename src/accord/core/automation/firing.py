"""From events to the workflows that wait for them: what an event says, as a job."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

import msgspec

from accord.core import cases, communications, customers, interactions
from accord.core.cases import CaseKind
from accord.core.context import Job
from accord.core.sentiment import Sentiment, SentimentAnalysed
from accord.core.sla import Priority
from accord.kit.records import Record

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


def _job(firing: Firing) -> Job:
    return Job(name=MATCH, arguments={"firing": msgspec.to_builtins(firing)})


def on_customer_created(event: customers.CustomerCreated) -> Iterable[Job]:
    """What waits for new customers."""
    if event.customer_id is not None:
        yield _job(Firing(triggers=(Trigger.CUSTOMER_CREATED,), customer_id=event.customer_id))


def on_customer_updated(event: customers.CustomerUpdated) -> Iterable[Job]:
    """What waits for customers that move to another segment."""
    if event.customer_id is not None and "bank_segment" in event.fields:
        yield _job(Firing(triggers=(Trigger.CUSTOMER_SEGMENT_CHANGED,), customer_id=event.customer_id))


def on_interaction_logged(event: interactions.InteractionLogged) -> Iterable[Job]:
    """What waits for contacts with customers."""
    if event.customer_id is not None:
        yield _job(
            Firing(
                triggers=(Trigger.INTERACTION_CREATED,),
                customer_id=event.customer_id,
                facts={"channel": event.channel.value},
            )
        )


def on_sentiment_analysed(event: SentimentAnalysed) -> Iterable[Job]:
    """What waits for customers that are unhappy."""
    if event.customer_id is not None and event.label in NEGATIVE:
        facts = {"sentiment": event.label.value, "sentimenttype": event.label.value}
        yield _job(Firing(triggers=(Trigger.NEGATIVE_SENTIMENT,), customer_id=event.customer_id, facts=facts))


def on_case_opened(event: cases.CaseOpened) -> Iterable[Job]:
    """What waits for new cases, and for new ones of high priority."""
    if event.kind is not CaseKind.CASE or event.customer_id is None:
        return
    triggers = (Trigger.CASE_CREATED, Trigger.HIGH_PRIORITY_CASE_CREATED)
    yield _job(
        Firing(
            triggers=triggers if event.priority in HIGH else triggers[:1],
            customer_id=event.customer_id,
            case_id=event.subject_id,
            facts={"priority": event.priority.value, "status": event.status.value},
        )
    )


def on_case_status_changed(event: cases.CaseStatusChanged) -> Iterable[Job]:
    """What waits for cases that go on, or back."""
    if event.kind is not CaseKind.CASE or event.customer_id is None:
        return
    yield _job(
        Firing(
            triggers=(Trigger.CASE_STATUS_CHANGED,),
            customer_id=event.customer_id,
            case_id=event.subject_id,
            facts={"status": event.status.value, "previousstatus": event.before.value},
        )
    )


Outcome = (
    communications.CommunicationSent
    | communications.CommunicationFailed
    | communications.CommunicationSuppressed
    | communications.CommunicationExpired
)


def on_message_settled(event: Outcome) -> Iterable[Job]:
    """The instance that waits for a message to be sent learns what became of it."""
    if event.origin == ORIGIN and event.subject_id is not None:
        yield Job(name=SETTLE, arguments={"message_id": str(event.subject_id), "problem": _problem(event)})


def _problem(event: Outcome) -> str | None:
    match event:
        case communications.CommunicationSent():
            return None
        case communications.CommunicationFailed(category=category):
            return f"The message was refused: {category or event.status.value}"
        case communications.CommunicationSuppressed(reason=reason):
            return f"The message may not be sent: {reason.value}"
    return "The message could not be sent in time"
