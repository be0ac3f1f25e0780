"""The table of sentiment."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Numeric, Table, Text, Uuid, text
from sqlalchemy.dialects.postgresql import ARRAY

from accord.kit.db import metadata, moment, named_enum, reference_to

from .records import Mode, Sentiment

_LATEST = (text("analysed_at DESC"), text("id DESC"))

sentiments = Table(
    "sentiments",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("customer_id", Uuid, reference_to("customers.id"), nullable=False),
    # What a customer said stays said when the record of the contact goes.
    Column("interaction_id", Uuid, ForeignKey("interactions.id", ondelete="SET NULL")),
    Column("case_id", Uuid, ForeignKey("cases.id", ondelete="SET NULL")),
    Column("text", Text, nullable=False),
    Column("label", Text, nullable=False),
    Column("score", Numeric(3, 2), nullable=False),
    Column("key_phrases", ARRAY(Text), nullable=False),
    Column("language", Text),
    Column("provider", Text, nullable=False),
    Column("model_version", Text, nullable=False),
    Column("mode", Text, nullable=False),
    Column("confidence", Numeric(3, 2), nullable=False),
    Column("basis", Text, nullable=False),
    Column("reasons", ARRAY(Text), nullable=False),
    moment("analysed_at", nullable=False),
    named_enum("label", Sentiment),
    named_enum("mode", Mode),
    CheckConstraint("score BETWEEN -1 AND 1", name="score"),
    CheckConstraint("confidence BETWEEN 0 AND 1", name="confidence"),
    Index("sentiments_latest_idx", *_LATEST),
    Index("sentiments_customer_idx", "customer_id", *_LATEST),
    Index(
        "sentiments_interaction_idx",
        "interaction_id",
        *_LATEST,
        postgresql_where=text("interaction_id IS NOT NULL"),
    ),
    Index("sentiments_case_idx", "case_id", *_LATEST, postgresql_where=text("case_id IS NOT NULL")),
)
