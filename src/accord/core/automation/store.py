"""The SQL of definitions and instances."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import any_, bindparam, delete, func, insert, select, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import BigInteger, DateTime, Integer, Text, Uuid

from accord.kit.db import Db, Statement, columns_of, count_of, statement
from accord.kit.ids import new_id
from accord.kit.paging import Page, Slice

from .records import Definition, Instance, InstanceQuery, Step, Trigger
from .tables import automation_definitions as definitions
from .tables import automation_instances as instances
from .tables import automation_steps as steps

DEFINITION = columns_of(Definition, definitions)
INSTANCE = columns_of(Instance, instances)
_LIMIT, _OFFSET = bindparam("row_limit", type_=Integer), bindparam("row_offset", type_=BigInteger)
_IN_ORDER = (definitions.c.execution_order, definitions.c.created_at, definitions.c.id)
_BY_ID = definitions.c.id == bindparam("id")

FIND_DEFINITION = statement(select(*DEFINITION).where(_BY_ID), Definition)
LOCK_DEFINITION = statement(select(*DEFINITION).where(_BY_ID).with_for_update(), Definition)
INSERT_DEFINITION = statement(
    insert(definitions)
    .values({column.name: bindparam(column.name) for column in definitions.c if column.name != "updated_at"})
    .returning(*DEFINITION),
    Definition,
)
DELETE_DEFINITION: Statement[Any] = statement(delete(definitions).where(_BY_ID))
_FIRES = (
    definitions.c.is_active,
    definitions.c.fires_on == any_(bindparam("triggers", type_=ARRAY(Text))),
)
FIRING = statement(select(*DEFINITION).where(*_FIRES).order_by(*_IN_ORDER), Definition)
ANY_FIRING: Statement[Any] = statement(select(select(definitions.c.id).where(*_FIRES).exists()))
FIND = statement(select(*INSTANCE).where(instances.c.id == bindparam("id")), Instance)
LOCK = statement(select(*INSTANCE).where(instances.c.id == bindparam("id")).with_for_update(), Instance)
INSERT = statement(
    insert(instances)
    .values({column.name: bindparam(column.name) for column in instances.c})
    .returning(*INSTANCE),
    Instance,
)
STEPS = statement(
    select(*columns_of(Step, steps)).where(steps.c.instance_id == bindparam("id")).order_by(steps.c.step),
    Step,
)
INSERT_STEP: Statement[Any] = statement(
    insert(steps).values({column.name: bindparam(column.name) for column in steps.c})
)
FAIL_STEP: Statement[Any] = statement(
    update(steps)
    .where(steps.c.instance_id == bindparam("id"), steps.c.step == bindparam("number"))
    .values(error_message=bindparam("problem"))
)


async def add_definition(db: Db, columns: dict[str, Any], *, at: datetime) -> Definition:
    """Insert a definition."""
    return await db.one(INSERT_DEFINITION, id=new_id(), created_at=at, **columns)


async def find_definition(db: Db, definition_id: UUID, *, lock: bool = False) -> Definition | None:
    """The definition with this id."""
    return await db.one_or_none(LOCK_DEFINITION if lock else FIND_DEFINITION, id=definition_id)


async def change_definition(
    db: Db, definition_id: UUID, columns: dict[str, Any], *, at: datetime
) -> Definition:
    """Write columns of one definition."""
    return await db.one(_update_definition(frozenset(columns)), id=definition_id, updated_at=at, **columns)


@cache
def _update_definition(names: frozenset[str]) -> Statement[Definition]:
    values: dict[str, Any] = {name: bindparam(name) for name in (*sorted(names), "updated_at")}
    return statement(update(definitions).where(_BY_ID).values(values).returning(*DEFINITION), Definition)


async def remove_definition(db: Db, definition_id: UUID) -> None:
    """Delete one definition."""
    await db.execute(DELETE_DEFINITION, id=definition_id)


async def page_of_definitions(db: Db, page: Page, *, active_only: bool) -> Slice[Definition]:
    """Definitions in the order in which they run."""
    rows, count = _definitions(active_only=active_only)
    return await db.slice(rows, count, page)


@cache
def _definitions(*, active_only: bool) -> tuple[Statement[Definition], Statement[Any]]:
    query = select(*DEFINITION)
    if active_only:
        query = query.where(definitions.c.is_active)
    rows = query.order_by(*_IN_ORDER).limit(_LIMIT).offset(_OFFSET)
    return statement(rows, Definition), statement(count_of(query))


async def firing_on(db: Db, triggers: Sequence[Trigger]) -> list[Definition]:
    """The active definitions that one of these starts, in the order in which they run."""
    return await db.all(FIRING, triggers=list(triggers))


async def any_firing_on(db: Db, triggers: Sequence[Trigger]) -> bool:
    """Whether there is any of these."""
    found: bool = await db.value(ANY_FIRING, triggers=list(triggers))
    return found


async def add(db: Db, instance: Instance) -> Instance:
    """Insert an instance."""
    fields = {name: getattr(instance, name) for name in Instance.__struct_fields__}
    return await db.one(INSERT, **fields)


async def find(db: Db, instance_id: UUID) -> Instance | None:
    """The instance with this id."""
    return await db.one_or_none(FIND, id=instance_id)


async def lock(db: Db, instance_id: UUID) -> Instance | None:
    """The instance with this id, held until the transaction ends; its customer's row is to be held before."""
    return await db.one_or_none(LOCK, id=instance_id)


async def change(db: Db, instance_id: UUID, **columns: Any) -> Instance:
    """Write columns of one instance."""
    return await db.one(_update(frozenset(columns)), id=instance_id, **columns)


@cache
def _update(names: frozenset[str]) -> Statement[Instance]:
    values: dict[str, Any] = {name: bindparam(name) for name in sorted(names)}
    changed = update(instances).where(instances.c.id == bindparam("id")).values(values)
    return statement(changed.returning(*INSTANCE), Instance)


async def page(db: Db, query: InstanceQuery) -> Slice[Instance]:
    """Instances, latest start first."""
    params = {} if query.customer_id is None else {"customer_id": query.customer_id}
    rows, count = _instances(of_customer=bool(params))
    return await db.slice(rows, count, query.page, **params)


@cache
def _instances(*, of_customer: bool) -> tuple[Statement[Instance], Statement[Any]]:
    query = select(*INSTANCE)
    if of_customer:
        query = query.where(instances.c.customer_id == bindparam("customer_id", type_=Uuid))
    rows = query.order_by(instances.c.started_at.desc(), instances.c.id.desc()).limit(_LIMIT).offset(_OFFSET)
    return statement(rows, Instance), statement(count_of(query))


async def steps_of(db: Db, instance_id: UUID) -> list[Step]:
    """What the actions of an instance did, in order."""
    return await db.all(STEPS, id=instance_id)


async def add_step(db: Db, step: Step) -> None:
    """Note what an action did."""
    await db.execute(INSERT_STEP, **{name: getattr(step, name) for name in Step.__struct_fields__})


async def fail_step(db: Db, instance_id: UUID, number: int, problem: str) -> None:
    """Note that what an action set going came to nothing."""
    await db.execute(FAIL_STEP, id=instance_id, number=number, problem=problem)


_ACTIVE = instances.c.status == "Active"
HEAD = statement(
    select(instances.c.id, instances.c.step_index, instances.c.awaits_id)
    .where(instances.c.lane_id == bindparam("lane"), _ACTIVE)
    .order_by(instances.c.place)
    .limit(1),
    tuple[UUID, int, UUID | None],
)
AWAITING: Statement[Any] = statement(
    select(instances.c.id).where(instances.c.awaits_id == bindparam("message"))
)
RESTING = statement(
    select(definitions.c.id)
    .where(
        definitions.c.id == any_(bindparam("ids", type_=ARRAY(Uuid))),
        definitions.c.cooldown_seconds > 0,
        select(instances.c.id)
        .where(
            instances.c.definition_id == definitions.c.id,
            instances.c.customer_id == bindparam("customer"),
            instances.c.started_at
            > bindparam("now", type_=DateTime(timezone=True))
            - func.make_interval(0, 0, 0, 0, 0, 0, definitions.c.cooldown_seconds),
        )
        .exists(),
    )
    .order_by(definitions.c.id),
    tuple[UUID],
)


async def head_of(db: Db, lane_id: UUID) -> tuple[UUID, int, UUID | None] | None:
    """The first active instance of a lane, the number of its next step, and the message it waits for."""
    return await db.one_or_none(HEAD, lane=lane_id)


async def awaiting(db: Db, message_id: UUID) -> UUID | None:
    """The instance that waits for a message to be sent."""
    found: UUID | None = await db.value(AWAITING, message=message_id)
    return found


async def resting(db: Db, definition_ids: Sequence[UUID], customer_id: UUID, *, now: datetime) -> set[UUID]:
    """Those of the definitions whose last start for the customer is not long enough ago."""
    rows = await db.all(RESTING, ids=list(definition_ids), customer=customer_id, now=now)
    return {definition_id for (definition_id,) in rows}
