"""Feedback: how customers rate what they were given, and how staff settled what they did not like.

Owns    feedback
Emits   FeedbackSubmitted, FeedbackUpdated, FeedbackResolved, FeedbackReopened, FeedbackDeleted
Needs   customers, sentiment, events

The sentiment follows from the rating, never from the comments. Feedback of a merged customer belongs to the
survivor. Anonymous feedback keeps its customer, and is told by no customer's timeline.
"""

from .errors import ResolverNotAllowed
from .events import FeedbackDeleted, FeedbackReopened, FeedbackResolved, FeedbackSubmitted, FeedbackUpdated
from .records import (
    Feedback,
    FeedbackChanges,
    FeedbackFigures,
    FeedbackQuery,
    FeedbackStats,
    NewFeedback,
    ServiceType,
)
from .service import (
    delete_feedback,
    get_feedback,
    list_feedback,
    list_feedback_of_customer,
    submit_feedback,
    update_feedback,
)
from .statistics import feedback_figures, feedback_stats

__all__ = [
    "Feedback",
    "FeedbackChanges",
    "FeedbackDeleted",
    "FeedbackFigures",
    "FeedbackQuery",
    "FeedbackReopened",
    "FeedbackResolved",
    "FeedbackStats",
    "FeedbackSubmitted",
    "FeedbackUpdated",
    "NewFeedback",
    "ResolverNotAllowed",
    "ServiceType",
    "delete_feedback",
    "feedback_figures",
    "feedback_stats",
    "get_feedback",
    "list_feedback",
    "list_feedback_of_customer",
    "submit_feedback",
    "update_feedback",
]
