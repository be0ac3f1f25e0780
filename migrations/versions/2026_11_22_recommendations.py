"""Next best actions and what is learnt from their outcomes."""

revision = "2026_11_22_recommendations"
down_revision = "2026_11_22_sentiment"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
