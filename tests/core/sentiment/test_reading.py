from datetime import timedelta

import pytest

from accord.core import customers, interactions, sentiment
from accord.core.context import Actor, ActorKind
from accord.core.errors import Forbidden, NotFound
from accord.core.permissions import ALL, Permission
from accord.core.sentiment import AnalysisQuery
from accord.kit import clock
from accord.kit.ids import new_id
from accord.kit.paging import Page
from make import emitted

from .conftest import SUBJECTS
from .test_recording import as_customer

PAGE = Page(10)


class TestListingAnalyses:
    async def test_shows_the_latest_first(self, ctx, make):
        customer, now = await make.customer(), clock.now()
        made = [
            await make.analysis(customer.id, analysed_at=now - timedelta(hours=hours)) for hours in (2, 1, 3)
        ]

        found = await sentiment.list_analyses(ctx, AnalysisQuery(page=PAGE))

        assert (found.items, found.total) == ([made[1], made[0], made[2]], 3)

    async def test_of_a_customer_leaves_others_out(self, ctx, make):
        customer, other = await make.customer(), await make.customer()
        own = await make.analysis(customer.id)
        await make.analysis(other.id)

        found = await sentiment.list_analyses_of_customer(ctx, customer.id, PAGE)

        assert found.items == [own]

    async def test_of_a_merged_customer_shows_the_survivors(self, ctx, make, merged):
        source, target = await merged()
        kept = await make.analysis(target.id)

        assert (await sentiment.list_analyses_of_customer(ctx, source.id, PAGE)).items == [kept]

    async def test_of_an_unknown_customer_is_refused(self, ctx):
        with pytest.raises(NotFound):
            await sentiment.list_analyses_of_customer(ctx, new_id(), PAGE)

    async def test_of_an_interaction_or_a_case_shows_what_was_judged_of_it(self, ctx, make):
        customer = await make.customer()
        interaction, case = await make.interaction(customer.id), await make.case(customer.id)
        talked = await make.analysis(customer.id, interaction_id=interaction.id)
        brought = await make.analysis(customer.id, case_id=case.id)

        of_interaction = await sentiment.list_analyses_of_interaction(
            ctx, interaction.id, PAGE, subjects=SUBJECTS
        )
        of_case = await sentiment.list_analyses_of_case(ctx, case.id, PAGE, subjects=SUBJECTS)

        assert (of_interaction.items, of_case.items) == ([talked], [brought])

    async def test_of_an_unknown_interaction_or_case_is_refused(self, ctx):
        for listing in (sentiment.list_analyses_of_interaction, sentiment.list_analyses_of_case):
            with pytest.raises(NotFound):
                await listing(ctx, new_id(), PAGE, subjects=SUBJECTS)

    async def test_shows_a_customers_token_its_own_only(self, ctx, make):
        own, other = await make.customer(), await make.customer()
        mine, theirs = await make.analysis(own.id), await make.analysis(other.id)
        foreign = await make.interaction(other.id)
        as_customer(ctx, own.id)

        found = await sentiment.list_analyses(ctx, AnalysisQuery(page=PAGE))

        assert (found.items, found.total) == ([mine], 1)
        with pytest.raises(NotFound):
            await sentiment.get_analysis(ctx, theirs.id)
        with pytest.raises(NotFound):
            await sentiment.list_analyses_of_interaction(ctx, foreign.id, PAGE, subjects=SUBJECTS)

    async def test_needs_its_permission(self, ctx):
        ctx.actor = Actor(
            kind=ActorKind.MACHINE, id="m", name="M", permissions=ALL - {Permission.SENTIMENT_READ}
        )

        with pytest.raises(Forbidden):
            await sentiment.list_analyses(ctx, AnalysisQuery(page=PAGE))


class TestDeletingAnAnalysis:
    async def test_takes_it_out_and_tells_it(self, ctx, make):
        kept = await make.analysis((await make.customer()).id)

        await sentiment.delete_analysis(ctx, kept.id)

        with pytest.raises(NotFound):
            await sentiment.get_analysis(ctx, kept.id)
        (event,) = await emitted(ctx.db)
        assert (event.type, event.subject_id, event.data) == (
            "sentiment.deleted",
            kept.id,
            {"label": "positive"},
        )

    async def test_of_another_customer_is_unknown_to_a_customers_token(self, ctx, make):
        own, other = await make.customer(), await make.customer()
        theirs = await make.analysis(other.id)
        as_customer(ctx, own.id)

        with pytest.raises(NotFound):
            await sentiment.delete_analysis(ctx, theirs.id)

        assert await emitted(ctx.db) == []


class TestWhatAnAnalysisHangsOn:
    async def test_may_go_without_it(self, ctx, make):
        customer = await make.customer()
        interaction = await make.interaction(customer.id)
        kept = await make.analysis(customer.id, interaction_id=interaction.id)

        await interactions.delete_interaction(ctx, interaction.id)

        assert (await sentiment.get_analysis(ctx, kept.id)).interaction_id is None

    async def test_takes_it_along_when_it_is_the_customer(self, ctx, make):
        customer = await make.customer()
        kept = await make.analysis(customer.id)

        await customers.erase_customer(ctx, customer.id)

        with pytest.raises(NotFound):
            await sentiment.get_analysis(ctx, kept.id)
