"""What each action does: an act of another feature, in the name of the automation."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from uuid import UUID

import msgspec

from accord.core import cases, customers, notifications, recommendations
from accord.core.cases import CaseKind, CaseStatus, NewCase
from accord.core.communications import CommunicationStatus, NewCommunication
from accord.core.context import Context
from accord.core.errors import Failure, Invalid, NotFound
from accord.core.interactions import Channel
from accord.core.notifications import NewNotification, Notice, NotificationType
from accord.core.permissions import Permission
from accord.core.recommendations import NewAction
from accord.core.sla import Priority

from . import vocabulary
from .errors import ActionImpossible
from .firing import ORIGIN
from .parameters import Parameters
from .ports import Sender
from .records import ActionType, Instance

TITLE, TEXT, CATEGORY = 255, 10_000, 100
LONGEST_TAG = 100
DEFAULT_CATEGORY = "Automation"


class Effect(msgspec.Struct, frozen=True, kw_only=True):
    """What an action did: the ids of what it made or changed, and the message whose sending is awaited."""

    objects: dict[str, Any] = {}
    awaits_id: UUID | None = None


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """One action of one instance, and how messages are sent."""

    instance: Instance
    given: Parameters
    send: Sender

    @property
    def case_id(self) -> UUID:
        """The case that the instance is about. Raises ActionImpossible when it is about none."""
        if self.instance.case_id is None:
            raise ActionImpossible(f"{self.given.action}: the workflow was started without a case")
        return self.instance.case_id

    @property
    def customer_id(self) -> UUID:
        """The customer that the instance is about. Raises ActionImpossible when it is about none."""
        if self.instance.customer_id is None:
            raise ActionImpossible(f"{self.given.action}: the workflow was started without a customer")
        return self.instance.customer_id


Act = Callable[[Context, Run], Awaitable[Effect]]


async def perform(ctx: Context, instance: Instance, send: Sender) -> Effect:
    """Do the next action of an instance. Raises ActionImpossible, and what the act raises that it stands for."""
    ctx.require(Permission.WORKFLOWS_RUN)
    given = Parameters(instance.actions[instance.step_index])
    act = _ACTS.get(vocabulary.plain(given.action))
    if act is None:
        raise ActionImpossible(f"Unknown action type: {given.action}")
    return await act(ctx, Run(instance=instance, given=given, send=send))


def wording_of(refused: Failure) -> str:
    """What an instance says of a step that was refused."""
    if isinstance(refused, NotFound):
        return f"{refused.kind.capitalize()} with ID {refused.key} not found"
    if isinstance(refused, Invalid) and refused.problems:
        return "; ".join(f"{problem.field} {problem.message}" for problem in refused.problems)
    return refused.message


async def _escalate(ctx: Context, run: Run) -> Effect:
    reason = run.given.text("reason", longest=TEXT)
    case = await cases.escalate_case(ctx, run.case_id, reason=reason)
    return Effect(objects={"case_id": str(case.id)})


async def _change_status(ctx: Context, run: Run) -> Effect:
    word = run.given.word("status")
    if word is None:
        raise ActionImpossible(f"{run.given.action}: status is required")
    resolution = run.given.text("resolution", longest=TEXT)
    written: dict[str, Any] = {} if resolution is None else {"resolution": resolution}
    case = await cases.set_case_status(ctx, run.case_id, CaseStatus(word), kind=CaseKind.CASE, **written)
    return Effect(objects={"case_id": str(case.id), "status": case.status.value})


async def _assign(ctx: Context, run: Run) -> Effect:
    user_id = run.given.id("userId")
    if user_id is None:
        raise ActionImpossible(f"{run.given.action}: userId is required")
    case = await cases.assign_case(ctx, run.case_id, user_id)
    return Effect(objects={"case_id": str(case.id), "user_id": str(user_id)})


async def _notify(ctx: Context, run: Run) -> Effect:
    """Tell a user, else each supervisor and administrator, else whoever works here."""
    user_id = run.given.id("userId")
    case_id = run.instance.case_id
    title = run.given.text("title", "subject", longest=TITLE) or run.instance.name[:TITLE]
    message = run.given.text("message", "text", longest=TEXT) or _told(run.instance)
    url = None if case_id is None else f"/cases/{case_id}"
    about: dict[str, Any] = {
        "title": title,
        "message": message,
        "action_url": url,
        "customer_id": run.instance.customer_id,
    }
    kind = NotificationType.ALERT
    told = await notifications.tell_staff(ctx, Notice(type=kind, **about), user_id=user_id, about=case_id)
    if not told:
        await notifications.create_notification(ctx, NewNotification(type=kind, **about))
    return Effect(objects={"notified": told or "everybody"})


def _told(instance: Instance) -> str:
    about = (
        "a case" if instance.case_id is not None else "a customer" if instance.customer_id is not None else ""
    )
    return (
        f"The workflow {instance.name} asks you to look at {about}"
        if about
        else f"From the workflow {instance.name}"
    )


async def _send_email(ctx: Context, run: Run) -> Effect:
    return await _send(ctx, run, Channel.EMAIL)


async def _send_sms(ctx: Context, run: Run) -> Effect:
    return await _send(ctx, run, Channel.SMS)


async def _send(ctx: Context, run: Run, channel: Channel) -> Effect:
    """Queue a message. The next step waits until it is sent, unless it is to go out at a later time."""
    subject = run.given.text("subject", "title", longest=TITLE)
    message = await run.send(
        ctx,
        NewCommunication(
            customer_id=run.customer_id,
            message_type="workflow",
            origin=ORIGIN,
            only_channel=channel,
            subject=(subject or run.instance.name[:TITLE]) if channel is Channel.EMAIL else subject,
            text=run.given.required("message", "text", "body", longest=TEXT),
            metadata={"workflow_instance_id": str(run.instance.id)},
        ),
    )
    if message.status is CommunicationStatus.SUPPRESSED:
        reason = message.reason.value if message.reason is not None else "not allowed"
        raise ActionImpossible(f"{run.given.action}: the message may not be sent: {reason}")
    waits = message.status in (CommunicationStatus.QUEUED, CommunicationStatus.SENDING)
    return Effect(objects={"communication_id": str(message.id)}, awaits_id=message.id if waits else None)


async def _create_case(ctx: Context, run: Run) -> Effect:
    word = run.given.word("priority")
    case = await cases.open_case(
        ctx,
        NewCase(
            customer_id=run.customer_id,
            title=run.given.text("title", "subject", longest=TITLE) or run.instance.name[:TITLE],
            description=run.given.text("description", "message", longest=TEXT)
            or f"Opened by the workflow {run.instance.name}",
            category=run.given.text("category", longest=CATEGORY) or DEFAULT_CATEGORY,
            sub_category=run.given.text("subCategory", longest=CATEGORY),
            priority=Priority.P2 if word is None else Priority(word),
        ),
    )
    return Effect(objects={"case_id": str(case.id)})


async def _create_action(ctx: Context, run: Run) -> Effect:
    name = run.given.text("actionType", longest=CATEGORY)
    kinds = {vocabulary.plain(kind): kind for kind in recommendations.ActionType}
    kind = recommendations.ActionType.FOLLOW_UP_CALL if name is None else kinds.get(vocabulary.plain(name))
    if kind is None:
        raise ActionImpossible(f"{run.given.action}: {name} is not an actionType that is known")
    action = await recommendations.add_action(
        ctx,
        NewAction(
            customer_id=run.customer_id,
            type=kind,
            title=run.given.text("title", longest=TITLE) or run.instance.name[:TITLE],
            description=run.given.text("description", "message", longest=TEXT)
            or f"Asked for by the workflow {run.instance.name}",
            product=run.given.text("recommendedProduct", "product", longest=TITLE),
        ),
    )
    return Effect(objects={"action_id": str(action.id)})


async def _add_tag(ctx: Context, run: Run) -> Effect:
    tag = run.given.required("tag", "name", longest=LONGEST_TAG)
    customer = await customers.add_tag(ctx, run.customer_id, tag)
    return Effect(objects={"customer_id": str(customer.id)})


async def _webhook(_ctx: Context, run: Run) -> Effect:
    raise ActionImpossible(f"{run.given.action}: outbound webhooks are not available yet")


_BY_TYPE: Mapping[ActionType, Act] = {
    ActionType.ESCALATE: _escalate,
    ActionType.NOTIFY: _notify,
    ActionType.ASSIGN: _assign,
    ActionType.CHANGE_STATUS: _change_status,
    ActionType.SEND_EMAIL: _send_email,
    ActionType.SEND_SMS: _send_sms,
    ActionType.CREATE_CASE: _create_case,
    ActionType.CREATE_ACTION: _create_action,
    ActionType.ADD_TAG: _add_tag,
    ActionType.WEBHOOK: _webhook,
}
_ACTS = {vocabulary.plain(kind): act for kind, act in _BY_TYPE.items()}
