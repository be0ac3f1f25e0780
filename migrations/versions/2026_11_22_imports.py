"""Imports of customers: runs, and what was wrong with their rows."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "2026_11_22_imports"
down_revision = "2026_11_22_queue"
branch_labels = None
depends_on = None

COUNTS = ("total", "staged", "imported", "updated", "skipped", "failed", "merged_to")
CODES = (
    *("required", "invalid_email", "invalid_number", "invalid_date", "invalid_value", "too_long"),
    *("duplicate_in_file", "duplicate", "column_count", "encoding"),
)


def upgrade() -> None:
    """Apply."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_table(
        "customer_imports",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("mode", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("columns", postgresql.JSONB(), nullable=False),
        sa.Column("ignored_columns", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("encoding", sa.Text(), nullable=False),
        sa.Column("delimiter", sa.Text(), nullable=False),
        *(sa.Column(name, sa.BigInteger(), server_default="0", nullable=False) for name in COUNTS),
        sa.Column("actor_kind", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.Text(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("mode IN ('skip', 'upsert')", name=op.f("customer_imports_mode_check")),
        sa.CheckConstraint(
            "status IN ('started', 'staged', 'completed', 'discarded')",
            name=op.f("customer_imports_status_check"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("customer_imports_pkey")),
    )
    op.create_table(
        "customer_import_errors",
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("record", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("line", sa.BigInteger(), nullable=False),
        sa.Column("column_name", sa.Text(), nullable=True),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "code IN (" + ", ".join(f"'{code}'" for code in CODES) + ")",
            name=op.f("customer_import_errors_code_check"),
        ),
        sa.ForeignKeyConstraint(
            ["run_id"],
            ["customer_imports.id"],
            name=op.f("customer_import_errors_run_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("run_id", "record", "position", name=op.f("customer_import_errors_pkey")),
    )
