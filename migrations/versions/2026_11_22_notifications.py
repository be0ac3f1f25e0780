"""Notifications to users; a trigger that empties them when their customer is erased."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_22_notifications"
down_revision = "2026_11_22_recommendations"
branch_labels = None
depends_on = None

NEWEST = [sa.text("created_at DESC"), sa.text("id DESC")]

# Taking the customer out of the row is what erasing does to it (ON DELETE SET NULL).
FORGET = """
CREATE FUNCTION notifications_forget_customer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.title := 'Customer erased';
    NEW.message := 'This notification was about a customer who was erased.';
    NEW.action_url := NULL;
    NEW.metadata := NULL;
    RETURN NEW;
END
$$
"""
# Taking the customer out of the row is what erasing does to it (ON DELETE SET NULL).
FORGETTING = """
CREATE TRIGGER notifications_forget_customer BEFORE UPDATE OF customer_id ON notifications FOR EACH ROW
WHEN (OLD.customer_id IS NOT NULL AND NEW.customer_id IS NULL AND NOT OLD.is_impersonal)
EXECUTE FUNCTION notifications_forget_customer()
"""


def upgrade() -> None:
    """Apply."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_table(
        "notifications",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("action_url", sa.Text(), nullable=True),
        sa.Column("customer_id", sa.Uuid(), nullable=True),
        sa.Column("metadata", sa.Text(), nullable=True),
        sa.Column("is_impersonal", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "type IN ('Info', 'Warning', 'Alert', 'Success', 'Error')", name=op.f("notifications_type_check")
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customers.id"],
            name=op.f("notifications_customer_id_fkey"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("notifications_pkey")),
    )
    op.create_index("notifications_newest_idx", "notifications", NEWEST)
    op.create_index("notifications_user_idx", "notifications", ["user_id", *NEWEST])
    op.create_index(
        "notifications_unread_idx",
        "notifications",
        ["user_id", *NEWEST],
        postgresql_where=sa.text("read_at IS NULL"),
    )
    op.create_index(
        "notifications_customer_idx",
        "notifications",
        ["customer_id"],
        postgresql_where=sa.text("customer_id IS NOT NULL"),
    )
    op.execute(FORGET)
    op.execute(FORGETTING)
