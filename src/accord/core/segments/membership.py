"""Who belongs to segments: always evaluated, never stored."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from accord.core import customers
from accord.core.context import Context
from accord.core.permissions import Permission
from accord.kit.paging import Page, Slice, cut

from . import members_store, rules, store
from .events import SegmentsRecounted
from .records import CountedSegment, Group, Segment, SegmentKind, SegmentMembers


async def list_members(ctx: Context, segment_id: UUID, page: Page, *, kind: SegmentKind) -> SegmentMembers:
    """A segment with a page of its customers, newest first, counted exactly. Raises NotFound."""
    ctx.require(Permission.SEGMENTS_READ)
    ctx.forbid_customers(Permission.SEGMENTS_READ)
    segment = rules.ensure_visible(await store.find(ctx.db, segment_id), segment_id, kind)
    tree = rules.tree_of(segment.kind, segment.definition, ctx.zone)
    members = await _members(ctx, tree, page)
    counted = CountedSegment(segment=segment, customer_count=members.total or 0, counted_at=ctx.now)
    return SegmentMembers(counted=counted, members=members)


async def preview_members(
    ctx: Context, kind: SegmentKind, definition: dict[str, Any], page: Page
) -> Slice[customers.Customer]:
    """The customers that a segment with this definition would have, counted exactly. Raises Invalid."""
    ctx.require(Permission.SEGMENTS_READ)
    ctx.forbid_customers(Permission.SEGMENTS_READ)
    return await _members(ctx, rules.tree_of(kind, definition, ctx.zone), page)


async def names_matching(ctx: Context, customer_id: UUID) -> list[str]:
    """The names of the active segments by criteria that this customer belongs to now, in order. Raises NotFound."""
    ctx.require(Permission.CUSTOMERS_READ)
    return await _names_matching(ctx, await customers.visible_survivor(ctx, customer_id))


async def assign_customer(ctx: Context, customer_id: UUID) -> tuple[UUID, list[str]]:
    """The customer that an id stands for, and the names of the active segments by criteria that it belongs to now.

    Nothing is stored: belonging follows from what a customer is. Raises NotFound.
    """
    ctx.require(Permission.SEGMENTS_UPDATE)
    owner = await customers.visible_survivor(ctx, customer_id)
    return owner, await _names_matching(ctx, owner)


async def recount_segments(ctx: Context, kind: SegmentKind) -> dict[UUID, int]:
    """Count the customers of every active segment of a kind; the log keeps the counts."""
    ctx.require(Permission.SEGMENTS_UPDATE)
    ctx.forbid_customers(Permission.SEGMENTS_UPDATE)
    found = await store.active(ctx.db, kind)
    numbers = await members_store.count(ctx.db, _trees(ctx, found), now=ctx.now)
    counts = {segment.id: number for segment, number in zip(found, numbers, strict=True)}
    told = {str(segment_id): number for segment_id, number in counts.items()}
    await ctx.emit(SegmentsRecounted(kind=kind, counts=told))
    return counts


async def _members(ctx: Context, tree: Group, page: Page) -> Slice[customers.Customer]:
    """A page of the customers that a tree matches. They are counted in any case: nothing is searched past the end."""
    [total] = await members_store.count(ctx.db, [tree], now=ctx.now)
    if total <= page.offset:
        return Slice([], total)
    rows = await members_store.page(ctx.db, tree, now=ctx.now, limit=page.limit + 1, offset=page.offset)
    return cut(rows, page, total)


async def _names_matching(ctx: Context, owner: UUID) -> list[str]:
    found = await store.active(ctx.db, SegmentKind.CRITERIA)
    held = await members_store.matches(ctx.db, _trees(ctx, found), owner, now=ctx.now)
    return sorted(segment.name for segment, holds in zip(found, held, strict=True) if holds)


def _trees(ctx: Context, found: Iterable[Segment]) -> list[Group]:
    return [rules.tree_of(each.kind, each.definition, ctx.zone) for each in found]
