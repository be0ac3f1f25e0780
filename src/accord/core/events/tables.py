"""The log's table. Partition-ready: the primary key holds the time that partitions would be cut by."""

from sqlalchemy import BigInteger, Column, Identity, Index, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from accord.kit.db import metadata, moment

events = Table(
    "events",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("sequence", BigInteger, Identity(always=True), nullable=False),
    Column("type", Text, nullable=False),
    Column("customer_id", Uuid),
    Column("subject_id", Uuid),
    Column("actor_kind", Text, nullable=False),
    Column("actor_id", Text, nullable=False),
    Column("actor_name", Text, nullable=False),
    Column("via", Text, nullable=False),
    Column("request_id", Uuid),
    Column("data", JSONB, nullable=False),
    moment("occurred_at", primary_key=True),
    Index("events_sequence_idx", "sequence"),
    Index("events_timeline_idx", "customer_id", "occurred_at", "id"),
)
