"""Sentiment as a bank knows it: four types, a score from 0 to 1."""

from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from msgspec import Meta

from accord.core import sentiment
from accord.core.context import Context
from accord.core.sentiment import (
    Analysis,
    AnalysisQuery,
    Judgement,
    NewAnalysis,
    Sentiment,
    SentimentAnalyser,
    Subjects,
)
from accord.kit.http.answers import Answer, no_content, ok
from accord.kit.http.operations import Call, OpenReading, Routes
from accord.kit.http.wire import show_time

from . import examples
from .contract import Body, OptionalId, PageQuery, Shown
from .paging import page_of, show_page

routes = Routes("Sentiment", limit="standard")

SentimentText = Annotated[str, Meta(min_length=1, max_length=10_000)]


class BankSentiment(StrEnum):
    """The types of the document."""

    POSITIVE = "Positive"
    NEUTRAL = "Neutral"
    NEGATIVE = "Negative"
    VERY_NEGATIVE = "VeryNegative"


SHOWN_SENTIMENT: dict[Sentiment, BankSentiment] = {
    Sentiment.POSITIVE: BankSentiment.POSITIVE,
    Sentiment.NEUTRAL: BankSentiment.NEUTRAL,
    Sentiment.NEGATIVE: BankSentiment.NEGATIVE,
    Sentiment.VERY_NEGATIVE: BankSentiment.VERY_NEGATIVE,
}
_CENT = Decimal("0.01")
# The scores of each type in the contract: halving may round a score into the next type's.
_BOUNDS = {
    Sentiment.POSITIVE: (Decimal("0.60"), Decimal("1.00")),
    Sentiment.NEUTRAL: (Decimal("0.41"), Decimal("0.59")),
    Sentiment.NEGATIVE: (Decimal("0.13"), Decimal("0.40")),
    Sentiment.VERY_NEGATIVE: (Decimal("0.00"), Decimal("0.13")),
}


class AnalyseBody(Body):
    customer_id: UUID
    text: SentimentText
    interaction_id: OptionalId = None
    case_id: OptionalId = None


class SentimentShown(Shown):
    id: UUID
    customer_id: UUID
    interaction_id: UUID | None
    case_id: UUID | None
    sentiment_type: BankSentiment
    sentiment_score: float
    text_analyzed: str
    analyzed_date: str
    key_phrases: str


def show_score(score: Decimal, label: Sentiment) -> float:
    """A score from -1 to 1 as one from 0 to 1 with two decimals, within the bounds of its type."""
    least, most = _BOUNDS[label]
    return float(min(most, max(least, (score + 1) / 2)).quantize(_CENT, ROUND_HALF_UP))


def show_analysis(analysis: Analysis) -> SentimentShown:
    """An analysis in banking's words."""
    return SentimentShown(
        id=analysis.id,
        customer_id=analysis.customer_id,
        interaction_id=analysis.interaction_id,
        case_id=analysis.case_id,
        sentiment_type=SHOWN_SENTIMENT[analysis.label],
        sentiment_score=show_score(analysis.score, analysis.label),
        text_analyzed=analysis.text,
        analyzed_date=show_time(analysis.analysed_at),
        key_phrases=", ".join(analysis.key_phrases),
    )


@routes.get(
    "/sentimentanalysis/customer/{customerId}",
    "Sentiment history of a customer",
    permission="crm:read:sentiment",
    query=PageQuery,
    answer=list[SentimentShown],
    answer_example=[examples.SENTIMENT],
)
async def list_sentiment_of_customer(ctx: Context, call: Call[None, PageQuery]) -> Answer:
    """What one customer's texts sounded like, latest first."""
    found = await sentiment.list_analyses_of_customer(ctx, call.path["customerId"], page_of(call.query))
    return show_page(found, show_analysis, call)


@routes.get(
    "/sentimentanalysis",
    "List sentiment records",
    permission="crm:read:sentiment",
    query=PageQuery,
    answer=list[SentimentShown],
    answer_example=[examples.SENTIMENT],
    documented=False,
)
async def list_sentiment(ctx: Context, call: Call[None, PageQuery]) -> Answer:
    """All sentiment records, latest first."""
    found = await sentiment.list_analyses(ctx, AnalysisQuery(page=page_of(call.query)))
    return show_page(found, show_analysis, call)


@routes.get(
    "/sentimentanalysis/{id}",
    "Sentiment record by id",
    permission="crm:read:sentiment",
    answer=SentimentShown,
    answer_example=examples.SENTIMENT,
    documented=False,
)
async def get_sentiment(ctx: Context, call: Call[None, None]) -> Answer:
    """One sentiment record."""
    return ok(show_analysis(await sentiment.get_analysis(ctx, call.path["id"])))


@routes.delete(
    "/sentimentanalysis/{id}",
    "Delete sentiment record",
    permission="crm:delete:sentiment",
    success=204,
    documented=False,
)
async def delete_sentiment(ctx: Context, call: Call[None, None]) -> Answer:
    """Take a sentiment record out of the record."""
    await sentiment.delete_analysis(ctx, call.path["id"])
    return no_content()


def analysing_routes(analyser: SentimentAnalyser | None, subjects: Subjects | None) -> Routes:
    """The operation that judges a text; `analyser` does it, `subjects` knows whose interactions and cases are."""
    judging = Routes("Sentiment", limit="standard", permission="crm:create:sentiment")

    async def judge(call: Call[AnalyseBody, None], _open_reading: OpenReading) -> Judgement:
        assert analyser is not None, "operations() without an analyser are for documentation"
        return await analyser.analyse(call.body.text)

    @judging.post(
        "/sentimentanalysis/analyze",
        "Analyse and store the sentiment of a text",
        body=AnalyseBody,
        prepare=judge,
        answer=SentimentShown,
        body_example=examples.NEW_SENTIMENT,
        answer_example=examples.SENTIMENT,
        errors=(404,),
    )
    async def analyse(ctx: Context, call: Call[AnalyseBody, None]) -> Answer:
        """Judge a customer's text and keep the judgement."""
        assert subjects is not None
        body = call.body
        new = NewAnalysis(
            customer_id=body.customer_id,
            text=body.text,
            interaction_id=body.interaction_id,
            case_id=body.case_id,
        )
        return ok(show_analysis(await sentiment.record_analysis(ctx, new, call.prepared, subjects=subjects)))

    return judging


def subject_routes(subjects: Subjects | None) -> Routes:
    """The lists of what was judged of an interaction or a case; `subjects` knows whose these are."""
    listing = Routes(
        "Sentiment",
        limit="standard",
        permission="crm:read:sentiment",
        query=PageQuery,
        answer=list[SentimentShown],
        answer_example=[examples.SENTIMENT],
        documented=False,
    )

    @listing.get("/sentimentanalysis/interaction/{interactionId}", "Sentiment of an interaction")
    async def list_of_interaction(ctx: Context, call: Call[None, PageQuery]) -> Answer:
        """What was judged of one interaction, latest first."""
        assert subjects is not None
        found = await sentiment.list_analyses_of_interaction(
            ctx, call.path["interactionId"], page_of(call.query), subjects=subjects
        )
        return show_page(found, show_analysis, call)

    @listing.get("/sentimentanalysis/case/{caseId}", "Sentiment of a case")
    async def list_of_case(ctx: Context, call: Call[None, PageQuery]) -> Answer:
        """What was judged of one case, latest first."""
        assert subjects is not None
        found = await sentiment.list_analyses_of_case(
            ctx, call.path["caseId"], page_of(call.query), subjects=subjects
        )
        return show_page(found, show_analysis, call)

    return listing
