"""The SQL of merges: who a merged customer is now, and who was merged into a customer."""

from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, literal, select
from sqlalchemy.types import Integer

from accord.kit.db import Db, Statement, statement

from .tables import customers

# A survivor can be merged again, so both ways are walked to their end.
_start = select(customers.c.id, customers.c.merged_into_id, customers.c.status)
_named = _start.where(customers.c.id == bindparam("id")).cte("up", recursive=True)
_up = _named.union(_start.join(_named, customers.c.id == _named.c.merged_into_id))
_survivor = select(_up.c.id).where(_up.c.merged_into_id.is_(None), _up.c.status != "merged")

_root = _survivor.add_columns(literal(0, Integer).label("depth")).cte("down", recursive=True)
_down = _root.union(
    select(customers.c.id, _root.c.depth + 1).join(_root, customers.c.merged_into_id == _root.c.id)
)

SURVIVOR: Statement[Any] = statement(_survivor)
# Neither erasing nor merging gets at a row that is held so; other writers who only need it to stay do not wait.
HOLD: Statement[Any] = statement(
    select(customers.c.id)
    .where(customers.c.id == bindparam("id"), customers.c.status != "merged")
    .with_for_update(read=True)
)
FAMILY = statement(select(_down.c.id).order_by(_down.c.depth, _down.c.id), tuple[UUID])


async def survivor_of(db: Db, customer_id: UUID) -> UUID | None:
    """The customer that this id stands for: itself, or who it was merged into. None when there is none."""
    found: UUID | None = await db.value(SURVIVOR, id=customer_id)
    return found


async def hold_survivor(db: Db, customer_id: UUID) -> UUID | None:
    """The same, held until the transaction ends: it is neither erased nor merged away meanwhile."""
    target: UUID | None = customer_id
    while target is not None:
        held: UUID | None = await db.value(HOLD, id=target)
        if held is not None:
            return held
        target = await survivor_of(db, target)
    return None


async def family_of(db: Db, customer_id: UUID) -> list[UUID]:
    """The survivor first, then every customer merged into it. Empty when there is no such customer."""
    return [member for (member,) in await db.all(FAMILY, id=customer_id)]
