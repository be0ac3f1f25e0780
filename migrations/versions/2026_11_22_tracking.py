"""Opens, clicks and what links are signed for."""

revision = "2026_11_22_tracking"
down_revision = "2026_11_22_communications"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
