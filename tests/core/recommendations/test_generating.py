from datetime import timedelta
from decimal import Decimal

import pytest

from accord.core import recommendations
from accord.core.errors import Forbidden, NotFound
from accord.core.permissions import Permission
from accord.kit.ids import new_id
from accord.kit.paging import Page
from make import emitted

PAGE = Page(limit=50)


async def types_of(ctx, customer):
    return [action.type.value for action in await recommendations.generate_actions(ctx, customer.id)]


async def all_of(ctx, customer):
    return (await recommendations.list_actions_of_customer(ctx, customer.id, PAGE)).items


class TestGeneratingActions:
    async def test_advises_what_the_customer_is_worth(self, ctx, settled):
        customer = await settled(credit_score=750)

        (action,) = await recommendations.generate_actions(ctx, customer.id)

        assert (action.title, action.description, action.confidence, action.product) == (
            "Recommend Premium Savings Account",
            "Customer profile indicates readiness for premium account upgrade",
            Decimal("0.85"),
            "Premium Savings Account",
        )
        assert (action.customer_id, action.recommended_at) == (customer.id, ctx.now)
        assert (action.completed_at, action.outcome, action.outcome_reading) == (None, None, None)
        assert (action.reasons, action.based_on_outcomes) == (["Credit score 750.00"], 0)

    async def test_never_answers_nothing(self, ctx, settled):
        (action,) = await recommendations.generate_actions(ctx, (await settled()).id)

        assert (action.product, action.confidence) == ("Savings Account", Decimal("0.50"))

    async def test_answers_five_at_most_the_most_confident_first(self, ctx, make, feel):
        customer = await make.customer(risk_score=80, credit_score=750)
        await feel(customer, "very_negative", days_ago=40)
        await make.case(customer.id, priority="P1")

        found = await recommendations.generate_actions(ctx, customer.id)

        assert [str(action.confidence) for action in found] == ["0.90", "0.88", "0.86", "0.85", "0.70"]

    async def test_takes_orders_for_the_value_when_none_is_stored(self, ctx, settled):
        customer = await settled(total_spent=60_000, order_count=3)

        assert await types_of(ctx, customer) == ["ProductRecommendation"]
        assert (await all_of(ctx, customer))[0].reasons == ["Lifetime value 60,000.00"]

    async def test_of_a_merged_customer_is_about_the_survivor(self, ctx, make, settled):
        survivor = await settled(risk_score=99)
        merged = await make.customer(status="merged", merged_into_id=survivor.id)

        (action,) = await recommendations.generate_actions(ctx, merged.id)

        assert (action.customer_id, action.type.value) == (survivor.id, "RiskReview")

    async def test_tells_the_world_once(self, ctx, settled):
        customer = await settled(risk_score=99)

        await recommendations.generate_actions(ctx, customer.id)

        (event,) = await emitted(ctx.db)
        assert (event.type, event.customer_id, event.data) == (
            "actions.generated",
            customer.id,
            {"types": ["RiskReview"], "withdrawn": 0},
        )

    async def test_takes_five_statements(self, ctx, settled, statements):
        customer = await settled(risk_score=99)

        with statements(5):
            await recommendations.generate_actions(ctx, customer.id)


class TestWhatIsKnownOfTheCustomer:
    async def test_counts_moods_of_ninety_days(self, ctx, settled, feel):
        customer = await settled()
        await feel(customer, "negative", days_ago=2)
        await feel(customer, "negative", days_ago=91)
        await feel(customer, "very_negative", days_ago=91)
        await feel(customer, "positive")

        assert await types_of(ctx, customer) == ["ProductRecommendation"]

    async def test_counts_two_negative_moods(self, ctx, settled, feel):
        customer = await settled()
        await feel(customer, "negative", days_ago=2)
        await feel(customer, "negative", days_ago=89)

        assert await types_of(ctx, customer) == ["RetentionOffer"]

    @pytest.mark.parametrize("status", ["resolved", "closed", "wont_fix", "duplicate"])
    async def test_leaves_out_cases_that_are_done(self, ctx, settled, make, status):
        customer = await settled()
        await make.case(customer.id, priority="P0", status=status)

        assert await types_of(ctx, customer) == ["ProductRecommendation"]

    @pytest.mark.parametrize("status", ["open", "in_progress", "pending_customer", "escalated"])
    async def test_counts_urgent_cases_that_are_not(self, ctx, settled, make, status):
        customer = await settled()
        await make.case(customer.id, priority="P1", status=status)

        assert await types_of(ctx, customer) == ["FollowUpCall"]

    async def test_counts_cases_past_their_time(self, ctx, settled, make):
        late, timely = await settled(), await settled()
        await make.case(late.id, priority="P3", sla_due_at=ctx.now - timedelta(seconds=1))
        await make.case(timely.id, priority="P3", sla_due_at=ctx.now)

        assert await types_of(ctx, late) == ["FollowUpCall"]
        assert await types_of(ctx, timely) == ["ProductRecommendation"]

    async def test_leaves_out_what_is_anothers(self, ctx, settled, make, feel, opt_out):
        customer, other = await settled(kyc_status="Pending"), await settled()
        await feel(other, "very_negative")
        await make.case(other.id, priority="P0")
        await opt_out(other, "email")

        assert await types_of(ctx, customer) == ["SendEmail"]

    async def test_knows_the_channels_that_the_customer_refused(self, ctx, make, opt_out):
        customer = await make.customer()
        await opt_out(customer, "sms")

        assert await types_of(ctx, customer) == ["SendEmail", "FollowUpCall"]


class TestGeneratingAgain:
    async def test_refreshes_what_waits_instead_of_adding(self, ctx, make):
        customer = await make.customer(credit_score=750)
        first = await recommendations.generate_actions(ctx, customer.id)

        assert await recommendations.generate_actions(ctx, customer.id) == first
        assert len(await all_of(ctx, customer)) == len(first) == 3

    async def test_tells_the_new_grounds(self, ctx, settled, make):
        customer = await settled()
        await make.case(customer.id, priority="P1")
        (before,) = await recommendations.generate_actions(ctx, customer.id)
        await make.case(customer.id, priority="P1")

        (after,) = await recommendations.generate_actions(ctx, customer.id)

        assert (after.id, after.reasons) == (before.id, ["2 open cases of high or critical priority"])

    async def test_adds_anew_what_was_completed(self, ctx, advised):
        done = await advised()
        await recommendations.complete_action(ctx, done.id, outcome=None)

        (action,) = await recommendations.generate_actions(ctx, done.customer_id)

        assert action.id != done.id
        assert await recommendations.get_action(ctx, done.id) != done

    async def test_leaves_what_somebody_added_alone(self, ctx, settled):
        customer = await settled(risk_score=90)
        kind = recommendations.ActionType.RISK_REVIEW
        added = await recommendations.add_action(
            ctx,
            recommendations.NewAction(customer_id=customer.id, type=kind, title="T", description="D"),
        )

        (action,) = await recommendations.generate_actions(ctx, customer.id)

        assert action.id != added.id
        assert await recommendations.get_action(ctx, added.id) == added

    async def test_withdraws_what_the_customer_does_not_wish_any_more(self, ctx, make, opt_out):
        customer = await make.customer()
        await recommendations.generate_actions(ctx, customer.id)
        await opt_out(customer, "sms")

        await recommendations.generate_actions(ctx, customer.id)

        assert sorted(action.type for action in await all_of(ctx, customer)) == ["FollowUpCall", "SendEmail"]
        assert (await emitted(ctx.db))[-1].data["withdrawn"] == 1

    async def test_withdraws_offers_when_a_critical_case_comes(self, ctx, advised, make):
        offer = await advised()
        await make.case(offer.customer_id, priority="P0")

        (call,) = await recommendations.generate_actions(ctx, offer.customer_id)

        assert call.type.value == "FollowUpCall"
        with pytest.raises(NotFound):
            await recommendations.get_action(ctx, offer.id)


class TestGeneratingThatIsRefused:
    async def test_for_an_unknown_customer_leaves_nothing(self, ctx):
        unknown = new_id()

        with pytest.raises(NotFound) as refused:
            await recommendations.generate_actions(ctx, unknown)

        assert (refused.value.kind, refused.value.key) == ("customer", unknown)
        assert await emitted(ctx.db) == []

    async def test_for_lack_of_permission_leaves_nothing(self, ctx, settled, as_user):
        customer = await settled()

        with pytest.raises(Forbidden):
            await recommendations.generate_actions(as_user(Permission.ACTIONS_READ), customer.id)

        assert await all_of(ctx, customer) == []

    async def test_for_anothers_token_reads_as_unknown(self, ctx, settled, as_customer):
        customer, other = await settled(), await settled()

        with pytest.raises(NotFound):
            await recommendations.generate_actions(as_customer(other.id), customer.id)
