"""How an outcome reaches the model of its kind of advice, and leaves it again when it is corrected."""

from datetime import datetime

from accord.kit.db import Db

from . import learning, models_store, rules, store
from .learning import Lesson
from .records import Action, OutcomeReading

TELLING = frozenset({OutcomeReading.ACCEPTED, OutcomeReading.REFUSED})


async def teach(db: Db, action: Action, reading: OutcomeReading | None, *, at: datetime) -> Lesson | None:
    """Take out what the action taught before, and put in what it teaches now; None (for the reading too): nothing.

    The action must be held. What somebody added was advised by no rule and teaches none.
    """
    if action.rule is None:
        return None
    before = await store.lesson_of(db, action.id) if action.completed_at is not None else None
    if before is None and reading not in TELLING:
        return None
    model = await models_store.hold(db, action.rule, action.type, at=at)
    if before is not None:
        model = learning.unlearn(model, before)
    lesson = None
    if reading in TELLING:
        base = float(rules.BASES[action.rule])
        is_accepted = reading is OutcomeReading.ACCEPTED
        model, lesson = learning.learn(model, action.features, base=base, is_accepted=is_accepted)
    await models_store.write(db, action.rule, action.type, model, at=at)
    return lesson
