"""The table of the outbox. A message of an erased customer goes with it."""

from sqlalchemy import Column, Index, Table, Text, Uuid, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from accord.core.interactions import Channel
from accord.kit.db import metadata, moment, named_enum, reference_to

outbox = Table(
    "outbox",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("communication_id", Uuid, reference_to("communications.id"), nullable=False),
    Column("customer_id", Uuid, reference_to("customers.id"), nullable=False),
    Column("channel", Text, nullable=False),
    Column("recipient", Text, nullable=False),
    Column("reference", Text, nullable=False, unique=True),
    Column("subject", Text),
    Column("text", Text, nullable=False),
    Column("html", Text),
    Column("headers", JSONB, nullable=False, server_default=text("'{}'::jsonb")),
    Column("attachments", ARRAY(Text), nullable=False, server_default=text("'{}'::text[]")),
    moment("recorded_at", nullable=False),
    named_enum("channel", Channel),
    Index("outbox_latest_idx", text("recorded_at DESC"), text("id DESC")),
    Index("outbox_communication_idx", "communication_id"),
    Index("outbox_customer_idx", "customer_id"),
)
