"""Sentiment records."""

revision = "2026_11_22_sentiment"
down_revision = "2026_11_22_sla_cases"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
