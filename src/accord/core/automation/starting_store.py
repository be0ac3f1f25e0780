"""The SQL that starts instances, many in one statement."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import column, func, select, text
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.sql.expression import bindparam
from sqlalchemy.types import DateTime, Integer, Text, Uuid

from accord.kit.db import Db, statement
from accord.kit.records import Record

from .records import InstanceStatus, Trigger
from .rules import STARTED
from .tables import automation_definitions as definitions
from .tables import automation_instances as instances


class Start(Record):
    """An instance to start of a definition, and its place in a lane."""

    id: UUID
    definition_id: UUID
    fired_by: Trigger
    customer_id: UUID
    case_id: UUID | None
    lane_id: UUID
    place: int


_TYPES: dict[str, Any] = {
    "id": Uuid,
    "definition_id": Uuid,
    "fired_by": Text,
    "customer_id": Uuid,
    "case_id": Uuid,
    "lane_id": Uuid,
    "place": Integer,
}
_start = (
    func.unnest(*(bindparam(name, type_=ARRAY(kind)) for name, kind in _TYPES.items()))
    .table_valued(*(column(name, kind) for name, kind in _TYPES.items()))
    .render_derived(name="starting")
)
_GIVEN = tuple(_TYPES)
ADD_ALL = statement(
    insert(instances)
    .from_select(
        [*_GIVEN, "name", "actions", "status", "current_step", "chain", "started_at"],
        select(
            *(_start.c[name] for name in _GIVEN),
            definitions.c.name,
            definitions.c.actions,
            text(f"'{InstanceStatus.ACTIVE.value}'"),
            text(f"'{STARTED}'"),
            bindparam("chain", type_=ARRAY(Uuid)),
            bindparam("at", type_=DateTime(timezone=True)),
        ).select_from(_start.join(definitions, definitions.c.id == _start.c.definition_id)),
    )
    .on_conflict_do_nothing(
        index_elements=["definition_id", "case_id"], index_where=text("fired_by = 'CaseAgeExceeded'")
    )
    .returning(instances.c.id),
    tuple[UUID],
)


async def add_all(db: Db, starts: Sequence[Start], chain: Sequence[UUID], *, at: datetime) -> set[UUID]:
    """Start instances with their definitions' present actions; those that were started. None twice for an age."""
    columns = {name: [getattr(start, name) for start in starts] for name in _GIVEN}
    rows = await db.all(ADD_ALL, chain=list(chain), at=at, **columns)
    return {started for (started,) in rows}
