"""Segments as a tour operator knows them: by criteria, which are kept as they were written."""

from typing import Annotated, Any
from uuid import UUID

from msgspec import UNSET, Meta, UnsetType, field

from accord.core import segments
from accord.core.context import Context
from accord.core.segments import CountedSegment, NewSegment, SegmentChanges, SegmentKind, SegmentQuery
from accord.kit.http.answers import Answer, created, ok
from accord.kit.http.operations import Call, Routes
from accord.kit.http.wire import show_time, show_time_or_none

from . import examples
from .contract import Body, MessageShown, PageQuery, Shown
from .customers import CustomerShown, show_customer
from .paging import PageShown, page_of, pages_of, show_page

routes = Routes("Segments")

KIND = SegmentKind.CRITERIA

Name = Annotated[str, Meta(min_length=1, max_length=255)]
Description = Annotated[str, Meta(max_length=1000)]


class NewSegmentBody(Body, kw_only=True):
    name: Name
    description: Description | None = None
    criteria: dict[str, Any] = field(default_factory=dict)


class SegmentChangesBody(Body):
    """All optional; null clears the description."""

    name: Name | UnsetType = UNSET
    description: Description | UnsetType | None = UNSET
    criteria: dict[str, Any] | UnsetType = UNSET
    is_active: bool | UnsetType = UNSET


class SegmentListQuery(PageQuery):
    is_active: bool | None = None


class SegmentShown(Shown):
    id: UUID
    name: str
    description: str | None
    criteria: dict[str, Any]
    is_active: bool
    customer_count: int
    created_at: str
    updated_at: str | None
    last_calculated: str


class SegmentMembersShown(SegmentShown):
    """A segment with a page of its customers; `pages` is 0 when it has none."""

    customers: list[CustomerShown]
    total: int
    page: int
    size: int
    pages: int


class RecountShown(Shown):
    message: str
    segments_updated: int


class AssignmentShown(Shown):
    customer_id: UUID
    segments: list[str]


def _segment_keys(counted: CountedSegment) -> dict[str, Any]:
    segment = counted.segment
    return {
        "id": segment.id,
        "name": segment.name,
        "description": segment.description,
        "criteria": segment.definition,
        "is_active": segment.is_active,
        "customer_count": counted.customer_count,
        "created_at": show_time(segment.created_at),
        "updated_at": show_time_or_none(segment.updated_at),
        "last_calculated": show_time(counted.counted_at),
    }


def show_segment(counted: CountedSegment) -> SegmentShown:
    """A segment in tourism's words."""
    return SegmentShown(**_segment_keys(counted))


@routes.post(
    "/segments/",
    "Create segment",
    permission="crm:create:segments",
    success=201,
    body=NewSegmentBody,
    answer=SegmentShown,
    body_example=examples.NEW_SEGMENT,
    answer_example=examples.SEGMENT,
    errors=(400,),
)
async def create_segment(ctx: Context, call: Call[NewSegmentBody, None]) -> Answer:
    """Make a segment out of criteria."""
    body = call.body
    new = NewSegment(
        kind=KIND, name=body.name, description=body.description or None, definition=body.criteria
    )
    return created(show_segment(await segments.create_segment(ctx, new)))


@routes.get(
    "/segments/{segment_id}/customers",
    "Segment with its customers",
    permission="crm:read:segments",
    query=PageQuery,
    answer=SegmentMembersShown,
    answer_example=examples.SEGMENT_MEMBERS,
)
async def list_members(ctx: Context, call: Call[None, PageQuery]) -> Answer:
    """A segment with a page of the customers that match it now, newest first."""
    query = call.query
    found = await segments.list_members(ctx, call.path["segment_id"], page_of(query), kind=KIND)
    return ok(
        SegmentMembersShown(
            **_segment_keys(found.counted),
            customers=found.members.map(show_customer),
            total=found.counted.customer_count,
            page=query.page,
            size=query.size,
            pages=pages_of(found.counted.customer_count, query),
        )
    )


@routes.get(
    "/segments/",
    "List segments",
    permission="crm:read:segments",
    query=SegmentListQuery,
    answer=PageShown[SegmentShown],
    answer_example=examples.page(examples.SEGMENT),
    documented=False,
)
async def list_segments(ctx: Context, call: Call[None, SegmentListQuery]) -> Answer:
    """Segments, newest first."""
    query = SegmentQuery(page=page_of(call.query), kind=KIND, is_active=call.query.is_active)
    return show_page(await segments.list_segments(ctx, query), show_segment, call.query)


@routes.get(
    "/segments/{segment_id}",
    "Segment by id",
    permission="crm:read:segments",
    answer=SegmentShown,
    answer_example=examples.SEGMENT,
    documented=False,
)
async def get_segment(ctx: Context, call: Call[None, None]) -> Answer:
    """One segment."""
    return ok(show_segment(await segments.get_segment(ctx, call.path["segment_id"], kind=KIND)))


@routes.put(
    "/segments/{segment_id}",
    "Update segment",
    permission="crm:update:segments",
    body=SegmentChangesBody,
    answer=SegmentShown,
    body_example=examples.SEGMENT_CHANGES,
    answer_example=examples.SEGMENT,
    documented=False,
    errors=(400,),
)
async def update_segment(ctx: Context, call: Call[SegmentChangesBody, None]) -> Answer:
    """Change what was sent; criteria are replaced as a whole."""
    body = call.body
    changes = SegmentChanges(
        name=body.name,
        description=None if body.description == "" else body.description,
        definition=body.criteria,
        is_active=body.is_active,
    )
    return ok(show_segment(await segments.update_segment(ctx, call.path["segment_id"], changes, kind=KIND)))


@routes.delete(
    "/segments/{segment_id}",
    "Delete segment",
    permission="crm:delete:segments",
    answer=MessageShown,
    answer_example={"message": "Segment deleted successfully"},
    documented=False,
)
async def delete_segment(ctx: Context, call: Call[None, None]) -> Answer:
    """Delete a segment; its customers stay as they are."""
    await segments.delete_segment(ctx, call.path["segment_id"], kind=KIND)
    return ok(MessageShown(message="Segment deleted successfully"))


@routes.post(
    "/segments/recalculate",
    "Recount segments",
    permission="crm:update:segments",
    answer=RecountShown,
    answer_example={"message": "Segments recalculated successfully", "segments_updated": 3},
    documented=False,
)
async def recount_segments(ctx: Context, _call: Call[None, None]) -> Answer:
    """Count every active segment; the log keeps the counts."""
    counts = await segments.recount_segments(ctx, KIND)
    return ok(RecountShown(message="Segments recalculated successfully", segments_updated=len(counts)))


@routes.post(
    "/segments/customer/{customer_id}/assign",
    "Segments matching a customer now",
    permission="crm:update:segments",
    answer=AssignmentShown,
    answer_example={"customer_id": examples.CUSTOMER["id"], "segments": ["Desert lovers", "South"]},
    documented=False,
)
async def assign_customer(ctx: Context, call: Call[None, None]) -> Answer:
    """The names of the active segments that a customer matches now."""
    customer_id, names = await segments.assign_customer(ctx, call.path["customer_id"])
    return ok(AssignmentShown(customer_id=customer_id, segments=names))
