"""What can be done with notifications. They are the staff's: a customer's token is refused them."""

from uuid import UUID

from msgspec.structs import replace

from accord.core import customers
from accord.core.context import Context
from accord.core.errors import NotFound
from accord.core.permissions import Permission
from accord.kit.paging import Page, Slice

from . import rules, store
from .events import NotificationCreated, NotificationDeleted, NotificationRead
from .records import NewNotification, Notification


async def create_notification(ctx: Context, new: NewNotification) -> Notification:
    """Tell a user something, or everybody; about a merged customer means its survivor. Raises NotFound (customer)."""
    ctx.require(Permission.NOTIFICATIONS_CREATE)
    ctx.forbid_customers(Permission.NOTIFICATIONS_CREATE)
    if new.customer_id is not None:
        owner = await customers.hold_survivor(ctx.db, new.customer_id)
        if owner is None:
            raise NotFound("customer", new.customer_id)
        new = replace(new, customer_id=owner)
    made = await store.add(ctx.db, new, at=ctx.now)
    await ctx.emit(
        NotificationCreated(
            customer_id=made.customer_id, subject_id=made.id, user_id=made.user_id, kind=made.type
        )
    )
    return made


async def get_notification(ctx: Context, notification_id: UUID) -> Notification:
    """The notification. Raises NotFound; Forbidden for another user's."""
    ctx.require(Permission.NOTIFICATIONS_READ)
    return await _visible(ctx, notification_id, Permission.NOTIFICATIONS_READ)


async def list_notifications(ctx: Context, page: Page) -> Slice[Notification]:
    """All that this actor may see, newest first."""
    ctx.require(Permission.NOTIFICATIONS_READ)
    ctx.forbid_customers(Permission.NOTIFICATIONS_READ)
    only = None if rules.sees_all(ctx.actor) else ctx.actor.user_id
    return await store.page(ctx.db, page, only=only)


async def list_notifications_of_user(ctx: Context, user_id: UUID, page: Page) -> Slice[Notification]:
    """A user's, newest first; nothing for an unknown one. Raises Forbidden."""
    ctx.require(Permission.NOTIFICATIONS_READ)
    return await _of_user(ctx, user_id, page, unread=False)


async def list_unread_of_user(ctx: Context, user_id: UUID, page: Page) -> Slice[Notification]:
    """Those of a user's that are not read yet, newest first; nothing for an unknown one. Raises Forbidden."""
    ctx.require(Permission.NOTIFICATIONS_READ)
    return await _of_user(ctx, user_id, page, unread=True)


async def mark_read(ctx: Context, notification_id: UUID) -> Notification:
    """Note that a notification was read; the first time stays. Raises NotFound; Forbidden for another user's."""
    ctx.require(Permission.NOTIFICATIONS_UPDATE)
    found = await _visible(ctx, notification_id, Permission.NOTIFICATIONS_UPDATE, lock=True)
    if found.is_read:
        return found
    read = await store.mark_read(ctx.db, found.id, at=ctx.now)
    await ctx.emit(NotificationRead(customer_id=read.customer_id, subject_id=read.id))
    return read


async def delete_notification(ctx: Context, notification_id: UUID) -> None:
    """Take a notification away. Raises NotFound; Forbidden for another user's."""
    ctx.require(Permission.NOTIFICATIONS_DELETE)
    found = await _visible(ctx, notification_id, Permission.NOTIFICATIONS_DELETE, lock=True)
    await store.remove(ctx.db, found.id)
    await ctx.emit(NotificationDeleted(customer_id=found.customer_id, subject_id=found.id))


async def _of_user(ctx: Context, user_id: UUID, page: Page, *, unread: bool) -> Slice[Notification]:
    ctx.forbid_customers(Permission.NOTIFICATIONS_READ)
    rules.ensure_own(ctx.actor, user_id, Permission.NOTIFICATIONS_READ)
    return await store.page(ctx.db, page, user_id=user_id, unread=unread)


async def _visible(
    ctx: Context, notification_id: UUID, permission: Permission, *, lock: bool = False
) -> Notification:
    ctx.forbid_customers(permission)
    found = await store.find(ctx.db, notification_id, lock=lock)
    if found is None:
        raise NotFound("notification", notification_id)
    rules.ensure_visible(ctx.actor, found, permission)
    return found
