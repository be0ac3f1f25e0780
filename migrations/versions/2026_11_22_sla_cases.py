"""SLA policies, calendars and clocks; cases."""

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "2026_11_22_sla_cases"
down_revision = "2026_11_22_segments"
branch_labels = None
depends_on = None

SUBJECTS = "subject_kind IN ('case', 'conversation', 'resolution')"
CLOCKS = "kind IN ('first_response', 'resolution')"
PRIORITIES = "priority IN ('P0', 'P1', 'P2', 'P3')"
STATUSES = (
    "'open', 'in_progress', 'pending_customer', 'escalated', 'resolved', 'closed', 'investigating', "
    "'awaiting_fix', 'fix_in_progress', 'awaiting_deploy', 'deployed', 'monitoring', 'wont_fix', 'duplicate'"
)
UNTOLD = "breached_at IS NULL AND COALESCE(paused_at, stopped_at, 'infinity'::timestamptz) > due_at"
UNWARNED = "warned_at IS NULL AND paused_at IS NULL AND stopped_at IS NULL"
OPEN = "status NOT IN ('closed', 'duplicate', 'resolved', 'wont_fix')"

WEEK = "01a20000-0000-7000-8000-000000000001"
PROMISES = tuple(
    (f"01a20000-0000-7000-8000-00000000001{number}", "case", "resolution", f"P{number}", *promised)
    for number, promised in enumerate(
        (
            ("Critical: 4 hours", 240, "minutes", None),
            ("High: 24 hours", 1440, "minutes", None),
            ("Medium: 2 business days", 2, "days", WEEK),
            ("Low: 5 business days", 5, "days", WEEK),
        )
    )
)


def upgrade() -> None:
    """Apply."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    _create_policies()
    _create_clocks()
    _create_cases()
    _create_updates()
    _promise()


def _moment(name: str, *, nullable: bool = True) -> "sa.Column[sa.DateTime]":
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _create_policies() -> None:
    op.create_table(
        "sla_calendars",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=True),
        sa.Column("hours", postgresql.JSONB(), nullable=False),
        sa.Column("holidays", postgresql.JSONB(), server_default=sa.text("'[]'::jsonb"), nullable=False),
        _moment("created_at", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("sla_calendars_pkey")),
    )
    op.create_table(
        "sla_policies",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("subject_kind", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("priority", sa.Text(), nullable=False),
        sa.Column("tier", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("target", sa.Integer(), nullable=False),
        sa.Column("target_unit", sa.Text(), nullable=False),
        sa.Column("calendar_id", sa.Uuid(), nullable=True),
        sa.Column("warn_fraction", sa.Double(), nullable=True),
        sa.Column("pauses", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("is_active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        _moment("created_at", nullable=False),
        sa.CheckConstraint(SUBJECTS, name=op.f("sla_policies_subject_kind_check")),
        sa.CheckConstraint(CLOCKS, name=op.f("sla_policies_kind_check")),
        sa.CheckConstraint(PRIORITIES, name=op.f("sla_policies_priority_check")),
        sa.CheckConstraint(
            "tier IN ('free', 'standard', 'premium', 'enterprise')", name=op.f("sla_policies_tier_check")
        ),
        sa.CheckConstraint("target_unit IN ('minutes', 'days')", name=op.f("sla_policies_target_unit_check")),
        sa.CheckConstraint("target > 0", name=op.f("sla_policies_target_check")),
        sa.CheckConstraint(
            "target_unit = 'minutes' OR calendar_id IS NOT NULL", name=op.f("sla_policies_days_check")
        ),
        sa.CheckConstraint(
            "warn_fraction > 0 AND warn_fraction < 1", name=op.f("sla_policies_warn_fraction_check")
        ),
        sa.ForeignKeyConstraint(
            ["calendar_id"], ["sla_calendars.id"], name=op.f("sla_policies_calendar_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("sla_policies_pkey")),
    )
    op.create_index(
        "sla_policies_active_idx",
        "sla_policies",
        ["subject_kind", "kind", "priority", "tier"],
        unique=True,
        postgresql_where=sa.text("is_active"),
        postgresql_nulls_not_distinct=True,
    )


def _create_clocks() -> None:
    op.create_table(
        "sla_clocks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("subject_kind", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("policy_id", sa.Uuid(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        _moment("started_at", nullable=False),
        _moment("due_at", nullable=False),
        *(_moment(name) for name in ("warn_at", "paused_at", "stopped_at")),
        sa.Column("counted", sa.Interval(), server_default=sa.text("'00:00:00'::interval"), nullable=False),
        sa.Column("pauses", postgresql.JSONB(), server_default=sa.text("'[]'::jsonb"), nullable=False),
        *(_moment(name) for name in ("warned_at", "breached_at")),
        sa.CheckConstraint(SUBJECTS, name=op.f("sla_clocks_subject_kind_check")),
        sa.CheckConstraint(CLOCKS, name=op.f("sla_clocks_kind_check")),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("sla_clocks_customer_id_fkey"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["policy_id"], ["sla_policies.id"], name=op.f("sla_clocks_policy_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("sla_clocks_pkey")),
    )
    op.create_index(
        "sla_clocks_subject_idx", "sla_clocks", ["subject_id", "subject_kind", "kind"], unique=True
    )
    op.create_index("sla_clocks_customer_idx", "sla_clocks", ["customer_id"])
    op.create_index("sla_clocks_untold_idx", "sla_clocks", ["due_at"], postgresql_where=sa.text(UNTOLD))
    op.create_index("sla_clocks_unwarned_idx", "sla_clocks", ["warn_at"], postgresql_where=sa.text(UNWARNED))


def _create_cases() -> None:
    op.create_table(
        "cases",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("title", "description", "category")),
        sa.Column("sub_category", sa.Text(), nullable=True),
        sa.Column("priority", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("resolution", sa.Text(), nullable=True),
        *(_moment(name) for name in ("resolved_at", "closed_at", "sla_due_at")),
        *(sa.Column(name, sa.Uuid()) for name in ("assigned_user_id", "team_id", "recurrence_of_id")),
        sa.Column("created_by", sa.Text(), nullable=False),
        _moment("created_at", nullable=False),
        _moment("updated_at"),
        sa.CheckConstraint("kind IN ('case', 'resolution')", name=op.f("cases_kind_check")),
        sa.CheckConstraint(PRIORITIES, name=op.f("cases_priority_check")),
        sa.CheckConstraint(f"status IN ({STATUSES})", name=op.f("cases_status_check")),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("cases_customer_id_fkey"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["assigned_user_id"], ["users.id"], name=op.f("cases_assigned_user_id_fkey")),
        sa.ForeignKeyConstraint(
            ["recurrence_of_id"], ["cases.id"], name=op.f("cases_recurrence_of_id_fkey"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("cases_pkey")),
        sa.UniqueConstraint("number", name=op.f("cases_number_key")),
    )
    latest = (sa.text("created_at DESC"), sa.text("id DESC"))
    op.create_index("cases_newest_idx", "cases", ["kind", *latest])
    op.create_index("cases_customer_idx", "cases", ["customer_id", *latest])
    op.create_index(
        "cases_assigned_idx",
        "cases",
        ["assigned_user_id", *latest],
        postgresql_where=sa.text("assigned_user_id IS NOT NULL"),
    )
    op.create_index("cases_due_idx", "cases", ["sla_due_at"], postgresql_where=sa.text(OPEN))
    op.create_index(
        "cases_recurrence_idx",
        "cases",
        ["recurrence_of_id"],
        postgresql_where=sa.text("recurrence_of_id IS NOT NULL"),
    )


def _create_updates() -> None:
    op.create_table(
        "case_updates",
        *(sa.Column(name, sa.Uuid(), nullable=False) for name in ("id", "case_id", "customer_id")),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("audience", "text", "author_name")),
        _moment("created_at", nullable=False),
        sa.CheckConstraint("audience IN ('internal', 'customer')", name=op.f("case_updates_audience_check")),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name=op.f("case_updates_case_id_fkey"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("case_updates_customer_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("case_updates_pkey")),
    )
    op.create_index("case_updates_case_idx", "case_updates", ["case_id", "created_at", "id"])
    op.create_index("case_updates_customer_idx", "case_updates", ["customer_id"])


def _promise() -> None:
    """What a bank promises for its cases: hours day and night, or whole days from Monday to Friday."""
    at = datetime(2026, 11, 22, tzinfo=UTC)
    names = ("id", "name", "hours", "created_at")
    hours = [[weekday, 0, 1440] for weekday in range(5)]
    op.bulk_insert(
        sa.table("sla_calendars", *_typed(names)),
        [{"id": WEEK, "name": "Monday to Friday", "hours": hours, "created_at": at}],
    )
    names = ("id", "subject_kind", "kind", "priority", "name", "target", "target_unit", "calendar_id")
    rows = [
        {
            **dict(zip(names, row, strict=True)),
            "warn_fraction": 0.75,
            "created_at": at,
        }
        for row in PROMISES
    ]
    op.bulk_insert(sa.table("sla_policies", *_typed((*names, "warn_fraction", "created_at"))), rows)


def _typed(names: tuple[str, ...]) -> "list[sa.ColumnClause[object]]":
    types: dict[str, Any] = {
        "hours": postgresql.JSONB(),
        "target": sa.Integer(),
        "warn_fraction": sa.Double(),
    }
    for name in ("id", "calendar_id"):
        types[name] = sa.Uuid(as_uuid=False)
    types["created_at"] = sa.DateTime(timezone=True)
    return [sa.column(name, types.get(name, sa.Text())) for name in names]
