"""Segments made through the front door."""

from typing import Any

import pytest

from accord.core import segments
from accord.core.context import Context
from accord.core.segments import NewSegment, Segment, SegmentKind


@pytest.fixture
def criteria(ctx: Context) -> Any:
    """Makes a segment by criteria."""

    async def make(name: str = "Some", **definition: Any) -> Segment:
        new = NewSegment(kind=SegmentKind.CRITERIA, name=name, definition=definition)
        return (await segments.create_segment(ctx, new)).segment

    return make


@pytest.fixture
def by_rules(ctx: Context) -> Any:
    """Makes a segment by one group of rules."""

    async def make(*rules: Any, logic: str = "AND", name: str = "Some") -> Segment:
        tree = {"logic": logic, "rules": list(rules)}
        new = NewSegment(kind=SegmentKind.RULES, name=name, definition=tree)
        return (await segments.create_segment(ctx, new)).segment

    return make
