"""Notifications to users."""

revision = "2026_11_22_notifications"
down_revision = "2026_11_22_recommendations"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
