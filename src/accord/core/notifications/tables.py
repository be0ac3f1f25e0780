"""The table of notifications.

A trigger empties what a person wrote when the customer is taken out of the row, which is what erasing the customer
does: whoever erases need not know who keeps notes. `is_impersonal` marks the platform's own words, which stay.
"""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Table, Text, Uuid, text

from accord.kit.db import metadata, moment, named_enum

from .records import NotificationType

notifications = Table(
    "notifications",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("user_id", Uuid),
    Column("type", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("message", Text, nullable=False),
    Column("action_url", Text),
    Column("customer_id", Uuid, ForeignKey("customers.id", ondelete="SET NULL")),
    Column("metadata", Text),
    Column("is_impersonal", Boolean, nullable=False, server_default=text("false")),
    moment("read_at"),
    moment("created_at", nullable=False),
    named_enum("type", NotificationType),
    Index("notifications_newest_idx", text("created_at DESC"), text("id DESC")),
    Index("notifications_user_idx", "user_id", text("created_at DESC"), text("id DESC")),
    Index(
        "notifications_unread_idx",
        "user_id",
        text("created_at DESC"),
        text("id DESC"),
        postgresql_where=text("read_at IS NULL"),
    ),
    Index("notifications_customer_idx", "customer_id", postgresql_where=text("customer_id IS NOT NULL")),
)
