"""Receipts that name their message by our own reference."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_22_references"
down_revision = "2026_11_22_providers"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("delivery_events", sa.Column("reference", sa.Text(), nullable=True))
