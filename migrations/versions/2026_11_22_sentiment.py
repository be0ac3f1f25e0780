"""Sentiment records."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_22_sentiment"
down_revision = "2026_11_22_sla_cases"
branch_labels = None
depends_on = None

LATEST = (sa.text("analysed_at DESC"), sa.text("id DESC"))
LABELS = "label IN ('positive', 'neutral', 'negative', 'very_negative')"
CUSTOMER = "sentiments_customer_id_fkey"


def upgrade() -> None:
    """Apply."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_table(
        "sentiments",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("interaction_id", sa.Uuid(), nullable=True),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("score", sa.Numeric(precision=3, scale=2), nullable=False),
        sa.Column("key_phrases", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("provider", sa.Text(), nullable=False),
        sa.Column("model_version", sa.Text(), nullable=False),
        sa.Column("mode", sa.Text(), nullable=False),
        sa.Column("confidence", sa.Numeric(precision=3, scale=2), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("reasons", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("analysed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(LABELS, name=op.f("sentiments_label_check")),
        sa.CheckConstraint("mode IN ('local', 'llm', 'degraded')", name=op.f("sentiments_mode_check")),
        sa.CheckConstraint("score BETWEEN -1 AND 1", name=op.f("sentiments_score_check")),
        sa.CheckConstraint("confidence BETWEEN 0 AND 1", name=op.f("sentiments_confidence_check")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f(CUSTOMER), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["interaction_id"],
            ["interactions.id"],
            name=op.f("sentiments_interaction_id_fkey"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name=op.f("sentiments_case_id_fkey"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("sentiments_pkey")),
    )
    op.create_index("sentiments_latest_idx", "sentiments", list(LATEST))
    op.create_index("sentiments_customer_idx", "sentiments", ["customer_id", *LATEST])
    for name in ("interaction", "case"):
        op.create_index(
            f"sentiments_{name}_idx",
            "sentiments",
            [f"{name}_id", *LATEST],
            postgresql_where=sa.text(f"{name}_id IS NOT NULL"),
        )
