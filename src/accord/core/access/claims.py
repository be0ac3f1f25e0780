"""What a token says, once its signature and its times are known to hold."""

import hashlib
from datetime import UTC, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from accord.core.context import ActorKind
from accord.core.permissions import Permission, Role, expand, role_named
from accord.kit.ids import read_uuid

from .errors import BadCredentials
from .grants import Grants
from .issuing import EVERYWHERE

_YEAR_10000 = 253_402_300_800  # The first second that a datetime cannot hold.
Instant = Annotated[float, Meta(ge=0, lt=_YEAR_10000)]
Kind = Literal["user", "customer", "machine"]


class Claims(msgspec.Struct, frozen=True):
    """The claims that say who a token is of and what it is good for."""

    sub: str
    exp: Instant
    iat: float | None = None
    aud: str | list[str] | None = None
    jti: str | None = None
    scope: str | list[str] | None = None
    permissions: list[str] | None = None
    role: str | None = None
    kind: Kind | None = None
    sid: UUID | None = None
    name: str | None = None

    @property
    def expires_at(self) -> datetime:
        """When the token stops to hold."""
        return datetime.fromtimestamp(self.exp, UTC)

    @property
    def actor_kind(self) -> ActorKind | None:
        """The kind of its subject; None when the token does not say."""
        return None if self.kind is None else ActorKind(self.kind)

    @property
    def subject_id(self) -> UUID | None:
        """The subject as the id of a row; None when it is none."""
        return read_uuid(self.sub)

    @property
    def audience(self) -> frozenset[str] | None:
        """The dialects that the token is for; None for all."""
        if self.aud is None:
            return None
        words = frozenset([self.aud] if isinstance(self.aud, str) else self.aud)
        return None if EVERYWHERE in words else words

    @property
    def canonical_role(self) -> Role | None:
        """The role in our words; None without one, or for a word we do not know."""
        return None if self.role is None else role_named(self.role)

    @property
    def scopes(self) -> frozenset[str]:
        """The words of the scope."""
        words = self.scope.split() if isinstance(self.scope, str) else self.scope or ()
        return frozenset(words)

    def rights(self, *, with_role: bool) -> frozenset[Permission]:
        """Everything that the claims grant together."""
        granted = Grants(
            permissions=(*self.scopes, *(self.permissions or ())),
            role=self.canonical_role if with_role else None,
        )
        return granted.rights()

    def narrowed(self, rights: frozenset[Permission]) -> frozenset[Permission]:
        """Somebody's rights as far as the token's scope, if it has one, lets it use them."""
        return rights if self.scope is None else rights & expand(self.scopes)


def read_claims(verified: dict[str, Any]) -> Claims:
    """The claims of a verified token. Raises BadCredentials for a kind or session that we do not know."""
    try:
        return msgspec.convert(verified, Claims)
    except msgspec.ValidationError as error:
        raise BadCredentials from error


def token_id_of(claims: Claims, token: str) -> str:
    """What a token is revoked by: its `jti`, or its digest when it has none."""
    return claims.jti or f"sha256:{hashlib.sha256(token.encode()).hexdigest()}"
