"""Messages to clients, as a planning business knows them."""

from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from accord.core import communications
from accord.core.communications import CommunicationQuery, CommunicationStatus, NewCommunication, Urgency
from accord.core.communications.templates import MOST_CONTEXT_BYTES, MessageType, named_attachments
from accord.core.context import Context
from accord.kit.http.answers import Answer, encode, ok
from accord.kit.http.bodies import InvalidInput
from accord.kit.http.operations import Call, OpenReading, Routes
from accord.kit.http.pipeline import header_of
from accord.kit.problems import Problem

from . import examples
from .contract import ORIGIN, WRITTEN_CHANNEL, Body, MessageChannel, PageQuery, beginning_of, ensure_order
from .errors import NotDelivered
from .messages import (
    DetailShown,
    HistoryShown,
    SentShown,
    channels_refused,
    show_detail,
    show_history,
    show_sent,
)
from .paging import page_of
from .services import Services

PENDING = "pending"
ENDED = (CommunicationStatus.FAILED, CommunicationStatus.BOUNCED)

StatusWord = StrEnum(  # type: ignore[misc]  # what is stored, and `pending` for all that is not sent yet
    "StatusWord", [(each.name, each.value) for each in CommunicationStatus] + [("PENDING", PENDING)]
)


class NewMessageBody(Body):
    plan_id: UUID
    client_id: UUID
    message_type: MessageType
    context: dict[str, Any]
    urgency: Urgency | None = None
    preferred_channel: MessageChannel | None = None


class HistoryQuery(PageQuery):
    plan_id: UUID | None = None
    client_id: UUID | None = None
    channel: MessageChannel | None = None
    status: StatusWord | None = None
    start_date: date | None = None
    end_date: date | None = None


def message_of(body: NewMessageBody) -> NewCommunication:
    """What is asked for, in the core's words. Raises InvalidInput."""
    if len(encode(body.context)) > MOST_CONTEXT_BYTES:
        problem = Problem("context", "context must be at most 64 KiB", "too_long")
        raise InvalidInput((problem,))
    preferred = body.preferred_channel
    return NewCommunication(
        customer_id=body.client_id,
        message_type=body.message_type,
        origin=ORIGIN,
        plan_id=body.plan_id,
        context=body.context,
        urgency=body.urgency or Urgency.NORMAL,
        preferred_channel=None if preferred is None else WRITTEN_CHANNEL[preferred],
        metadata={"attachments": named_attachments(body.context)},
    )


def query_of(ctx: Context, query: HistoryQuery) -> CommunicationQuery:
    """Which messages are asked for. Raises InvalidInput."""
    ensure_order(query.start_date, query.end_date)
    return CommunicationQuery(
        page=page_of(query),
        customer_id=query.client_id,
        plan_id=query.plan_id,
        channel=None if query.channel is None else WRITTEN_CHANNEL[query.channel],
        statuses=statuses_of(query.status),
        origins=(ORIGIN,),
        created_from=beginning_of(query.start_date, ctx.zone),
        created_before=beginning_of(query.end_date, ctx.zone, days=1),
    )


def statuses_of(word: Any) -> tuple[CommunicationStatus, ...]:
    """The stored states that a filter means; all for none."""
    if word is None:
        return ()
    if word == PENDING:
        return (CommunicationStatus.QUEUED, CommunicationStatus.SCHEDULED, CommunicationStatus.SENDING)
    return (CommunicationStatus(word.value),)


def wants_no_wait(call: Call[Any, Any]) -> bool:
    """Whether the client prefers an answer at once (RFC 7240)."""
    wishes = (header_of(call.scope, b"prefer") or "").lower().split(",")
    return any(wish.partition(";")[0].strip() == "respond-async" for wish in wishes)


def communication_routes(services: Services | None) -> Routes:
    """The operations on messages."""
    routes = Routes("Communications", limit="history", permission="crm:read", asks="crm:read:communications")
    _declare_sending(routes, services)

    @routes.get(
        "/communications",
        "Communication history",
        query=HistoryQuery,
        answer=HistoryShown,
        answer_example=examples.HISTORY,
    )
    async def list_communications(ctx: Context, call: Call[None, HistoryQuery]) -> Answer:
        """The messages that match every filter, newest first."""
        found = await communications.list_communications(ctx, query_of(ctx, call.query))
        return ok(show_history(found, call.query))

    @routes.get(
        "/communications/{communication_id}",
        "Communication detail with delivery log",
        answer=DetailShown,
        answer_example=examples.DETAIL,
    )
    async def get_communication(ctx: Context, call: Call[None, None]) -> Answer:
        """One message, with what it says and what became of it."""
        found = await communications.get_communication(ctx, call.path["communication_id"], origins=(ORIGIN,))
        return ok(show_detail(found))

    return routes


def _declare_sending(routes: Routes, services: Services | None) -> None:
    async def finish(call: Call[Any, Any], answer: Answer, open_reading: OpenReading) -> Answer:
        """Wait a while for the first attempt, when the message goes out now."""
        sent = call.outcome
        if services is None or sent.status is not CommunicationStatus.QUEUED or wants_no_wait(call):
            return answer
        found = await services.first_attempts.await_first_attempt(sent.id, services.wait_seconds)
        if found is None:
            return answer
        if found.status in ENDED:
            async with open_reading() as ctx:
                detail = await communications.get_communication(ctx.as_system(), found.id)
            raise NotDelivered(found.id, found.customer_id, channels_refused(detail))
        return ok(show_sent(found))

    @routes.post(
        "/communications",
        "Send or schedule a communication",
        permission="crm:write",
        asks="crm:create:communications",
        limit="send",
        body=NewMessageBody,
        answer=SentShown,
        body_example=examples.NEW_MESSAGE,
        answer_example=examples.SENT,
        errors=(404,),
        finish=finish,
    )
    async def send_communication(ctx: Context, call: Call[NewMessageBody, None]) -> Answer:
        """Have a message sent, and say what became of it at first."""
        outreach = present(services).outreach
        call.outcome = await communications.send(ctx, outreach, message_of(call.body))
        return ok(show_sent(call.outcome))


def present(services: Services | None) -> Services:
    """The services of a running dialect; the route table alone has none."""
    if services is None:
        raise RuntimeError("this dialect was built for its route table alone")
    return services
