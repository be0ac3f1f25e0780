"""What happens to users, sessions and keys. `subject_id` is the user, or the key; no event holds a secret."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from accord.core.events import Event
from accord.core.permissions import Role

from .records import SessionEnd


class UserCreated(Event, frozen=True):
    """Somebody works here from now on."""

    type: ClassVar[str] = "user.created"
    role: Role


class RoleChanged(Event, frozen=True):
    """A user is here for something else from now on."""

    type: ClassVar[str] = "user.role_changed"
    before: Role
    after: Role


class PasswordChanged(Event, frozen=True):
    """A user's password was replaced; all sessions ended with it."""

    type: ClassVar[str] = "user.password_changed"
    ended_sessions: int


class UserDeactivated(Event, frozen=True):
    """A user may not sign in any more; all sessions ended with it."""

    type: ClassVar[str] = "user.deactivated"
    ended_sessions: int


class UserSignedIn(Event, frozen=True):
    """A session began."""

    type: ClassVar[str] = "user.signed_in"
    session_id: UUID
    network: str


class SignInRefused(Event, frozen=True):
    """An attempt to sign in failed and was counted. Without `subject_id` there is no such user."""

    type: ClassVar[str] = "user.sign_in_refused"
    network: str


class SessionRefreshed(Event, frozen=True):
    """A session's tokens were replaced by new ones."""

    type: ClassVar[str] = "session.refreshed"
    session_id: UUID


class SessionEnded(Event, frozen=True):
    """A session ended before its time."""

    type: ClassVar[str] = "session.ended"
    session_id: UUID
    reason: SessionEnd


class RefreshTokenReused(Event, frozen=True):
    """A refresh token came back after it was replaced: somebody has a copy. The session was ended."""

    type: ClassVar[str] = "session.refresh_token_reused"
    session_id: UUID


class TokenIssued(Event, frozen=True):
    """A token was made for a program, or for the customer named by `customer_id`."""

    type: ClassVar[str] = "token.issued"
    name: str
    token_id: str
    grants: tuple[str, ...]
    expires_at: datetime


class TokenRevoked(Event, frozen=True):
    """A token was given back before its time."""

    type: ClassVar[str] = "token.revoked"
    token_id: str


class ApiKeyCreated(Event, frozen=True):
    """A key was made for a program."""

    type: ClassVar[str] = "api_key.created"
    name: str
    grants: tuple[str, ...]
    expires_at: datetime | None


class ApiKeyRevoked(Event, frozen=True):
    """A key holds no more."""

    type: ClassVar[str] = "api_key.revoked"
    name: str
