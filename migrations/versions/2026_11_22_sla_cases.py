"""SLA policies, calendars and clocks; cases."""

revision = "2026_11_22_sla_cases"
down_revision = "2026_11_22_segments"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
