"""Notifications: short messages to the people who work here.

Owns    notifications
Emits   NotificationCreated, NotificationRead, NotificationDeleted, StaffNotified
Reacts  CaseOpened -> tell_of_urgent_case, at once; SLAWarned, SLABreached -> tell_of_promise, as a job
        DeliveryAlertRaised -> tell_of_delivery_alert, ProviderTroubled -> tell_of_provider_trouble, as jobs
Needs   access, customers, sla, cases

A notification is for one user, or for whoever works here when it names nobody. Users may live elsewhere: their ids are
not looked up. Administrators, supervisors and machines see all of them, others their own and those for everybody.
Erasing a customer keeps the notifications about it, without the customer and without what a person wrote.
"""

from .events import NotificationCreated, NotificationDeleted, NotificationRead, StaffNotified
from .occasions import (
    tell_of_delivery_alert,
    tell_of_promise,
    tell_of_provider_trouble,
    tell_of_urgent_case,
)
from .records import NewNotification, Notice, Notification, NotificationType
from .service import (
    create_notification,
    delete_notification,
    get_notification,
    list_notifications,
    list_notifications_of_user,
    list_unread_of_user,
    mark_read,
)
from .telling import tell_staff

__all__ = [
    "NewNotification",
    "Notice",
    "Notification",
    "NotificationCreated",
    "NotificationDeleted",
    "NotificationRead",
    "NotificationType",
    "StaffNotified",
    "create_notification",
    "delete_notification",
    "get_notification",
    "list_notifications",
    "list_notifications_of_user",
    "list_unread_of_user",
    "mark_read",
    "tell_of_delivery_alert",
    "tell_of_promise",
    "tell_of_provider_trouble",
    "tell_of_urgent_case",
    "tell_staff",
]
