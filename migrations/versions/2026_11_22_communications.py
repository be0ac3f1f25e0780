"""Communications, attempts, delivery events, preferences and suppressions."""

revision = "2026_11_22_communications"
down_revision = "2026_11_22_automation"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
