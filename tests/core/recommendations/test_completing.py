from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from accord.core import customers, recommendations
from accord.core.errors import Forbidden, Invalid, NotFound
from accord.core.permissions import Permission
from accord.core.recommendations import ActionType, Model, NewAction, OutcomeReading
from accord.core.recommendations.tables import action_models
from accord.kit.db import statement
from accord.kit.ids import new_id
from accord.kit.paging import Page
from make import emitted

PAGE = Page(limit=50)
ACCEPTED = "Customer accepted premium account upgrade"
KNOWN = statement(select(action_models.c.outcomes, action_models.c.steps, action_models.c.evidence), Model)


async def model_of(ctx):
    """The only model; one that knows nothing when there is none."""
    return await ctx.db.one_or_none(KNOWN) or Model()


async def confidence_after(ctx, advised, outcomes):
    for outcome in outcomes:
        await recommendations.complete_action(ctx, (await advised()).id, outcome=outcome)
    return (await advised()).confidence


class TestCompletingAnAction:
    async def test_keeps_the_outcome_and_reads_it(self, ctx, advised):
        action = await advised()

        done = await recommendations.complete_action(ctx, action.id, outcome=ACCEPTED)

        assert (done.completed_at, done.outcome, done.outcome_reading) == (ctx.now, ACCEPTED, "accepted")
        assert await recommendations.get_action(ctx, action.id) == done

    async def test_without_an_outcome_is_unclear(self, ctx, advised):
        done = await recommendations.complete_action(ctx, (await advised()).id, outcome=None)

        assert (done.outcome, done.outcome_reading) == (None, "unclear")
        assert await model_of(ctx) == Model()

    async def test_again_overwrites_what_was_noted(self, ctx, advised):
        action = await advised()
        await recommendations.complete_action(ctx, action.id, outcome=ACCEPTED)
        ctx.now += timedelta(hours=1)

        done = await recommendations.complete_action(ctx, action.id, outcome="Refused after all")

        assert (done.completed_at, done.outcome_reading) == (ctx.now, "refused")

    async def test_believes_a_person_more_than_the_text(self, ctx, advised):
        done = await recommendations.complete_action(
            ctx, (await advised()).id, outcome="Hm", reading=OutcomeReading.REFUSED
        )

        assert done.outcome_reading == "refused"

    async def test_tells_the_world_without_the_text(self, ctx, advised):
        action = await advised()

        await recommendations.complete_action(ctx, action.id, outcome=ACCEPTED)

        event = (await emitted(ctx.db))[-1]
        assert (event.type, event.customer_id, event.subject_id, event.data) == (
            "action.completed",
            action.customer_id,
            action.id,
            {"action_type": "ProductRecommendation", "reading": "accepted"},
        )


class TestLearning:
    async def test_keeps_to_the_table_while_few_outcomes_are_known(self, ctx, advised):
        assert await confidence_after(ctx, advised, ["Refused"] * 10) == Decimal("0.85")

    async def test_advises_less_confidently_what_is_often_refused(self, ctx, advised):
        assert await confidence_after(ctx, advised, ["Refused"] * 30) < Decimal("0.30")

    async def test_advises_more_confidently_what_is_often_accepted(self, ctx, advised):
        assert await confidence_after(ctx, advised, [ACCEPTED] * 30) > Decimal("0.90")

    async def test_says_on_how_much_it_is_based(self, ctx, advised):
        await confidence_after(ctx, advised, ["Refused"] * 12)

        assert (await advised()).based_on_outcomes == 12

    async def test_says_what_told_customers_apart(self, ctx, advised):
        for _ in range(15):
            high, low = await advised(risk_score=60), await advised(risk_score=1)
            await recommendations.complete_action(ctx, high.id, outcome="Refused")
            await recommendations.complete_action(ctx, low.id, outcome=ACCEPTED)

        risky, safe = await advised(risk_score=60), await advised(risk_score=1)

        assert risky.confidence < safe.confidence
        assert risky.reasons[:2] == [
            "Credit score 750.00",
            "Risk score 60: accepted less often, by 30 outcomes",
        ]

    async def test_takes_nothing_from_who_was_not_reached(self, ctx, advised):
        await confidence_after(ctx, advised, ["No answer", "Perhaps"])

        assert await model_of(ctx) == Model()

    async def test_corrects_what_a_corrected_outcome_taught(self, ctx, advised):
        action = await advised()
        await recommendations.complete_action(ctx, action.id, outcome=ACCEPTED)
        right = await model_of(ctx)
        await recommendations.complete_action(ctx, action.id, outcome="Refused")
        await recommendations.complete_action(ctx, action.id, outcome=ACCEPTED)

        model = await model_of(ctx)

        assert model.outcomes == 1
        assert model.evidence[""] == pytest.approx(right.evidence[""])

    async def test_outlives_an_erased_customer(self, ctx, advised):
        action = await advised()
        await recommendations.complete_action(ctx, action.id, outcome=ACCEPTED)

        await customers.erase_customer(ctx, action.customer_id)

        assert (await model_of(ctx)).outcomes == 1
        with pytest.raises(NotFound):
            await recommendations.get_action(ctx, action.id)


class TestDeletingAnAction:
    async def test_forgets_it_and_what_it_taught(self, ctx, advised):
        action = await advised()
        await recommendations.complete_action(ctx, action.id, outcome=ACCEPTED)

        await recommendations.delete_action(ctx, action.id)

        assert (await model_of(ctx)).outcomes == 0
        assert (await emitted(ctx.db))[-1].type == "action.deleted"
        with pytest.raises(NotFound):
            await recommendations.get_action(ctx, action.id)


class TestAddingAnAction:
    async def test_puts_it_on_the_list(self, ctx, settled):
        customer = await settled()
        new = NewAction(
            customer_id=customer.id,
            type=ActionType.FOLLOW_UP_CALL,
            title="Call",
            description="About the fraud alert",
            confidence=Decimal("0.75"),
        )

        added = await recommendations.add_action(ctx, new)

        found = await recommendations.list_pending_actions_of_customer(ctx, customer.id, PAGE)
        assert (found.items, added.rule, added.confidence) == ([added], None, Decimal("0.75"))
        assert (await emitted(ctx.db))[-1].data == {"action_type": "FollowUpCall"}

    async def test_teaches_nothing(self, ctx, settled):
        new = NewAction(
            customer_id=(await settled()).id, type=ActionType.CROSS_SELL, title="T", description="D"
        )
        added = await recommendations.add_action(ctx, new)

        done = await recommendations.complete_action(ctx, added.id, outcome="Refused")

        assert (done.outcome_reading, await model_of(ctx)) == ("refused", Model())

    async def test_refuses_all_that_the_list_cannot_hold(self, ctx, settled):
        new = NewAction(
            customer_id=(await settled()).id,
            type=ActionType.CROSS_SELL,
            title=" ",
            description="d" * 10_001,
            product="p" * 256,
            confidence=Decimal("1.01"),
        )

        with pytest.raises(Invalid) as refused:
            await recommendations.add_action(ctx, new)

        named = [problem.field for problem in refused.value.problems]
        assert named == ["title", "description", "product", "confidence"]

    async def test_for_an_unknown_customer_is_refused(self, ctx):
        new = NewAction(customer_id=new_id(), type=ActionType.CROSS_SELL, title="T", description="D")

        with pytest.raises(NotFound):
            await recommendations.add_action(ctx, new)


class TestWhatIsAnothers:
    async def test_reads_as_unknown(self, ctx, advised, settled, as_customer):
        action, stranger = await advised(), as_customer((await settled()).id)

        for act in (
            recommendations.get_action(stranger, action.id),
            recommendations.complete_action(stranger, action.id, outcome=ACCEPTED),
            recommendations.delete_action(stranger, action.id),
            recommendations.list_actions_of_customer(stranger, action.customer_id, PAGE),
            recommendations.list_pending_actions_of_customer(stranger, action.customer_id, PAGE),
        ):
            with pytest.raises(NotFound):
                await act
        assert (await recommendations.list_actions(stranger, PAGE)).items == []
        assert await recommendations.get_action(ctx, action.id) == action

    async def test_completing_needs_its_permission(self, ctx, advised, as_user):
        action = await advised()

        with pytest.raises(Forbidden):
            await recommendations.complete_action(
                as_user(Permission.ACTIONS_READ), action.id, outcome=ACCEPTED
            )

        assert await recommendations.get_action(ctx, action.id) == action


class TestListingActions:
    async def test_shows_the_latest_first(self, ctx, make):
        customer = await make.customer(credit_score=750)
        await recommendations.generate_actions(ctx, customer.id)
        ctx.now += timedelta(hours=1)
        new = NewAction(customer_id=customer.id, type=ActionType.CROSS_SELL, title="T", description="D")
        added = await recommendations.add_action(ctx, new)

        everything = await recommendations.list_actions(ctx, PAGE)
        waiting = await recommendations.list_pending_actions_of_customer(ctx, customer.id, PAGE)

        assert (everything.items[0], everything.total) == (added, 4)
        assert [str(action.confidence) for action in waiting.items] == ["0.85", "0.70", "0.60", "0.50"]

    async def test_leaves_completed_ones_out_of_what_waits(self, ctx, advised):
        action = await advised()
        done = await recommendations.complete_action(ctx, action.id, outcome=None)

        everything = await recommendations.list_actions_of_customer(ctx, action.customer_id, PAGE)
        waiting = await recommendations.list_pending_actions_of_customer(ctx, action.customer_id, PAGE)

        assert (everything.items, waiting.items) == ([done], [])
