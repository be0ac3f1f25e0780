"""Segments: named parts of the customers; indexes for what their rules look for."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "2026_11_22_segments"
down_revision = "2026_11_22_feedback"
branch_labels = None
depends_on = None

SOUGHT = (
    ("customers_loyalty_idx", "loyalty", "loyalty <> 'New'"),
    ("customers_spent_idx", "total_spent", "total_spent > 0"),
    ("customers_last_order_idx", "last_order_at", "last_order_at IS NOT NULL"),
)


def upgrade() -> None:
    """Apply."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_table(
        "segments",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("definition", postgresql.JSONB(), nullable=False),
        sa.Column("source", sa.Text(), server_default="manual", nullable=False),
        sa.Column("is_active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('criteria', 'rules')", name=op.f("segments_kind_check")),
        sa.CheckConstraint("source IN ('manual', 'ai_generated')", name=op.f("segments_source_check")),
        sa.PrimaryKeyConstraint("id", name=op.f("segments_pkey")),
    )
    op.create_index(
        "segments_criteria_name_idx",
        "segments",
        [sa.text("lower(name)")],
        unique=True,
        postgresql_where=sa.text("kind = 'criteria'"),
    )
    for name, column, rare in SOUGHT:
        op.create_index(name, "customers", [column], postgresql_where=sa.text(rare))
    op.create_index(
        "segments_newest_idx", "segments", ["kind", sa.text("created_at DESC"), sa.text("id DESC")]
    )
