"""Feedback of customers."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_22_feedback"
down_revision = "2026_11_22_imports"
branch_labels = None
depends_on = None

SERVICES = "'Tour', 'Booking', 'Support', 'Transport', 'Accommodation', 'General'"


def upgrade() -> None:
    """Apply."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_table(
        "feedback",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("booking_id", sa.Uuid(), nullable=True),
        sa.Column("service_type", sa.Text(), nullable=False),
        sa.Column("rating", sa.SmallInteger(), nullable=False),
        sa.Column("comments", sa.Text(), nullable=True),
        sa.Column("is_anonymous", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("resolution_notes", sa.Text(), nullable=True),
        sa.Column("resolved_by", sa.Uuid(), nullable=True),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(f"service_type IN ({SERVICES})", name=op.f("feedback_service_type_check")),
        sa.CheckConstraint("rating BETWEEN 1 AND 5", name=op.f("feedback_rating_check")),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("feedback_customer_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("feedback_pkey")),
    )
    latest = (sa.text("submitted_at DESC"), sa.text("id DESC"))
    counted = ["service_type", "rating", "resolved_at"]
    op.create_index("feedback_latest_idx", "feedback", [*latest], postgresql_include=counted)
    for name in ("customer_id", "service_type", "rating"):
        index = f"feedback_{name.partition('_')[0]}_idx"
        op.create_index(index, "feedback", [name, *latest])
    op.create_index(
        "feedback_booking_idx",
        "feedback",
        ["booking_id", *latest],
        postgresql_where=sa.text("booking_id IS NOT NULL"),
    )
    op.create_index(
        "feedback_pending_idx", "feedback", [*latest], postgresql_where=sa.text("resolved_at IS NULL")
    )
