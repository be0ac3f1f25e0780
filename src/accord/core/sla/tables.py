"""The tables of SLA: what is promised, when work is done, and the promises under way."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    Interval,
    Table,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from accord.core.customers import SLATier
from accord.kit.db import metadata, moment, named_enum, reference_to

from .records import ClockKind, Priority, SubjectKind, TargetUnit

calendars = Table(
    "sla_calendars",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("name", Text, nullable=False),
    Column("zone", Text),
    Column("hours", JSONB, nullable=False),
    Column("holidays", JSONB, nullable=False, server_default=text("'[]'::jsonb")),
    moment("created_at", nullable=False),
)

policies = Table(
    "sla_policies",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("subject_kind", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("priority", Text, nullable=False),
    Column("tier", Text),
    Column("name", Text, nullable=False),
    Column("target", Integer, nullable=False),
    Column("target_unit", Text, nullable=False),
    Column("calendar_id", Uuid, ForeignKey("sla_calendars.id")),
    Column("warn_fraction", Double),
    Column("pauses", Boolean, nullable=False, server_default=text("false")),
    Column("is_active", Boolean, nullable=False, server_default=text("true")),
    moment("created_at", nullable=False),
    named_enum("subject_kind", SubjectKind),
    named_enum("kind", ClockKind),
    named_enum("priority", Priority),
    named_enum("tier", SLATier),
    named_enum("target_unit", TargetUnit),
    CheckConstraint("target > 0", name="target"),
    CheckConstraint("target_unit = 'minutes' OR calendar_id IS NOT NULL", name="days"),
    CheckConstraint("warn_fraction > 0 AND warn_fraction < 1", name="warn_fraction"),
    Index(
        "sla_policies_active_idx",
        *("subject_kind", "kind", "priority", "tier"),
        unique=True,
        postgresql_where=text("is_active"),
        postgresql_nulls_not_distinct=True,
    ),
)

# What the job looks for every minute stands in two small indexes, which a clock leaves when it was told of.
UNTOLD = "breached_at IS NULL AND COALESCE(paused_at, stopped_at, 'infinity'::timestamptz) > due_at"
UNWARNED = "warned_at IS NULL AND paused_at IS NULL AND stopped_at IS NULL"

clocks = Table(
    "sla_clocks",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("subject_kind", Text, nullable=False),
    Column("subject_id", Uuid, nullable=False),
    Column("customer_id", Uuid, reference_to("customers.id"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("policy_id", Uuid, ForeignKey("sla_policies.id"), nullable=False),
    Column("zone", Text, nullable=False),
    moment("started_at", nullable=False),
    moment("due_at", nullable=False),
    moment("warn_at"),
    moment("paused_at"),
    moment("stopped_at"),
    Column("counted", Interval, nullable=False, server_default=text("'00:00:00'::interval")),
    Column("pauses", JSONB, nullable=False, server_default=text("'[]'::jsonb")),
    moment("warned_at"),
    moment("breached_at"),
    named_enum("subject_kind", SubjectKind),
    named_enum("kind", ClockKind),
    Index("sla_clocks_subject_idx", "subject_id", "subject_kind", "kind", unique=True),
    Index("sla_clocks_customer_idx", "customer_id"),
    Index("sla_clocks_untold_idx", "due_at", postgresql_where=text(UNTOLD)),
    Index("sla_clocks_unwarned_idx", "warn_at", postgresql_where=text(UNWARNED)),
)
