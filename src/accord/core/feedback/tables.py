"""The table of feedback."""

from sqlalchemy import Boolean, CheckConstraint, Column, Index, SmallInteger, Table, Text, Uuid, text

from accord.kit.db import metadata, moment, named_enum, reference_to

from .records import ServiceType

_LATEST = (text("submitted_at DESC"), text("id DESC"))

feedback = Table(
    "feedback",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("customer_id", Uuid, reference_to("customers.id"), nullable=False),
    Column("booking_id", Uuid),
    Column("service_type", Text, nullable=False),
    Column("rating", SmallInteger, nullable=False),
    Column("comments", Text),
    Column("is_anonymous", Boolean, nullable=False, server_default=text("false")),
    Column("source", Text, nullable=False),
    moment("submitted_at", nullable=False),
    Column("resolution_notes", Text),
    Column("resolved_by", Uuid),
    moment("resolved_at"),
    named_enum("service_type", ServiceType),
    CheckConstraint("rating BETWEEN 1 AND 5", name="rating"),
    # What statistics of a window need stands in the index: they read no row.
    Index("feedback_latest_idx", *_LATEST, postgresql_include=["service_type", "rating", "resolved_at"]),
    Index("feedback_customer_idx", "customer_id", *_LATEST),
    Index("feedback_booking_idx", "booking_id", *_LATEST, postgresql_where=text("booking_id IS NOT NULL")),
    Index("feedback_service_idx", "service_type", *_LATEST),
    Index("feedback_rating_idx", "rating", *_LATEST),
    Index("feedback_pending_idx", *_LATEST, postgresql_where=text("resolved_at IS NULL")),
)
