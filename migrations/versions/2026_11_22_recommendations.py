"""Next best actions and what is learnt from their outcomes."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "2026_11_22_recommendations"
down_revision = "2026_11_22_sentiment"
branch_labels = None
depends_on = None

RULES = (
    "'unhappy', 'open_case', 'risk', 'premium_savings', 'upgrade', 'silent_client', 'identity_check', "
    "'cross_sell', 'silence', 'nothing_else'"
)
TYPES = (
    "'ProductRecommendation', 'FollowUpCall', 'SendEmail', 'SendSMS', 'ScheduleMeeting', 'UpgradeAccount', "
    "'CrossSell', 'RetentionOffer', 'RiskReview'"
)
READINGS = "'accepted', 'refused', 'not_reached', 'unclear'"


def upgrade() -> None:
    """Apply."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_table(
        "actions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=True),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("confidence", sa.Numeric(3, 2), nullable=False),
        sa.Column("product", sa.Text(), nullable=True),
        sa.Column("recommended_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("outcome_reading", sa.Text(), nullable=True),
        sa.Column("reasons", postgresql.JSONB(), server_default=sa.text("'[]'::jsonb"), nullable=False),
        sa.Column("based_on_outcomes", sa.Integer(), server_default="0", nullable=False),
        sa.Column("model_version", sa.Text(), nullable=False),
        sa.Column("features", postgresql.JSONB(), server_default=sa.text("'{}'::jsonb"), nullable=False),
        sa.Column("lesson", postgresql.JSONB(), nullable=True),
        sa.CheckConstraint(f"rule IN ({RULES})", name=op.f("actions_rule_check")),
        sa.CheckConstraint(f"type IN ({TYPES})", name=op.f("actions_type_check")),
        sa.CheckConstraint(f"outcome_reading IN ({READINGS})", name=op.f("actions_outcome_reading_check")),
        sa.CheckConstraint("confidence BETWEEN 0 AND 1", name=op.f("actions_confidence_check")),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("actions_customer_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("actions_pkey")),
    )
    latest = (sa.text("recommended_at DESC"), sa.text("id DESC"))
    op.create_index("actions_latest_idx", "actions", [*latest])
    op.create_index("actions_customer_idx", "actions", ["customer_id", *latest])
    op.create_index(
        "actions_pending_idx",
        "actions",
        ["customer_id", sa.text("confidence DESC")],
        postgresql_where=sa.text("completed_at IS NULL"),
    )
    op.create_table(
        "action_models",
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("outcomes", sa.Integer(), nullable=False),
        sa.Column("steps", sa.Integer(), nullable=False),
        sa.Column("evidence", postgresql.JSONB(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(f"rule IN ({RULES})", name=op.f("action_models_rule_check")),
        sa.CheckConstraint(f"type IN ({TYPES})", name=op.f("action_models_type_check")),
        sa.PrimaryKeyConstraint("rule", "type", name=op.f("action_models_pkey")),
    )
