"""How an outcome reaches the model of its kind of advice, and leaves it again when it is corrected."""

from accord.core.context import Context

from . import learning, models_store, rules, store
from .learning import Lesson
from .records import Action, OutcomeReading

TELLING = frozenset({OutcomeReading.ACCEPTED, OutcomeReading.REFUSED})


async def teach(ctx: Context, action: Action, reading: OutcomeReading | None) -> Lesson | None:
    """Take out what the action taught before, and put in what it teaches now; None (for the reading too): nothing.

    The action must be held. What somebody added was advised by no rule and teaches none.
    """
    if action.rule is None:
        return None
    before = await store.lesson_of(ctx.db, action.id) if action.completed_at is not None else None
    if before is None and reading not in TELLING:
        return None
    model = await models_store.hold(ctx.db, action.rule, action.type, at=ctx.now)
    if before is not None:
        model = learning.unlearn(model, before)
    lesson = None
    if reading in TELLING:
        base = float(rules.BASES[action.rule])
        is_accepted = reading is OutcomeReading.ACCEPTED
        model, lesson = learning.learn(model, action.features, base=base, is_accepted=is_accepted)
    await models_store.write(ctx.db, action.rule, action.type, model, at=ctx.now)
    return lesson
