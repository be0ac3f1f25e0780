"""How engagement shows a message: as the answer to sending it, in the history, and in detail."""

from typing import Any
from uuid import UUID

from accord.core.communications import (
    Communication,
    CommunicationDetail,
    CommunicationStatus,
    DeliveryEvent,
    Urgency,
)
from accord.core.interactions import Channel
from accord.kit.http.wire import show_time, show_time_or_none
from accord.kit.paging import Slice

from .contract import MessageChannel, PageQuery, Shown, show_channel

SENT, ACCEPTED = "sent", "accepted"
_ENDED = (CommunicationStatus.FAILED, CommunicationStatus.BOUNCED)


class SentShown(Shown):
    communication_id: UUID
    status: CommunicationStatus
    channel_used: MessageChannel | None
    sent_at: str | None
    delivered_at: str | None
    metadata: dict[str, Any]


class MessageShown(Shown):
    communication_id: UUID
    plan_id: UUID | None
    client_id: UUID
    message_type: str
    channel: MessageChannel | None
    status: CommunicationStatus
    subject: str | None
    created_at: str
    sent_at: str | None
    delivered_at: str | None
    opened_at: str | None
    clicked_at: str | None
    urgency: Urgency
    retry_count: int
    failed_at: str | None
    error_message: str | None
    open_count: int
    click_count: int
    scheduled_at: str | None


class HistoryShown(Shown):
    total: int
    limit: int
    offset: int
    communications: list[MessageShown]


class LogShown(Shown):
    event_type: str
    event_timestamp: str
    delivery_status: str


class DetailShown(MessageShown):
    content: str | None
    context: dict[str, Any]
    metadata: dict[str, Any]
    delivery_logs: list[LogShown]


def show_sent(sent: Communication) -> SentShown:
    """What became of a new message at first. One that is just being sent counts as queued still."""
    is_sending = sent.status is CommunicationStatus.SENDING
    return SentShown(
        communication_id=sent.id,
        status=CommunicationStatus.QUEUED if is_sending else sent.status,
        channel_used=show_channel(sent.channel),
        sent_at=show_time_or_none(sent.sent_at),
        delivered_at=show_time_or_none(sent.delivered_at),
        metadata={
            "subject": sent.subject,
            "recipient": sent.recipient,
            "client_id": sent.customer_id,  # erasing the client finds this answer by it, should it be remembered
            **_circumstances(sent),
        },
    )


def show_history(found: Slice[Communication], query: PageQuery) -> HistoryShown:
    """A page of the history."""
    return HistoryShown(
        total=found.total or 0,
        limit=query.limit,
        offset=query.offset,
        communications=found.map(lambda each: MessageShown(**_columns(each))),
    )


def show_detail(found: CommunicationDetail) -> DetailShown:
    """A message with what it says and its log. `channels` has `usable`, or why not, for each that came in question."""
    message = found.communication
    metadata = {
        "recipient": message.recipient,
        **_enclosed(message),
        "tracking_enabled": message.channel is Channel.EMAIL,
        "channels": message.decision.get("channels", {}),
        **_circumstances(message),
    }
    return DetailShown(
        **_columns(message),
        content=found.content.text,
        context=found.content.context,
        metadata=metadata,
        delivery_logs=[_show_event(event) for event in found.log],
    )


def channels_refused(found: CommunicationDetail) -> list[dict[str, str | None]]:
    """Each channel that was tried, in order, with what its provider said last."""
    said = {
        attempt.channel: attempt.message or attempt.code or attempt.category for attempt in found.attempts
    }
    return [{"channel": show_channel(channel), "error": error} for channel, error in said.items()]


def _enclosed(message: Communication) -> dict[str, Any]:
    """The files that went with a message, or will; those that did not; and the provider's template, if it took one."""
    left_out = message.metadata.get("attachments_left_out") or []
    named = [name for name in message.metadata.get("attachments", []) if name not in left_out]
    told = {"template": message.metadata.get("template"), "attachments_left_out": left_out}
    return {"attachments": named} | {name: value for name, value in told.items() if value}


def _columns(message: Communication) -> dict[str, Any]:
    return {
        "communication_id": message.id,
        "plan_id": message.plan_id,
        "client_id": message.customer_id,
        "message_type": message.message_type,
        "channel": show_channel(message.channel),
        "status": message.status,
        "subject": message.subject,
        "created_at": show_time(message.created_at),
        "sent_at": show_time_or_none(message.sent_at),
        "delivered_at": show_time_or_none(message.delivered_at),
        "opened_at": show_time_or_none(message.opened_at),
        "clicked_at": show_time_or_none(message.clicked_at),
        "urgency": message.urgency,
        "retry_count": message.retry_count,
        "failed_at": show_time_or_none(message.failed_at or message.bounced_at),
        "error_message": message.error_message,
        "open_count": message.open_count,
        "click_count": message.click_count,
        "scheduled_at": show_time_or_none(message.scheduled_at),
    }


def _circumstances(message: Communication) -> dict[str, Any]:
    """Why a message waits or ended, where it went instead, and which wish could not be heeded."""
    told: dict[str, Any] = {}
    if message.reason is not None:
        told["reason"] = message.reason
    if message.status is CommunicationStatus.SCHEDULED:
        told["scheduled_at"] = show_time_or_none(message.scheduled_at)
    elif message.is_pending:
        told.setdefault("reason", "in_progress")
        told["next_attempt_at"] = show_time_or_none(message.next_attempt_at)
    if message.fallback_used:
        told |= {"fallback_used": True, "primary_channel_error": message.primary_channel_error}
    if message.status in _ENDED:
        told["all_channels_failed"] = True
    skipped = message.decision.get("preferred_channel_skipped")
    return told | ({"preferred_channel_skipped": skipped} if skipped is not None else {})


def _show_event(event: DeliveryEvent) -> LogShown:
    return LogShown(
        event_type=event.event,
        event_timestamp=show_time(event.occurred_at),
        delivery_status=ACCEPTED if event.event == SENT else event.event,
    )
