"""The table of segments. Who belongs to one is not stored: it is evaluated whenever somebody asks."""

from sqlalchemy import Boolean, Column, Index, Table, Text, Uuid, text
from sqlalchemy.dialects.postgresql import JSONB

from accord.kit.db import metadata, moment, named_enum

from .records import SegmentKind, SegmentSource

UNIQUE_NAME = "segments_criteria_name_idx"

segments = Table(
    "segments",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("description", Text),
    Column("definition", JSONB, nullable=False),
    Column("source", Text, nullable=False, server_default="manual"),
    Column("is_active", Boolean, nullable=False, server_default=text("true")),
    moment("created_at", nullable=False),
    moment("updated_at"),
    named_enum("kind", SegmentKind),
    named_enum("source", SegmentSource),
    Index(UNIQUE_NAME, text("lower(name)"), unique=True, postgresql_where=text("kind = 'criteria'")),
    Index("segments_newest_idx", "kind", text("created_at DESC"), text("id DESC")),
)
