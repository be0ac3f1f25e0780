"""Figures as records."""

from accord.core.customers import Customer
from accord.core.feedback import FeedbackFigures
from accord.core.interactions import Channel
from accord.kit.records import Record


class CustomerSummary(Record):
    """A customer with what the others know: contacts ever, feedback ever, names of the segments it is in now."""

    customer: Customer
    interactions_by_channel: dict[Channel, int]
    feedback: FeedbackFigures
    segments: list[str]
