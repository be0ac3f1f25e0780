"""Making tokens: what each kind of token says."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from accord.core.context import ActorKind
from accord.core.permissions import ROLES, Role
from accord.kit.crypto import TokenKeys
from accord.kit.ids import new_id
from accord.kit.records import Record

from .grants import Grants, compact
from .ports import CustomerDirectory
from .records import User

EVERYWHERE = "accord"


class Issued(Record, frozen=True):
    """A token made, and what its maker has to remember of it."""

    token: str
    token_id: str
    expires_at: datetime


class Issuer:
    """Signs tokens. `access_seconds` is how long those of a sign-in live."""

    def __init__(self, keys: TokenKeys, *, customers: CustomerDirectory, access_seconds: int = 3600) -> None:
        self.customers = customers
        self._keys = keys
        self._access = timedelta(seconds=access_seconds)

    def access_token(
        self, user: User, session_id: UUID, *, now: datetime, session_ends_at: datetime
    ) -> Issued:
        """The token of a sign-in: as long as access tokens live, but no longer than its session.

        It carries no `scope`: that would keep a later change of role from acting on it.
        """
        return self._issue(
            now,
            min(_whole_seconds(now) + self._access, session_ends_at),
            sub=str(user.id),
            kind=ActorKind.USER,
            name=user.full_name,
            role=user.role,
            permissions=compact(ROLES[user.role]),
            sid=str(session_id),
        )

    def machine_token(
        self,
        name: str,
        grants: Grants,
        lifetime: timedelta,
        *,
        now: datetime,
        audience: Iterable[str] | None,
    ) -> Issued:
        """The token of a program, which is its own subject: two tokens of one name share its allowances."""
        return self._issue(
            now,
            now + lifetime,
            audience,
            sub=name,
            kind=ActorKind.MACHINE,
            name=name,
            role=grants.role or Role.API,
            scope=" ".join(grants.scopes),
            permissions=list(grants.permissions),
        )

    def customer_token(
        self,
        customer_id: UUID,
        name: str,
        grants: Grants,
        lifetime: timedelta,
        *,
        now: datetime,
        audience: Iterable[str] | None,
    ) -> Issued:
        """The token of a customer, who acts on own records only."""
        return self._issue(
            now,
            now + lifetime,
            audience,
            sub=str(customer_id),
            kind=ActorKind.CUSTOMER,
            name=name,
            role="customer",
            scope=" ".join(grants.scopes),
            permissions=list(grants.permissions),
        )

    def _issue(
        self, now: datetime, expires_at: datetime, audience: Iterable[str] | None = None, **claims: Any
    ) -> Issued:
        token_id = str(new_id())
        expires_at = _whole_seconds(expires_at)
        said = {
            **claims,
            "aud": EVERYWHERE if audience is None else sorted(audience),
            "iat": int(now.timestamp()),
            "exp": int(expires_at.timestamp()),
            "jti": token_id,
        }
        return Issued(token=self._keys.sign(said), token_id=token_id, expires_at=expires_at)


def _whole_seconds(instant: datetime) -> datetime:
    return datetime.fromtimestamp(int(instant.timestamp()), UTC)
