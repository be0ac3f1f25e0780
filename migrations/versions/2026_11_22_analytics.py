"""What analytics counts, by UTC day: tables, the triggers that keep them, and what is there already.

What came counts up, what went counts down, each statement once. An update is told row by row, and only where it
changes what is counted: a customer's row is updated with every interaction.
"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_22_analytics"
down_revision = "2026_11_22_notifications"
branch_labels = None
depends_on = None

MEASURES = {
    "customers": {"customers": "count(*)"},
    "cases": {
        "cases": "count(*)",
        "resolved": "count(resolved_at)",
        "seconds": "coalesce(sum(extract(epoch FROM resolved_at - created_at)), 0)",
    },
    "interactions": {
        "interactions": "count(*)",
        "timed": "count(duration_minutes)",
        "minutes": "coalesce(sum(duration_minutes), 0)",
    },
}
GROUPS = {
    "customers": ("status", "bank_segment", "kyc_status"),
    "cases": ("kind", "status", "priority"),
    "interactions": ("channel",),
}
MOMENTS = {"customers": "created_at", "cases": "created_at", "interactions": "occurred_at"}
# Changes of these change what is counted; the bank segment is computed of the two written ones.
COUNTED = {
    "customers": ("created_at", "status", "written_segment", "written_contact_type", "kyc_status"),
    "cases": ("created_at", "kind", "status", "priority", "resolved_at"),
    "interactions": ("occurred_at", "channel", "duration_minutes"),
}


def upgrade() -> None:
    """Apply."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    for counted in COUNTED:
        _create_table(counted)
        _create_triggers(counted)
        op.execute(_count(counted, counted))


def _create_table(counted: str) -> None:
    name = f"{counted.removesuffix('s')}_counts"
    kinds = {"seconds": sa.Numeric()}
    op.create_table(
        name,
        sa.Column("day", sa.Date(), nullable=False),
        *(sa.Column(group, sa.Text(), nullable=False) for group in GROUPS[counted]),
        *(sa.Column(each, kinds.get(each, sa.BigInteger()), nullable=False) for each in MEASURES[counted]),
        sa.Column("is_folded", sa.Boolean(), server_default=sa.text("false"), nullable=False),
    )
    op.create_index(f"{name}_day_idx", name, ["day"])


def _count(counted: str, source: str, sign: str = "") -> str:
    """SQL that counts the rows of a source."""
    groups = (f"({MOMENTS[counted]} AT TIME ZONE 'UTC')::date", *GROUPS[counted])
    measures = (f"{sign}{measure}" for measure in MEASURES[counted].values())
    columns = ", ".join(("day", *GROUPS[counted], *MEASURES[counted]))
    told = f"SELECT {', '.join((*groups, *measures))} FROM {source} GROUP BY {', '.join(groups)}"  # noqa: S608  (all parts are written above)
    return f"INSERT INTO {counted.removesuffix('s')}_counts ({columns}) {told}"


def _create_triggers(counted: str) -> None:
    """Rows that came, rows that went, and rows that changed."""
    for suffix, sign in (("added", ""), ("removed", "-")):
        op.execute(_function(f"{counted}_count_{suffix}", _count(counted, "changed", sign)))
    columns = ", ".join(COUNTED[counted])
    old, new = (", ".join(f"{row}.{name}" for name in COUNTED[counted]) for row in ("OLD", "NEW"))
    op.execute(
        f"CREATE TRIGGER {counted}_count_added AFTER INSERT ON {counted} REFERENCING NEW TABLE AS changed "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {counted}_count_added()"
    )
    op.execute(
        f"CREATE TRIGGER {counted}_count_removed AFTER DELETE ON {counted} REFERENCING OLD TABLE AS changed "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {counted}_count_removed()"
    )
    source = "(SELECT {row}.*) AS changed"
    body = "; ".join(
        _count(counted, source.format(row=row), sign) for row, sign in (("OLD", "-"), ("NEW", ""))
    )
    op.execute(_function(f"{counted}_count_changed", body))
    op.execute(
        f"CREATE TRIGGER {counted}_count_changed AFTER UPDATE OF {columns} ON {counted} FOR EACH ROW "
        f"WHEN (({old}) IS DISTINCT FROM ({new})) EXECUTE FUNCTION {counted}_count_changed()"
    )


def _function(name: str, body: str) -> str:
    return (
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body}; RETURN NULL; END $$"
    )
