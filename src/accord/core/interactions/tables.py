"""The table of interactions."""

from sqlalchemy import Boolean, Column, Index, Integer, Table, Text, Uuid, text

from accord.kit.db import metadata, moment, named_enum, reference_to

from .records import Channel

interactions = Table(
    "interactions",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("customer_id", Uuid, reference_to("customers.id"), nullable=False),
    Column("staff_id", Uuid),
    Column("channel", Text, nullable=False),
    Column("subject", Text),
    Column("summary", Text, nullable=False),
    moment("occurred_at", nullable=False),
    Column("duration_minutes", Integer),
    Column("follow_up_required", Boolean, nullable=False, server_default=text("false")),
    moment("follow_up_at"),
    moment("created_at", nullable=False),
    moment("updated_at"),
    named_enum("channel", Channel),
    Index("interactions_latest_idx", text("occurred_at DESC"), text("id DESC")),
    Index("interactions_customer_idx", "customer_id", text("occurred_at DESC"), text("id DESC")),
    Index("interactions_staff_idx", "staff_id", text("occurred_at DESC"), text("id DESC")),
    Index("interactions_follow_up_idx", "follow_up_at", postgresql_where=text("follow_up_required")),
)
