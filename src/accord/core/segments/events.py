"""What happens to segments."""

from typing import ClassVar

from accord.core.events import Event

from .records import SegmentKind


class SegmentCreated(Event):
    """A segment can be used from now on."""

    type: ClassVar[str] = "segment.created"
    kind: SegmentKind
    name: str


class SegmentUpdated(Event):
    """A segment was written. `fields` are the names of what changed, in the core's words."""

    type: ClassVar[str] = "segment.updated"
    kind: SegmentKind
    fields: tuple[str, ...]


class SegmentDeleted(Event):
    """A segment is gone; its customers are not touched."""

    type: ClassVar[str] = "segment.deleted"
    kind: SegmentKind
    name: str


class SegmentsRecounted(Event):
    """Segments were counted on request. `counts` has the customers of each, by the segment's id."""

    type: ClassVar[str] = "segments.recounted"
    kind: SegmentKind
    counts: dict[str, int]
