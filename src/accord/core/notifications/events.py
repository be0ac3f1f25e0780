"""What happens to notifications. Their words are not in the log: erasing could not find them there."""

from typing import ClassVar
from uuid import UUID

from accord.core.events import Event

from .records import NotificationType


class NotificationCreated(Event):
    """Somebody wrote a notification; to everybody when `user_id` is None."""

    type: ClassVar[str] = "notification.created"
    user_id: UUID | None
    kind: NotificationType


class NotificationRead(Event):
    """A notification was marked as read for the first time."""

    type: ClassVar[str] = "notification.read"


class NotificationDeleted(Event):
    """A notification is gone."""

    type: ClassVar[str] = "notification.deleted"


class StaffNotified(Event):
    """The platform told these users of something. The subject is what it is about."""

    type: ClassVar[str] = "notification.staff_notified"
    kind: NotificationType
    user_ids: tuple[UUID, ...]
