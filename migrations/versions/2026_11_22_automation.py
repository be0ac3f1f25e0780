"""Workflow definitions, instances and steps; an index of what open cases are looked for by."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "2026_11_22_automation"
down_revision = "2026_11_22_analytics"
branch_labels = None
depends_on = None

TRIGGERS = (
    "'CaseCreated', 'CaseStatusChanged', 'CaseAgeExceeded', 'HighPriorityCaseCreated', 'CustomerCreated', "
    "'CustomerSegmentChanged', 'InteractionCreated', 'NegativeSentiment'"
)
STATUSES = "'Draft', 'Active', 'Paused', 'Completed', 'Failed', 'Cancelled'"
OPEN = "status NOT IN ('closed', 'duplicate', 'resolved', 'wont_fix')"
LATEST = (sa.text("started_at DESC"), sa.text("id DESC"))


def upgrade() -> None:
    """Apply."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    create_definitions()
    create_instances()
    create_steps()
    op.create_index(
        "cases_open_idx", "cases", ["created_at", "id"], postgresql_where=sa.text(f"kind = 'case' AND {OPEN}")
    )


def create_definitions() -> None:
    """What people define."""
    op.create_table(
        "automation_definitions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("trigger_type", sa.Text(), nullable=False),
        sa.Column("fires_on", sa.Text(), nullable=True),
        sa.Column("trigger_conditions", sa.Text(), nullable=False),
        sa.Column("conditions", postgresql.JSONB(), nullable=False),
        sa.Column("actions_text", sa.Text(), nullable=False),
        sa.Column("actions", postgresql.JSONB(), nullable=False),
        sa.Column("is_active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("execution_order", sa.Integer(), server_default="0", nullable=False),
        sa.Column("cooldown_seconds", sa.Integer(), server_default="0", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(f"fires_on IN ({TRIGGERS})", name=op.f("automation_definitions_fires_on_check")),
        sa.PrimaryKeyConstraint("id", name=op.f("automation_definitions_pkey")),
    )
    op.create_index(
        "automation_definitions_order_idx", "automation_definitions", ["execution_order", "created_at", "id"]
    )
    op.create_index(
        "automation_definitions_firing_idx",
        "automation_definitions",
        ["fires_on"],
        postgresql_where=sa.text("is_active AND fires_on IS NOT NULL"),
    )


def create_instances() -> None:
    """What runs of it."""
    op.create_table(
        "automation_instances",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("definition_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=True),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("fired_by", sa.Text(), nullable=True),
        sa.Column("actions", postgresql.JSONB(), nullable=False),
        sa.Column("context", sa.Text(), nullable=True),
        sa.Column("current_step", sa.Text(), nullable=False),
        sa.Column("step_index", sa.Integer(), server_default="0", nullable=False),
        sa.Column("error_message", sa.Text(), nullable=True),
        sa.Column("lane_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.Integer(), server_default="0", nullable=False),
        sa.Column(
            "chain", postgresql.ARRAY(sa.Uuid()), server_default=sa.text("'{}'::uuid[]"), nullable=False
        ),
        sa.Column("awaits_id", sa.Uuid(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(f"status IN ({STATUSES})", name=op.f("automation_instances_status_check")),
        sa.CheckConstraint(f"fired_by IN ({TRIGGERS})", name=op.f("automation_instances_fired_by_check")),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customers.id"],
            name=op.f("automation_instances_customer_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("automation_instances_pkey")),
    )
    op.create_index("automation_instances_latest_idx", "automation_instances", [*LATEST])
    op.create_index("automation_instances_customer_idx", "automation_instances", ["customer_id", *LATEST])
    op.create_index("automation_instances_lane_idx", "automation_instances", ["lane_id", "place"])
    op.create_index(
        "automation_instances_awaits_idx",
        "automation_instances",
        ["awaits_id"],
        postgresql_where=sa.text("awaits_id IS NOT NULL"),
    )
    op.create_index(
        "automation_instances_age_idx",
        "automation_instances",
        ["definition_id", "case_id"],
        unique=True,
        postgresql_where=sa.text("fired_by = 'CaseAgeExceeded'"),
    )


def create_steps() -> None:
    """What each action did."""
    op.create_table(
        "automation_steps",
        sa.Column("instance_id", sa.Uuid(), nullable=False),
        sa.Column("step", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=True),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("effect", postgresql.JSONB(), nullable=False),
        sa.Column("error_message", sa.Text(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["instance_id"],
            ["automation_instances.id"],
            name=op.f("automation_steps_instance_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customers.id"],
            name=op.f("automation_steps_customer_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("instance_id", "step", name=op.f("automation_steps_pkey")),
    )
    op.create_index("automation_steps_customer_id_idx", "automation_steps", ["customer_id"])
