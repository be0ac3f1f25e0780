"""The SQL of what is learnt. A model is held last in a transaction, and for no longer than its arithmetic takes."""

from datetime import datetime

from sqlalchemy import bindparam, select, update
from sqlalchemy.dialects.postgresql import insert

from accord.kit.db import Db, statement

from .learning import Evidence, Model
from .records import ActionType, Rule
from .tables import action_models

_KNOWN = (action_models.c.outcomes, action_models.c.steps, action_models.c.evidence)
_ONE = (action_models.c.rule == bindparam("rule"), action_models.c.type == bindparam("type"))
ALL = statement(
    select(action_models.c.rule, action_models.c.type, *_KNOWN),
    tuple[Rule, ActionType, int, int, Evidence],
)
HOLD = statement(select(*_KNOWN).where(*_ONE).with_for_update(), Model)
BEGIN = statement(
    insert(action_models)
    .values({column.name: bindparam(column.name) for column in action_models.c})
    .on_conflict_do_nothing()
)
WRITE = statement(
    update(action_models)
    .where(*_ONE)
    .values({name: bindparam(name) for name in ("outcomes", "steps", "evidence", "updated_at")})
)


async def read_all(db: Db) -> dict[tuple[Rule, ActionType], Model]:
    """Every model, by the kind of advice."""
    return {
        (rule, action_type): Model(outcomes=outcomes, steps=steps, evidence=evidence)
        for rule, action_type, outcomes, steps, evidence in await db.all(ALL)
    }


async def hold(db: Db, rule: Rule, action_type: ActionType, *, at: datetime) -> Model:
    """The model of one kind of advice, held until the transaction ends; begun when there is none."""
    found = await db.one_or_none(HOLD, rule=rule, type=action_type)
    if found is not None:
        return found
    await db.execute(BEGIN, rule=rule, type=action_type, outcomes=0, steps=0, evidence={}, updated_at=at)
    return await db.one(HOLD, rule=rule, type=action_type)


async def write(db: Db, rule: Rule, action_type: ActionType, model: Model, *, at: datetime) -> None:
    """Keep a model that is held."""
    await db.execute(
        WRITE,
        rule=rule,
        type=action_type,
        outcomes=model.outcomes,
        steps=model.steps,
        evidence=model.evidence,
        updated_at=at,
    )
