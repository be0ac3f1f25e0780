"""What can be done with segments. A segment of another kind than the caller's reads as unknown."""

from uuid import UUID

from msgspec.structs import replace

from accord.core.context import Context
from accord.core.permissions import Permission
from accord.kit.paging import Slice

from . import members_store, rules, store
from .events import SegmentCreated, SegmentDeleted, SegmentUpdated
from .records import (
    CountedSegment,
    NewSegment,
    Segment,
    SegmentChanges,
    SegmentKind,
    SegmentQuery,
)


async def create_segment(ctx: Context, new: NewSegment) -> CountedSegment:
    """Make a segment. Raises Invalid, SegmentNameTaken."""
    ctx.require(Permission.SEGMENTS_CREATE)
    ctx.forbid_customers(Permission.SEGMENTS_CREATE)
    definition = rules.normalised(new.kind, new.definition, ctx.zone)
    segment = await store.add(ctx.db, replace(new, definition=definition), at=ctx.now)
    await ctx.emit(SegmentCreated(subject_id=segment.id, kind=segment.kind, name=segment.name))
    return await _counted(ctx, segment)


async def get_segment(ctx: Context, segment_id: UUID, *, kind: SegmentKind) -> CountedSegment:
    """The segment with the number of its customers, counted now. Raises NotFound."""
    ctx.require(Permission.SEGMENTS_READ)
    ctx.forbid_customers(Permission.SEGMENTS_READ)
    return await _counted(ctx, rules.ensure_visible(await store.find(ctx.db, segment_id), segment_id, kind))


async def list_segments(ctx: Context, query: SegmentQuery) -> Slice[CountedSegment]:
    """Segments of a kind, newest first, each with the number of its customers, counted now."""
    ctx.require(Permission.SEGMENTS_READ)
    ctx.forbid_customers(Permission.SEGMENTS_READ)
    found = await store.page(ctx.db, query)
    trees = [rules.tree_of(each.kind, each.definition, ctx.zone) for each in found.items]
    counts = await members_store.count(ctx.db, trees, now=ctx.now)
    items = [
        CountedSegment(segment=segment, customer_count=count, counted_at=ctx.now)
        for segment, count in zip(found.items, counts, strict=True)
    ]
    return Slice(items, found.total, found.has_more)


async def update_segment(
    ctx: Context, segment_id: UUID, changes: SegmentChanges, *, kind: SegmentKind
) -> CountedSegment:
    """Change a segment. Raises NotFound, Invalid, SegmentNameTaken."""
    ctx.require(Permission.SEGMENTS_UPDATE)
    ctx.forbid_customers(Permission.SEGMENTS_UPDATE)
    before = rules.ensure_visible(await store.find(ctx.db, segment_id, lock=True), segment_id, kind)
    written = changes.given()
    if "definition" in written:
        written["definition"] = rules.normalised(kind, written["definition"], ctx.zone)
    columns = {name: value for name, value in written.items() if value != getattr(before, name)}
    if not columns:
        return await _counted(ctx, before)
    after = await store.change(ctx.db, segment_id, columns, at=ctx.now)
    await ctx.emit(SegmentUpdated(subject_id=after.id, kind=kind, fields=tuple(sorted(columns))))
    return await _counted(ctx, after)


async def delete_segment(ctx: Context, segment_id: UUID, *, kind: SegmentKind) -> Segment:
    """Delete a segment; its customers stay as they are. Raises NotFound."""
    ctx.require(Permission.SEGMENTS_DELETE)
    ctx.forbid_customers(Permission.SEGMENTS_DELETE)
    segment = rules.ensure_visible(await store.find(ctx.db, segment_id, lock=True), segment_id, kind)
    await store.remove(ctx.db, segment_id)
    await ctx.emit(SegmentDeleted(subject_id=segment.id, kind=kind, name=segment.name))
    return segment


async def _counted(ctx: Context, segment: Segment) -> CountedSegment:
    tree = rules.tree_of(segment.kind, segment.definition, ctx.zone)
    [count] = await members_store.count(ctx.db, [tree], now=ctx.now)
    return CountedSegment(segment=segment, customer_count=count, counted_at=ctx.now)
