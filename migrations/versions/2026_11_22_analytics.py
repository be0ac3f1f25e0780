"""Rollups and indexes that analytics read."""

revision = "2026_11_22_analytics"
down_revision = "2026_11_22_notifications"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
