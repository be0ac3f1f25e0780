"""The tables of communications.

Every outbound message of the platform is a row of `communications`, which is also the queue that workers lease
from. Ids rise with time, so that the growing tables can be partitioned by id.

A suppression holds a digest of the address instead of the address, and belongs to no customer: an address that
bounced or complained stays unused even when its customer was erased.
"""

from sqlalchemy import (
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    Table,
    Text,
    Time,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from accord.core.interactions import Channel
from accord.kit.db import metadata, moment, named_enum, reference_to

from .records import (
    CommunicationStatus,
    Direction,
    Outcome,
    Purpose,
    Reason,
    SuppressionReason,
    TroubleKind,
    Urgency,
)

_NEWEST = (text("created_at DESC"), text("id DESC"))
_EMPTY_OBJECT = text("'{}'::jsonb")
_PENDING = text("status IN ('queued', 'scheduled', 'sending')")
_OUTBOUND = text("direction = 'outbound'")

communications = Table(
    "communications",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("customer_id", Uuid, reference_to("customers.id"), nullable=False),
    Column("plan_id", Uuid),
    Column("direction", Text, nullable=False, server_default="outbound"),
    Column("origin", Text, nullable=False),
    Column("sender", Text, nullable=False),
    Column("message_type", Text, nullable=False),
    Column("purpose", Text, nullable=False, server_default="transactional"),
    Column("urgency", Text, nullable=False, server_default="normal"),
    Column("priority", SmallInteger, nullable=False, server_default="5"),
    Column("language", Text, nullable=False, server_default="en"),
    Column("preferred_channel", Text),
    Column("channel", Text),
    Column("channel_order", ARRAY(Text), nullable=False, server_default=text("'{}'::text[]")),
    Column("channel_index", SmallInteger, nullable=False, server_default="0"),
    Column("status", Text, nullable=False),
    Column("reason", Text),
    Column("decision", JSONB, nullable=False, server_default=_EMPTY_OBJECT),
    Column("context", JSONB, nullable=False, server_default=_EMPTY_OBJECT),
    Column("subject", Text),
    Column("text", Text),
    Column("html", Text),
    Column("authored", Boolean, nullable=False, server_default=text("false")),
    Column("ignores_timing", Boolean, nullable=False, server_default=text("false")),
    Column("recipient", Text),
    Column("metadata", JSONB, nullable=False, server_default=_EMPTY_OBJECT),
    Column("attempts", SmallInteger, nullable=False, server_default="0"),
    Column("retry_count", SmallInteger, nullable=False, server_default="0"),
    Column("provider", Text),
    Column("provider_id", Text),
    Column("error_category", Text),
    Column("error_message", Text),
    Column("fallback_used", Boolean, nullable=False, server_default=text("false")),
    Column("primary_channel_error", Text),
    Column("open_count", Integer, nullable=False, server_default="0"),
    Column("click_count", Integer, nullable=False, server_default="0"),
    Column("leased_by", Uuid),
    moment("lease_until"),
    moment("created_at", nullable=False),
    moment("scheduled_at"),
    moment("due_at"),
    moment("next_attempt_at"),
    moment("sent_at"),
    moment("delivered_at"),
    moment("opened_at"),
    moment("clicked_at"),
    moment("failed_at"),
    moment("bounced_at"),
    moment("suppressed_at"),
    moment("expired_at"),
    named_enum("direction", Direction),
    named_enum("purpose", Purpose),
    named_enum("urgency", Urgency),
    named_enum("preferred_channel", Channel),
    named_enum("channel", Channel),
    named_enum("status", CommunicationStatus),
    named_enum("reason", Reason),
    # What workers lease by: one range for each channel, sender and priority.
    Index(
        "communications_due_idx",
        *("channel", "sender", "priority", "next_attempt_at"),
        postgresql_where=_PENDING,
    ),
    Index("communications_pending_idx", "customer_id", postgresql_where=_PENDING),
    Index("communications_newest_idx", *_NEWEST, postgresql_where=_OUTBOUND),
    Index("communications_customer_idx", "customer_id", *_NEWEST),
    Index("communications_plan_idx", "plan_id", *_NEWEST, postgresql_where=text("plan_id IS NOT NULL")),
    Index(
        "communications_provider_idx",
        *("provider", "provider_id"),
        postgresql_where=text("provider_id IS NOT NULL"),
    ),
    Index(
        "communications_failed_idx",
        text("coalesce(failed_at, bounced_at, expired_at) DESC"),
        text("id DESC"),
        postgresql_where=text("status IN ('failed', 'bounced', 'expired')"),
    ),
)

communication_attempts = Table(
    "communication_attempts",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("communication_id", Uuid, reference_to("communications.id"), nullable=False),
    Column("customer_id", Uuid, reference_to("customers.id"), nullable=False),
    Column("channel", Text, nullable=False),
    Column("number", SmallInteger, nullable=False),
    moment("begun_at", nullable=False),
    moment("ended_at"),
    Column("outcome", Text),
    Column("provider", Text, nullable=False),
    Column("provider_id", Text),
    Column("category", Text),
    Column("code", Text),
    Column("message", Text),
    named_enum("channel", Channel),
    named_enum("outcome", Outcome),
    Index("communication_attempts_communication_idx", "communication_id", "begun_at"),
    Index("communication_attempts_customer_idx", "customer_id"),
)

delivery_events = Table(
    "delivery_events",
    metadata,
    Column("id", Uuid, primary_key=True),
    # Both are null while a receipt waits for the message it is about: it may overtake our own note of the sending.
    Column("communication_id", Uuid, reference_to("communications.id")),
    Column("customer_id", Uuid, reference_to("customers.id")),
    Column("provider", Text, nullable=False),
    Column("event_key", Text, nullable=False),
    Column("provider_id", Text),
    Column("event", Text, nullable=False),
    moment("occurred_at", nullable=False),
    moment("received_at", nullable=False),
    Column("code", Text),
    Column("message", Text),
    Column("url", Text),
    Column("is_permanent", Boolean, nullable=False, server_default=text("true")),
    Column("by_machine", Boolean, nullable=False, server_default=text("false")),
    # Ours of the message, where the receipt named it by that alone.
    Column("reference", Text),
    Index("delivery_events_key_idx", "provider", "event_key", unique=True),
    Index("delivery_events_communication_idx", "communication_id", "occurred_at", "id"),
    Index("delivery_events_customer_idx", "customer_id"),
    Index(
        "delivery_events_waiting_idx",
        *("provider", "provider_id"),
        postgresql_where=text("communication_id IS NULL"),
    ),
)

preferences = Table(
    "preferences",
    metadata,
    Column("customer_id", Uuid, reference_to("customers.id"), primary_key=True),
    Column("preferred_channels", ARRAY(Text)),
    Column("timezone", Text),
    Column("quiet_start", Time),
    Column("quiet_end", Time),
    moment("created_at", nullable=False),
    moment("updated_at", nullable=False),
)

opt_outs = Table(
    "opt_outs",
    metadata,
    Column("customer_id", Uuid, reference_to("customers.id"), primary_key=True),
    Column("channel", Text, primary_key=True),
    moment("since", nullable=False),
    Column("source", Text, nullable=False),
    named_enum("channel", Channel),
)

suppressions = Table(
    "suppressions",
    metadata,
    Column("channel", Text, primary_key=True),
    Column("address_digest", LargeBinary, primary_key=True),
    Column("reason", Text, nullable=False),
    moment("since", nullable=False),
    Column("source", Text, nullable=False),
    named_enum("channel", Channel),
    named_enum("reason", SuppressionReason),
)

provider_troubles = Table(
    "provider_troubles",
    metadata,
    Column("channel", Text, primary_key=True),
    Column("provider", Text, primary_key=True),
    Column("kind", Text, primary_key=True),
    moment("began_at", nullable=False),
    moment("seen_at", nullable=False),
    moment("told_at"),
    moment("ended_at"),
    named_enum("channel", Channel),
    named_enum("kind", TroubleKind),
)

channel_paces = Table(
    "channel_paces",
    metadata,
    Column("channel", Text, primary_key=True),
    # From when on the channel's limit lets one more message go, by the database's clock.
    moment("next_at", nullable=False),
    named_enum("channel", Channel),
)
