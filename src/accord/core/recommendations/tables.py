"""The tables of actions and of what is learnt from their outcomes."""

from sqlalchemy import CheckConstraint, Column, Index, Integer, Numeric, Table, Text, Uuid, text
from sqlalchemy.dialects.postgresql import JSONB

from accord.kit.db import metadata, moment, named_enum, reference_to

from .records import ActionType, OutcomeReading, Rule

actions = Table(
    "actions",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("customer_id", Uuid, reference_to("customers.id"), nullable=False),
    Column("rule", Text),
    Column("type", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("description", Text, nullable=False),
    Column("confidence", Numeric(3, 2), nullable=False),
    Column("product", Text),
    moment("recommended_at", nullable=False),
    moment("completed_at"),
    Column("outcome", Text),
    Column("outcome_reading", Text),
    Column("reasons", JSONB, nullable=False, server_default=text("'[]'::jsonb")),
    Column("based_on_outcomes", Integer, nullable=False, server_default="0"),
    Column("model_version", Text, nullable=False),
    Column("features", JSONB, nullable=False, server_default=text("'{}'::jsonb")),
    # What its outcome added to the model, so that a corrected outcome can be taken out again.
    Column("lesson", JSONB),
    named_enum("rule", Rule),
    named_enum("type", ActionType),
    named_enum("outcome_reading", OutcomeReading),
    CheckConstraint("confidence BETWEEN 0 AND 1", name="confidence"),
    Index("actions_latest_idx", text("recommended_at DESC"), text("id DESC")),
    Index("actions_customer_idx", "customer_id", text("recommended_at DESC"), text("id DESC")),
    Index(
        "actions_pending_idx",
        "customer_id",
        text("confidence DESC"),
        postgresql_where=text("completed_at IS NULL"),
    ),
)

# One row for each kind of advice: who learns from one kind does not wait for who learns from another.
action_models = Table(
    "action_models",
    metadata,
    Column("rule", Text, primary_key=True),
    Column("type", Text, primary_key=True),
    Column("outcomes", Integer, nullable=False),
    Column("steps", Integer, nullable=False),
    Column("evidence", JSONB, nullable=False),
    moment("updated_at", nullable=False),
    named_enum("rule", Rule),
    named_enum("type", ActionType),
)
