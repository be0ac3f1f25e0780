"""What follows from what: every event with the jobs that it brings about, on one screen.

A job is written in the transaction of its event. An event from which nothing follows is listed with nothing.
"""

from collections.abc import Iterable

import msgspec

from . import (
    access,
    cases,
    communications,
    customers,
    feedback,
    interactions,
    notifications,
    recommendations,
    segments,
    sentiment,
    sla,
)
from .context import Job, Reactions
from .events import Event


class Once(msgspec.Struct, frozen=True):
    """One job without arguments, however many events ask for it before it begins."""

    job: str

    def __call__(self, event: Event) -> Iterable[Job]:  # noqa: ARG002  (the protocol names it)
        """The job."""
        return (Job(name=self.job, dedupe_key=self.job),)


REACTIONS: Reactions = {
    access.ApiKeyCreated: (),
    access.ApiKeyRevoked: (),
    access.PasswordChanged: (),
    access.RefreshTokenReused: (),
    access.RoleChanged: (),
    access.SessionEnded: (),
    access.SessionRefreshed: (),
    access.SignInRefused: (),
    access.TokenIssued: (),
    access.TokenRevoked: (),
    access.UserCreated: (),
    access.UserDeactivated: (),
    access.UserSignedIn: (),
    cases.CaseOpened: (),
    cases.CaseStatusChanged: (),
    cases.CaseEscalated: (),
    cases.CaseAssigned: (),
    cases.CaseUpdated: (),
    cases.CaseNoted: (),
    cases.CaseDeleted: (),
    communications.CommunicationQueued: (),
    communications.CommunicationSent: (),
    communications.CommunicationDelivered: (),
    communications.CommunicationOpened: (),
    communications.CommunicationClicked: (),
    communications.CommunicationFailed: (),
    communications.CommunicationSuppressed: (),
    communications.CommunicationExpired: (),
    communications.CommunicationRetried: (),
    communications.PreferencesUpdated: (),
    communications.CustomerOptedOut: (),
    communications.CustomerOptedIn: (),
    communications.MessageReceived: (),
    customers.CustomerCreated: (),
    customers.CustomerUpdated: (),
    customers.CustomerDeactivated: (),
    customers.CustomerErased: (),
    customers.CustomersExported: (),
    customers.CustomersImported: (Once("customers.refresh_statistics"),),
    feedback.FeedbackSubmitted: (),
    feedback.FeedbackUpdated: (),
    feedback.FeedbackResolved: (),
    feedback.FeedbackReopened: (),
    feedback.FeedbackDeleted: (),
    interactions.InteractionLogged: (),
    interactions.InteractionUpdated: (),
    interactions.InteractionDeleted: (),
    notifications.NotificationCreated: (),
    notifications.NotificationRead: (),
    notifications.NotificationDeleted: (),
    notifications.StaffNotified: (),
    recommendations.ActionAdded: (),
    recommendations.ActionCompleted: (),
    recommendations.ActionDeleted: (),
    recommendations.ActionsGenerated: (),
    segments.SegmentCreated: (),
    segments.SegmentUpdated: (),
    segments.SegmentDeleted: (),
    segments.SegmentsRecounted: (),
    sentiment.SentimentAnalysed: (),
    sentiment.SentimentDeleted: (),
    sla.SLAWarned: (),
    sla.SLABreached: (),
    sla.SLAPolicyCreated: (),
    sla.SLACalendarCreated: (),
}
