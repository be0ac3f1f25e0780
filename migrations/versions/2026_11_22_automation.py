"""Workflow definitions, instances and steps."""

revision = "2026_11_22_automation"
down_revision = "2026_11_22_analytics"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
