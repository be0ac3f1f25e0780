"""Notifications as records."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from accord.kit.records import Record


class NotificationType(StrEnum):
    """How a notification wants to be taken."""

    INFO = "Info"
    WARNING = "Warning"
    ALERT = "Alert"
    SUCCESS = "Success"
    ERROR = "Error"


class Notification(Record):
    """A message to a user, or to everybody who works here when `user_id` is None.

    `action_url` leads to what it is about, `metadata` is free text of who wrote it.
    """

    id: UUID
    user_id: UUID | None
    type: NotificationType
    title: str
    message: str
    action_url: str | None
    customer_id: UUID | None
    metadata: str | None
    read_at: datetime | None
    created_at: datetime

    @property
    def is_read(self) -> bool:
        """Whether somebody marked it as read."""
        return self.read_at is not None


class NewNotification(Record):
    """What somebody writes."""

    type: NotificationType
    title: str
    message: str
    user_id: UUID | None = None
    action_url: str | None = None
    customer_id: UUID | None = None
    metadata: str | None = None


class Notice(Record):
    """What the platform tells by itself.

    Its words name no person (a case by its number): they outlive the customer that they are about.
    """

    type: NotificationType
    title: str
    message: str
    action_url: str | None = None
    customer_id: UUID | None = None
