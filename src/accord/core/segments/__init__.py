"""Segments: named parts of the customers, told by criteria or by a tree of rules.

Owns    segments
Emits   SegmentCreated, SegmentUpdated, SegmentDeleted, SegmentsRecounted
Needs   customers

Criteria and rules become one tree, and a tree becomes one SQL condition, which counts, lists, tells the segments of a
customer and explains. Membership is evaluated whenever somebody asks and stored nowhere, so it is never out of date.
A rule cannot look at a window of time yet (`within`): that takes orders to measure over.
"""

from .errors import SegmentNameTaken
from .events import SegmentCreated, SegmentDeleted, SegmentsRecounted, SegmentUpdated
from .explaining import explain_membership
from .fields import FIELDS, OPERATORS, Comparison, Field
from .membership import assign_customer, list_members, names_matching, preview_members, recount_segments
from .records import (
    CountedSegment,
    Explanation,
    FieldType,
    Group,
    GroupOutcome,
    Logic,
    NewSegment,
    Operator,
    Rule,
    RuleOutcome,
    Segment,
    SegmentChanges,
    SegmentKind,
    SegmentMembers,
    SegmentQuery,
    SegmentSource,
)
from .service import create_segment, delete_segment, get_segment, list_segments, update_segment

__all__ = [
    "FIELDS",
    "OPERATORS",
    "Comparison",
    "CountedSegment",
    "Explanation",
    "Field",
    "FieldType",
    "Group",
    "GroupOutcome",
    "Logic",
    "NewSegment",
    "Operator",
    "Rule",
    "RuleOutcome",
    "Segment",
    "SegmentChanges",
    "SegmentCreated",
    "SegmentDeleted",
    "SegmentKind",
    "SegmentMembers",
    "SegmentNameTaken",
    "SegmentQuery",
    "SegmentSource",
    "SegmentUpdated",
    "SegmentsRecounted",
    "assign_customer",
    "create_segment",
    "delete_segment",
    "explain_membership",
    "get_segment",
    "list_members",
    "list_segments",
    "names_matching",
    "preview_members",
    "recount_segments",
    "update_segment",
]
