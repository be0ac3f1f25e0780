"""The tables of cases."""

from sqlalchemy import Column, ForeignKey, Index, Table, Text, Uuid, text

from accord.core.sla import Priority
from accord.kit.db import metadata, moment, named_enum, reference_to

from .records import FINAL, Audience, CaseKind, CaseStatus

_LATEST = (text("created_at DESC"), text("id DESC"))
_OPEN = f"status NOT IN ({', '.join(repr(status.value) for status in sorted(FINAL))})"

cases = Table(
    "cases",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("number", Text, nullable=False, unique=True),
    Column("customer_id", Uuid, reference_to("customers.id"), nullable=False),
    Column("title", Text, nullable=False),
    Column("description", Text, nullable=False),
    Column("category", Text, nullable=False),
    Column("sub_category", Text),
    Column("priority", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("resolution", Text),
    moment("resolved_at"),
    moment("closed_at"),
    moment("sla_due_at"),
    Column("assigned_user_id", Uuid, ForeignKey("users.id")),
    Column("team_id", Uuid),
    Column("recurrence_of_id", Uuid, ForeignKey("cases.id", ondelete="SET NULL")),
    Column("created_by", Text, nullable=False),
    moment("created_at", nullable=False),
    moment("updated_at"),
    named_enum("kind", CaseKind),
    named_enum("priority", Priority),
    named_enum("status", CaseStatus),
    Index("cases_newest_idx", "kind", *_LATEST),
    Index("cases_customer_idx", "customer_id", *_LATEST),
    Index(
        "cases_assigned_idx",
        "assigned_user_id",
        *_LATEST,
        postgresql_where=text("assigned_user_id IS NOT NULL"),
    ),
    Index("cases_due_idx", "sla_due_at", postgresql_where=text(_OPEN)),
    Index("cases_open_idx", "created_at", "id", postgresql_where=text(f"kind = 'case' AND {_OPEN}")),
    Index("cases_recurrence_idx", "recurrence_of_id", postgresql_where=text("recurrence_of_id IS NOT NULL")),
)

case_updates = Table(
    "case_updates",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("case_id", Uuid, reference_to("cases.id"), nullable=False),
    Column("customer_id", Uuid, reference_to("customers.id"), nullable=False),
    Column("audience", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("author_name", Text, nullable=False),
    moment("created_at", nullable=False),
    named_enum("audience", Audience),
    Index("case_updates_case_idx", "case_id", "created_at", "id"),
    Index("case_updates_customer_idx", "customer_id"),
)
