"""Who may see which notifications."""

from uuid import UUID

from accord.core.context import Actor, ActorKind
from accord.core.errors import Forbidden
from accord.core.permissions import Permission, Role

from .records import Notification

OVERSEERS = (Role.ADMIN, Role.SUPERVISOR)
_PROGRAMS = (ActorKind.MACHINE, ActorKind.SYSTEM)


def sees_all(actor: Actor) -> bool:
    """Whether an actor may see the notifications of every user."""
    return actor.kind in _PROGRAMS or actor.role in OVERSEERS


def ensure_own(actor: Actor, user_id: UUID, permission: Permission) -> None:
    """Refuse notifications of another user to who may see only the own ones. Raises Forbidden."""
    if user_id != actor.user_id and not sees_all(actor):
        raise Forbidden(f"Permission denied: {permission}", permission=permission)


def ensure_visible(actor: Actor, notification: Notification, permission: Permission) -> None:
    """Refuse a notification to another user. Raises Forbidden."""
    if notification.user_id is not None:
        ensure_own(actor, notification.user_id, permission)
