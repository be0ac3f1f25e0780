"""What the platform tells the staff by itself: urgent cases, broken promises, failing messages and providers."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from accord.core import cases
from accord.core.cases import Case, CaseKind, CaseOpened
from accord.core.communications import TroubleKind
from accord.core.context import Context
from accord.core.errors import NotFound
from accord.core.permissions import Permission
from accord.core.sla import Priority, SLABreached, SubjectKind

from .records import Notice, NotificationType
from .telling import tell_staff

_URGENT = {Priority.P0: "critical", Priority.P1: "high"}
_CHANNELS = {"email": "E-mail", "sms": "SMS", "whatsapp": "WhatsApp"}
_OF_CASES = (SubjectKind.CASE, SubjectKind.RESOLUTION)


async def tell_of_urgent_case(ctx: Context, event: CaseOpened) -> None:
    """Alert the assignee to a case of high or critical priority; nobody assigned, supervisors and administrators."""
    ctx.require(Permission.NOTIFICATIONS_CREATE)
    if event.kind is not CaseKind.CASE or event.priority not in _URGENT:
        return
    word = _URGENT[event.priority]
    if event.assigned_user_id is not None:
        what, message = "Assigned", f"You have been assigned the {word} priority case {event.number}"
    else:
        what, message = (
            "Opened",
            f"Case {event.number} of {word} priority was opened and is assigned to nobody",
        )
    notice = Notice(
        type=NotificationType.ALERT,
        title=f"{word.capitalize()} Priority Case {what}",
        message=message,
        action_url=f"/cases/{event.subject_id}",
        customer_id=event.customer_id,
    )
    await tell_staff(ctx, notice, user_id=event.assigned_user_id, about=event.subject_id)


async def tell_of_promise(ctx: Context, event: Mapping[str, Any]) -> None:
    """Tell who works on a case that its promise is broken, or will be soon; else supervisors and administrators.

    `event` is what SLABreached or SLAWarned tells. A case that is gone meanwhile, or a conversation, needs no telling.
    """
    ctx.require(Permission.NOTIFICATIONS_CREATE)
    if event["subject_kind"] not in _OF_CASES:
        return
    try:
        case = await cases.get_case(ctx, UUID(event["subject_id"]))
    except NotFound:
        return
    due_at = datetime.fromisoformat(event["due_at"]).astimezone(ctx.zone)
    notice = _broken(case, due_at) if event["type"] == SLABreached.type else _soon_due(case, due_at)
    await tell_staff(ctx, notice, user_id=case.assigned_user_id, about=case.id)


async def tell_of_delivery_alert(ctx: Context, event: Mapping[str, Any]) -> None:
    """Tell supervisors and administrators that too many messages of a channel fail.

    `event` is what DeliveryAlertRaised tells.
    """
    ctx.require(Permission.NOTIFICATIONS_CREATE)
    channel = _CHANNELS.get(event["channel"], event["channel"])
    notice = Notice(
        type=NotificationType.ALERT,
        title=f"{channel} Messages Fail",
        message=(
            f"{event['failed']} of {event['sent']} {channel} messages failed within the last "
            f"{event['window_minutes']} minutes ({event['failure_rate']:.2f} %)"
        ),
        action_url="/analytics",
    )
    await tell_staff(ctx, notice)


async def tell_of_provider_trouble(ctx: Context, event: Mapping[str, Any]) -> None:
    """Tell supervisors and administrators that a provider refuses our credentials, or has been out for long.

    `event` is what ProviderTroubled tells.
    """
    ctx.require(Permission.NOTIFICATIONS_CREATE)
    channel = _CHANNELS.get(event["channel"], event["channel"])
    say = _refusing if event["kind"] == TroubleKind.CREDENTIALS else _out
    await tell_staff(ctx, say(channel, event))


def _refusing(channel: str, event: Mapping[str, Any]) -> Notice:
    provider = event["provider"]
    return Notice(
        type=NotificationType.ALERT,
        title=f"{channel} Provider Refuses Our Credentials",
        message=(
            f"{provider} refuses our credentials: {channel} messages take another channel or fail. Check the "
            f"settings of {provider} and the account there: a key may have been changed, withdrawn or run out"
        ),
        action_url="/communications",
    )


def _out(channel: str, event: Mapping[str, Any]) -> Notice:
    provider = event["provider"]
    return Notice(
        type=NotificationType.ALERT,
        title=f"{channel} Provider Out of Order",
        message=(
            f"{provider} has not worked for {event['minutes']} minutes: {channel} messages take another channel "
            f"or wait. Check its status page, its address in the settings, and the network from here to there"
        ),
        action_url="/communications",
    )


def _broken(case: Case, due_at: datetime) -> Notice:
    return Notice(
        type=NotificationType.ALERT,
        title="SLA Breached",
        message=f"Case {case.number} was due at {due_at:%Y-%m-%d %H:%M %Z} and is not resolved",
        action_url=f"/cases/{case.id}",
        customer_id=case.customer_id,
    )


def _soon_due(case: Case, due_at: datetime) -> Notice:
    return Notice(
        type=NotificationType.WARNING,
        title="SLA Due Soon",
        message=f"Case {case.number} is due at {due_at:%Y-%m-%d %H:%M %Z}",
        action_url=f"/cases/{case.id}",
        customer_id=case.customer_id,
    )
