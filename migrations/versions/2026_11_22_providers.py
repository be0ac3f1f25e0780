"""Troubles with providers, and when each channel's limit lets the next message go."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_22_providers"
down_revision = "2026_11_22_tracking"
branch_labels = None
depends_on = None

CHANNELS = (
    "'email', 'sms', 'whatsapp', 'phone', 'in_person', 'chat', 'web', 'mobile_app', 'atm', 'push', "
    "'facebook', 'instagram', 'twitter', 'internal'"
)


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "provider_troubles",
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("provider", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(f"channel IN ({CHANNELS})", name=op.f("provider_troubles_channel_check")),
        sa.CheckConstraint("kind IN ('credentials', 'outage')", name=op.f("provider_troubles_kind_check")),
        sa.PrimaryKeyConstraint("channel", "provider", "kind", name=op.f("provider_troubles_pkey")),
    )
    op.create_table(
        "channel_paces",
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(f"channel IN ({CHANNELS})", name=op.f("channel_paces_channel_check")),
        sa.PrimaryKeyConstraint("channel", name=op.f("channel_paces_pkey")),
    )
