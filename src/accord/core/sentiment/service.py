"""What can be done with sentiment."""

from uuid import UUID

from msgspec.structs import replace

from accord.core import customers
from accord.core.context import Context
from accord.core.errors import NotFound
from accord.core.permissions import Permission
from accord.kit.db import ForeignKeyViolation
from accord.kit.paging import Page, Slice

from . import store
from .events import SentimentAnalysed, SentimentDeleted
from .ports import OwnerOf, Subjects
from .records import Analysis, AnalysisQuery, Judgement, NewAnalysis


async def record_analysis(
    ctx: Context, new: NewAnalysis, judgement: Judgement, *, subjects: Subjects
) -> Analysis:
    """Keep the judgement of a customer's text; of a merged one, for its survivor.

    Raises NotFound (customer; an interaction or a case that is not this customer's).
    """
    ctx.require(Permission.SENTIMENT_CREATE, customer_id=new.customer_id)
    owner = await customers.survivor_of(ctx.db, new.customer_id)
    if owner is None:
        raise NotFound("customer", new.customer_id)
    await _ensure_own(ctx, owner, "interaction", new.interaction_id, subjects.interaction)
    await _ensure_own(ctx, owner, "case", new.case_id, subjects.case)
    kept = await _add(ctx, new, judgement)
    await ctx.emit(
        SentimentAnalysed(
            customer_id=kept.customer_id, subject_id=kept.id, label=kept.label, score=kept.score
        )
    )
    return kept


async def get_analysis(ctx: Context, analysis_id: UUID) -> Analysis:
    """The analysis. Raises NotFound."""
    ctx.require(Permission.SENTIMENT_READ)
    return _visible(ctx, await store.find(ctx.db, analysis_id), analysis_id)


async def list_analyses(ctx: Context, query: AnalysisQuery) -> Slice[Analysis]:
    """Analyses that match, latest first; a customer's token sees its own only.

    The id of a merged customer stands for its survivor; an unknown one matches nothing.
    """
    ctx.require(Permission.SENTIMENT_READ)
    if query.customer_id is None:
        return await store.page(ctx.db, query, only=ctx.scope)
    owner = await customers.survivor_of(ctx.db, query.customer_id)
    if owner is None:
        return Slice([], 0 if query.page.want_total else None)
    return await store.page(ctx.db, replace(query, customer_id=owner), only=ctx.scope)


async def list_analyses_of_customer(ctx: Context, customer_id: UUID, page: Page) -> Slice[Analysis]:
    """A customer's analyses, latest first; of a merged one, its survivor's. Raises NotFound."""
    ctx.require(Permission.SENTIMENT_READ)
    owner = await customers.visible_survivor(ctx, customer_id)
    return await store.page(ctx.db, AnalysisQuery(page=page, customer_id=owner), only=None)


async def list_analyses_of_interaction(
    ctx: Context, interaction_id: UUID, page: Page, *, subjects: Subjects
) -> Slice[Analysis]:
    """What was judged of an interaction, latest first. Raises NotFound."""
    ctx.require(Permission.SENTIMENT_READ)
    await _ensure_own(ctx, ctx.scope, "interaction", interaction_id, subjects.interaction)
    query = AnalysisQuery(page=page, interaction_id=interaction_id)
    return await store.page(ctx.db, query, only=ctx.scope)


async def list_analyses_of_case(
    ctx: Context, case_id: UUID, page: Page, *, subjects: Subjects
) -> Slice[Analysis]:
    """What was judged of a case, latest first. Raises NotFound."""
    ctx.require(Permission.SENTIMENT_READ)
    await _ensure_own(ctx, ctx.scope, "case", case_id, subjects.case)
    return await store.page(ctx.db, AnalysisQuery(page=page, case_id=case_id), only=ctx.scope)


async def delete_analysis(ctx: Context, analysis_id: UUID) -> None:
    """Take an analysis out of the record. Raises NotFound."""
    ctx.require(Permission.SENTIMENT_DELETE)
    found = _visible(ctx, await store.lock(ctx.db, analysis_id), analysis_id)
    await store.remove(ctx.db, found.id)
    await ctx.emit(SentimentDeleted(customer_id=found.customer_id, subject_id=found.id, label=found.label))


async def _ensure_own(
    ctx: Context, customer_id: UUID | None, kind: str, object_id: UUID | None, owner_of: OwnerOf
) -> None:
    """Raise NotFound for an object that is not there, or not this customer's when one is given."""
    if object_id is None:
        return
    owner = await owner_of(ctx.db, object_id)
    if owner is None or customer_id not in (None, owner):
        raise NotFound(kind, object_id)


async def _add(ctx: Context, new: NewAnalysis, judgement: Judgement) -> Analysis:
    try:
        added = await store.add(ctx.db, new, judgement, at=ctx.now)
    except ForeignKeyViolation as violation:  # deleted since it was looked up
        if violation.constraint == store.INTERACTION_RULE and new.interaction_id is not None:
            raise NotFound("interaction", new.interaction_id) from violation
        if violation.constraint == store.CASE_RULE and new.case_id is not None:
            raise NotFound("case", new.case_id) from violation
        raise
    if added is None:
        raise NotFound("customer", new.customer_id)
    return added


def _visible(ctx: Context, analysis: Analysis | None, analysis_id: UUID) -> Analysis:
    if analysis is None or ctx.scope not in (None, analysis.customer_id):
        raise NotFound("sentiment", analysis_id)
    return analysis
