"""Notifications as a bank's staff get them."""

from typing import Annotated
from uuid import UUID

from msgspec import Meta

from accord.core import notifications
from accord.core.context import Context
from accord.core.notifications import NewNotification, Notification, NotificationType
from accord.kit.http.answers import Answer, created, no_content, ok
from accord.kit.http.operations import Call, Routes
from accord.kit.http.origin import below
from accord.kit.http.wire import show_time, show_time_or_none

from . import examples
from .contract import BASE, Body, PageQuery, Shown
from .paging import page_of, show_page

routes = Routes("Notifications", limit="standard")

Title = Annotated[str, Meta(min_length=1, max_length=255)]
Message = Annotated[str, Meta(min_length=1, max_length=10_000)]
Url = Annotated[str, Meta(max_length=500)]
Metadata = Annotated[str, Meta(max_length=10_000)]


class NewNotificationBody(Body, kw_only=True):
    user_id: UUID | None = None
    type: NotificationType
    title: Title
    message: Message
    action_url: Url | None = None
    customer_id: UUID | None = None
    metadata: Metadata | None = None


class NotificationShown(Shown):
    id: UUID
    user_id: UUID | None
    type: NotificationType
    title: str
    message: str
    is_read: bool
    action_url: str | None
    created_at: str
    read_at: str | None
    customer_id: UUID | None
    metadata: str | None


def show_notification(notification: Notification) -> NotificationShown:
    """A notification in banking's words."""
    return NotificationShown(
        id=notification.id,
        user_id=notification.user_id,
        type=notification.type,
        title=notification.title,
        message=notification.message,
        is_read=notification.is_read,
        action_url=notification.action_url,
        created_at=show_time(notification.created_at),
        read_at=show_time_or_none(notification.read_at),
        customer_id=notification.customer_id,
        metadata=notification.metadata,
    )


@routes.get(
    "/notifications/user/{userId}/unread",
    "Unread notifications of a user",
    permission="crm:read:notifications",
    query=PageQuery,
    answer=list[NotificationShown],
    answer_example=[examples.NOTIFICATION],
)
async def list_unread_of_user(ctx: Context, call: Call[None, PageQuery]) -> Answer:
    """What a user has not read yet, newest first."""
    found = await notifications.list_unread_of_user(ctx, call.path["userId"], page_of(call.query))
    return show_page(found, show_notification, call)


@routes.post(
    "/notifications",
    "Create notification",
    permission="crm:create:notifications",
    success=201,
    body=NewNotificationBody,
    answer=NotificationShown,
    body_example=examples.NEW_NOTIFICATION,
    answer_example=examples.NOTIFICATION,
    errors=(404,),
)
async def create_notification(ctx: Context, call: Call[NewNotificationBody, None]) -> Answer:
    """Tell a user something, or everybody."""
    body = call.body
    made = await notifications.create_notification(
        ctx,
        NewNotification(
            type=body.type,
            title=body.title,
            message=body.message,
            user_id=body.user_id,
            action_url=body.action_url or None,
            customer_id=body.customer_id,
            metadata=body.metadata or None,
        ),
    )
    return created(show_notification(made), below(call.scope, BASE, f"/notifications/{made.id}"))


@routes.put(
    "/notifications/{id}/read", "Mark notification read", permission="crm:update:notifications", success=204
)
async def mark_read(ctx: Context, call: Call[None, None]) -> Answer:
    """Note that a notification was read."""
    await notifications.mark_read(ctx, call.path["id"])
    return no_content()


@routes.get(
    "/notifications",
    "List notifications",
    permission="crm:read:notifications",
    query=PageQuery,
    answer=list[NotificationShown],
    answer_example=[examples.NOTIFICATION],
    documented=False,
)
async def list_notifications(ctx: Context, call: Call[None, PageQuery]) -> Answer:
    """All that the caller may see, newest first."""
    found = await notifications.list_notifications(ctx, page_of(call.query))
    return show_page(found, show_notification, call)


@routes.get(
    "/notifications/{id}",
    "Notification by id",
    permission="crm:read:notifications",
    answer=NotificationShown,
    answer_example=examples.NOTIFICATION,
    documented=False,
)
async def get_notification(ctx: Context, call: Call[None, None]) -> Answer:
    """One notification."""
    return ok(show_notification(await notifications.get_notification(ctx, call.path["id"])))


@routes.get(
    "/notifications/user/{userId}",
    "All notifications of a user",
    permission="crm:read:notifications",
    query=PageQuery,
    answer=list[NotificationShown],
    answer_example=[examples.NOTIFICATION],
    documented=False,
)
async def list_notifications_of_user(ctx: Context, call: Call[None, PageQuery]) -> Answer:
    """A user's, read or not, newest first."""
    found = await notifications.list_notifications_of_user(ctx, call.path["userId"], page_of(call.query))
    return show_page(found, show_notification, call)


@routes.delete(
    "/notifications/{id}",
    "Delete notification",
    permission="crm:delete:notifications",
    success=204,
    documented=False,
)
async def delete_notification(ctx: Context, call: Call[None, None]) -> Answer:
    """Take a notification away."""
    await notifications.delete_notification(ctx, call.path["id"])
    return no_content()
