"""What follows from what: every event with the jobs that it brings about, on one screen.

A job is written in the transaction of its event. An event from which nothing follows is listed with nothing.
"""

from collections.abc import Iterable

import msgspec

from . import (
    access,
    automation,
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
from .analytics import delivery
from .context import AtOnce, Job, Reactions
from .events import Event


class Once(msgspec.Struct, frozen=True):
    """One job without arguments, however many events ask for it before it begins."""

    job: str

    def __call__(self, event: Event) -> Iterable[Job]:  # noqa: ARG002  (the protocol names it)
        """The job."""
        return (Job(name=self.job, dedupe_key=self.job),)


class Each(msgspec.Struct, frozen=True):
    """One job for each event, which is given what the event tells."""

    job: str

    def __call__(self, event: Event) -> Iterable[Job]:
        """The job."""
        subject_id = None if event.subject_id is None else str(event.subject_id)
        return (Job(name=self.job, arguments={"type": event.type, "subject_id": subject_id, **event.data()}),)


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
    automation.WorkflowCreated: (),
    automation.WorkflowUpdated: (),
    automation.WorkflowDeleted: (),
    automation.WorkflowStarted: (),
    automation.WorkflowsFired: (),
    automation.WorkflowCompleted: (),
    automation.WorkflowFailed: (AtOnce(automation.tell_failure),),
    automation.WorkflowStatusSet: (),
    cases.CaseOpened: (AtOnce(notifications.tell_of_urgent_case), AtOnce(automation.on_event)),
    cases.CaseStatusChanged: (AtOnce(automation.on_event),),
    cases.CaseEscalated: (),
    cases.CaseAssigned: (),
    cases.CaseUpdated: (),
    cases.CaseNoted: (),
    cases.CaseDeleted: (),
    communications.AddressRelieved: (),
    communications.CommunicationQueued: (),
    communications.CommunicationDeferred: (),
    communications.CommunicationSent: (automation.on_message_settled,),
    communications.CommunicationDelivered: (),
    communications.CommunicationOpened: (),
    communications.CommunicationClicked: (),
    communications.CommunicationFailed: (automation.on_message_settled,),
    communications.CommunicationSuppressed: (automation.on_message_settled,),
    communications.CommunicationExpired: (automation.on_message_settled,),
    communications.CommunicationRetried: (),
    communications.PreferencesUpdated: (),
    communications.CustomerOptedOut: (),
    communications.CustomerOptedIn: (),
    communications.MessageReceived: (),
    communications.ProviderRecovered: (),
    communications.ProviderTroubled: (Each("notifications.tell_of_provider_trouble"),),
    customers.CustomerCreated: (AtOnce(automation.on_event),),
    customers.CustomerUpdated: (AtOnce(automation.on_event),),
    customers.CustomerDeactivated: (),
    customers.CustomerErased: (),
    customers.CustomersExported: (),
    customers.CustomersImported: (Once("customers.refresh_statistics"),),
    delivery.DeliveryAlertRaised: (Each("notifications.tell_of_delivery_alert"),),
    delivery.DeliveryExported: (),
    feedback.FeedbackSubmitted: (),
    feedback.FeedbackUpdated: (),
    feedback.FeedbackResolved: (),
    feedback.FeedbackReopened: (),
    feedback.FeedbackDeleted: (),
    interactions.InteractionLogged: (AtOnce(automation.on_event),),
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
    sentiment.SentimentAnalysed: (AtOnce(automation.on_event),),
    sentiment.SentimentDeleted: (),
    sla.SLAWarned: (Each("notifications.tell_of_promise"),),
    sla.SLABreached: (Each("notifications.tell_of_promise"),),
    sla.SLAPolicyCreated: (),
    sla.SLACalendarCreated: (),
}
