from decimal import Decimal

import msgspec
import pytest

from accord.core import sentiment
from accord.core.context import Actor, ActorKind
from accord.core.errors import Forbidden, NotFound
from accord.core.permissions import ALL, Permission
from accord.core.sentiment import AnalysisQuery, NewAnalysis
from accord.kit.ids import new_id
from accord.kit.paging import Page
from make import emitted

from .conftest import JUDGEMENT, SUBJECTS


async def record(ctx, customer_id, **given):
    new = NewAnalysis(customer_id=customer_id, text="My parcel is late", **given)
    return await sentiment.record_analysis(ctx, new, JUDGEMENT, subjects=SUBJECTS)


async def count(ctx):
    return (await sentiment.list_analyses(ctx, AnalysisQuery(page=Page(1)))).total


def as_customer(ctx, customer_id):
    ctx.actor = Actor(kind=ActorKind.CUSTOMER, id=str(customer_id), name="Amina", permissions=ALL)


class TestRecordingAnAnalysis:
    async def test_keeps_the_judgement_with_what_it_is_about(self, ctx, make):
        customer = await make.customer()
        interaction, case = await make.interaction(customer.id), await make.case(customer.id)

        kept = await record(ctx, customer.id, interaction_id=interaction.id, case_id=case.id)

        assert {name: getattr(kept, name) for name in JUDGEMENT.__struct_fields__} == msgspec.structs.asdict(
            JUDGEMENT
        )
        assert (kept.customer_id, kept.interaction_id, kept.case_id) == (customer.id, interaction.id, case.id)
        assert (kept.text, kept.analysed_at) == ("My parcel is late", ctx.now)
        assert await sentiment.get_analysis(ctx, kept.id) == kept

    async def test_tells_the_label_and_no_word_of_the_text(self, ctx, make):
        customer = await make.customer()

        kept = await record(ctx, customer.id)

        (event,) = await emitted(ctx.db)
        assert (event.type, event.customer_id, event.subject_id) == (
            "sentiment.analysed",
            customer.id,
            kept.id,
        )
        assert event.data == {"label": "negative", "score": "-0.60"}

    async def test_of_a_merged_customer_goes_to_the_survivor(self, ctx, make, merged):
        source, target = await merged()
        interaction = await make.interaction(target.id)

        kept = await record(ctx, source.id, interaction_id=interaction.id)

        assert kept.customer_id == target.id

    @pytest.mark.parametrize("kind", ["interaction", "case"])
    async def test_about_something_unknown_is_refused(self, ctx, make, kind):
        customer = await make.customer()

        with pytest.raises(NotFound) as refused:
            await record(ctx, customer.id, **{f"{kind}_id": new_id()})

        assert (refused.value.kind, await count(ctx)) == (kind, 0)

    @pytest.mark.parametrize("kind", ["interaction", "case"])
    async def test_about_something_of_another_customer_is_refused(self, ctx, make, kind):
        customer, other = await make.customer(), await make.customer()
        foreign = await getattr(make, kind)(other.id)

        with pytest.raises(NotFound) as refused:
            await record(ctx, customer.id, **{f"{kind}_id": foreign.id})

        assert (refused.value.kind, await count(ctx)) == (kind, 0)

    async def test_about_a_resolution_is_refused(self, ctx, make):
        customer = await make.customer()
        resolution = await make.case(customer.id, kind="resolution")

        with pytest.raises(NotFound):
            await record(ctx, customer.id, case_id=resolution.id)

    @pytest.mark.parametrize("kind", ["interaction", "case"])
    async def test_about_what_went_since_it_was_looked_up_is_refused(self, ctx, make, kind):
        customer = await make.customer()

        async def owner_of(_db, _id):
            return customer.id

        everything = sentiment.Subjects(interaction=owner_of, case=owner_of)
        new = NewAnalysis(customer_id=customer.id, text="Late", **{f"{kind}_id": new_id()})
        with pytest.raises(NotFound) as refused:
            async with ctx.db.savepoint():
                await sentiment.record_analysis(ctx, new, JUDGEMENT, subjects=everything)

        assert (refused.value.kind, await count(ctx)) == (kind, 0)

    async def test_of_an_unknown_customer_is_refused(self, ctx):
        with pytest.raises(NotFound) as refused:
            await record(ctx, new_id())

        assert (refused.value.kind, await count(ctx)) == ("customer", 0)

    async def test_needs_its_permission(self, ctx, make):
        customer = await make.customer()
        ctx.actor = Actor(
            kind=ActorKind.MACHINE, id="m", name="M", permissions=ALL - {Permission.SENTIMENT_CREATE}
        )

        with pytest.raises(Forbidden):
            await record(ctx, customer.id)

    async def test_for_another_is_unknown_to_a_customers_token(self, ctx, make):
        own, other = await make.customer(), await make.customer()
        as_customer(ctx, own.id)

        with pytest.raises(NotFound):
            await record(ctx, other.id)

        assert (await record(ctx, own.id)).customer_id == own.id


class TestAnAnalysis:
    @pytest.mark.parametrize(
        ("score", "label"),
        [
            ("1", "positive"),
            ("0.2", "positive"),
            ("0.19", "neutral"),
            ("-0.19", "neutral"),
            ("-0.2", "negative"),
            ("-0.74", "negative"),
            ("-0.75", "very_negative"),
            ("-1", "very_negative"),
        ],
    )
    def test_has_the_label_of_its_score(self, score, label):
        assert sentiment.label_of(Decimal(score)) == label

    @pytest.mark.parametrize(
        ("score", "label", "bounded"),
        [
            ("0.9", "neutral", "0.19"),
            ("-0.9", "negative", "-0.74"),
            ("-0.5", "very_negative", "-0.75"),
            ("0.05", "positive", "0.20"),
            ("0.333", "positive", "0.33"),
        ],
    )
    def test_has_a_score_within_its_label(self, score, label, bounded):
        assert sentiment.bounded_score(Decimal(score), sentiment.Sentiment(label)) == Decimal(bounded)
