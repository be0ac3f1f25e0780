"""The records of access. None holds a secret, except the pair of tokens that is handed out once."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from accord.core.context import ActorKind
from accord.core.permissions import Role
from accord.kit.paging import Page
from accord.kit.records import Record


class User(Record, frozen=True):
    """Somebody who works here."""

    id: UUID
    email: str
    full_name: str
    role: Role
    is_active: bool
    last_login_at: datetime | None
    created_at: datetime
    updated_at: datetime | None


class UserQuery(Record, frozen=True):
    """Which users are wanted; None does not narrow."""

    page: Page
    role: Role | None = None
    is_active: bool | None = None


class SessionEnd(StrEnum):
    """Why a session ended before its time."""

    SIGNED_OUT = "signed_out"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105  (a reason, no password)
    DEACTIVATED = "deactivated"
    TOKEN_REUSED = "token_reused"  # noqa: S105  (a reason, no token)


class Session(Record, frozen=True):
    """One sign-in of a user, kept alive by its refresh tokens. `expires_at` is the end that no use moves."""

    id: UUID
    user_id: UUID
    created_at: datetime
    last_used_at: datetime
    expires_at: datetime
    ended_at: datetime | None


class TokenPair(Record, frozen=True):
    """What a sign-in or a refresh hands out: the only time that the refresh token is seen."""

    access_token: str
    refresh_token: str
    expires_in_seconds: int
    user: User


class ApiKey(Record, frozen=True):
    """A key for a program: what it may do, where, until when. Its secret is not kept."""

    id: UUID
    name: str
    grants: tuple[str, ...]
    audience: tuple[str, ...] | None
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    last_used_at: datetime | None


class Profile(Record, frozen=True):
    """What a caller may know of itself. `id` is the token's subject; only users have an e-mail address."""

    kind: ActorKind
    id: str
    email: str | None
    full_name: str
    role: Role | None
    is_active: bool
    permissions: tuple[str, ...]


class Purged(Record, frozen=True):
    """How many rows of each kind a purge removed."""

    sessions: int
    revoked_tokens: int
    login_failures: int
