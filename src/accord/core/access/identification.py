"""Who is calling: from a token or a key to an actor with rights."""

from datetime import datetime, timedelta

import msgspec

from accord.core.context import Actor, ActorKind
from accord.core.permissions import ROLES
from accord.kit import clock
from accord.kit.crypto import BadToken, TokenKeys, secrets
from accord.kit.db import Database, Db

from . import identification_store as store
from . import revocation_store
from .claims import Claims, read_claims, token_id_of
from .errors import BadCredentials, MissingCredentials
from .grants import Grants
from .ports import CustomerDirectory

KEY_PREFIX = "ak_"
NOTED_EVERY = timedelta(minutes=1)


class _Known(msgspec.Struct, frozen=True):
    """An actor identified a moment ago, and until when that may be believed."""

    actor: Actor
    until: datetime


class Identifier:
    """Finds the actor of a credential, believing itself for `cache_seconds`.

    So long can a sign-out or a change of role take to act; an expiry always acts at its instant.
    `unknown_subject` is "reject", or "machine" to accept tokens of unknown subjects with just their claims.
    """

    def __init__(
        self,
        database: Database,
        keys: TokenKeys,
        *,
        customers: CustomerDirectory,
        strict_claims: bool = False,
        unknown_subject: str = "reject",
        cache_seconds: float = 5.0,
        cache_size: int = 10_000,
    ) -> None:
        self._database = database
        self._keys = keys
        self._customers = customers
        self._strict = strict_claims
        self._accepts_unknown = unknown_subject == "machine"
        self._believed = timedelta(seconds=cache_seconds)
        self._size = cache_size
        self._known: dict[str, _Known] = {}

    async def identify(self, credential: str | None, dialect: str, *, now: datetime | None = None) -> Actor:
        """The actor that a credential names to a dialect.

        Raises MissingCredentials, BadCredentials, DatabaseUnavailable.
        """
        if not credential:
            raise MissingCredentials
        now = now or clock.now()
        known = self._known.get(credential)
        if known is None or known.until <= now:
            known = await self._recognise(credential, now)
        audience = known.actor.audience
        if audience is not None and dialect not in audience:
            raise BadCredentials
        return known.actor

    async def _recognise(self, credential: str, now: datetime) -> _Known:
        self._known.pop(credential, None)
        if credential.startswith(KEY_PREFIX):
            actor = await self._actor_of_key(credential, now)
        else:
            actor = await self._actor_of_token(credential, now)
        until = now + self._believed
        if actor.token_expires_at is not None:
            until = min(until, actor.token_expires_at)
        known = self._known[credential] = _Known(actor, until)
        while len(self._known) > self._size:  # The oldest goes first: a dict keeps the order of insertion.
            del self._known[next(iter(self._known))]
        return known

    async def _actor_of_key(self, secret: str, now: datetime) -> Actor:
        async with self._database.reading() as db:
            key = await store.find_key(db, secrets.digest(secret))
        expired = key is not None and key.expires_at is not None and key.expires_at <= now
        if key is None or key.revoked_at is not None or expired:
            raise BadCredentials
        if key.last_used_at is None or key.last_used_at <= now - NOTED_EVERY:
            async with self._database.transaction() as db:
                await store.note_use(db, key.id, now=now, before=now - NOTED_EVERY)
        grants = Grants.of(key.grants)
        return Actor(
            kind=ActorKind.MACHINE,
            id=str(key.id),
            name=key.name,
            permissions=grants.rights(),
            role=grants.role,
            token_expires_at=key.expires_at,
            audience=None if key.audience is None else frozenset(key.audience),
        )

    async def _actor_of_token(self, token: str, now: datetime) -> Actor:
        try:
            verified = self._keys.verify(token, now=now.timestamp(), strict=self._strict)
        except BadToken as error:
            raise BadCredentials from error
        claims = read_claims(verified)
        async with self._database.reading() as db:
            return await self._actor_of_claims(db, claims, token_id_of(claims, token), now)

    async def _actor_of_claims(self, db: Db, claims: Claims, token_id: str, now: datetime) -> Actor:
        kind = claims.actor_kind
        actor = None
        if kind in (ActorKind.USER, None):
            actor = await _user(db, claims, token_id, now)
        if actor is None and kind in (ActorKind.CUSTOMER, None):
            actor = await self._customer(db, claims, token_id)
        if actor is None and (kind is ActorKind.MACHINE or (kind is None and self._accepts_unknown)):
            actor = await _machine(db, claims, token_id)
        if actor is None:
            raise BadCredentials
        return actor

    async def _customer(self, db: Db, claims: Claims, token_id: str) -> Actor | None:
        if claims.subject_id is None:
            return None
        found = await self._customers.find_identity(db, claims.subject_id)
        if found is None:
            return None
        await _ensure_not_revoked(db, token_id)
        customer_id, name = found
        return Actor(
            kind=ActorKind.CUSTOMER,
            id=str(customer_id),
            name=name,
            permissions=claims.rights(with_role=False),
            token_id=token_id,
            token_expires_at=claims.expires_at,
            audience=claims.audience,
        )


async def _user(db: Db, claims: Claims, token_id: str, now: datetime) -> Actor | None:
    """None when there is no such user. A user who may not come in is not looked for elsewhere."""
    if claims.subject_id is None:
        return None
    standing = await store.find_standing(
        db, claims.subject_id, session_id=claims.sid, token_id=token_id, now=now
    )
    if standing is None:
        return None
    if not standing.is_active or standing.is_revoked or not _is_current(claims, standing):
        raise BadCredentials
    return Actor(
        kind=ActorKind.USER,
        id=str(standing.id),
        name=standing.full_name,
        permissions=claims.narrowed(ROLES[standing.role]),
        role=standing.role,
        session_id=claims.sid,
        token_id=token_id,
        token_expires_at=claims.expires_at,
        audience=claims.audience,
    )


def _is_current(claims: Claims, standing: store.Standing) -> bool:
    """A session's token holds while the session does; any other must be younger than the password."""
    if claims.sid is not None:
        return standing.session_holds
    changed = standing.password_changed_at
    return changed is None or (claims.iat is not None and claims.iat >= changed.timestamp())


async def _machine(db: Db, claims: Claims, token_id: str) -> Actor:
    await _ensure_not_revoked(db, token_id)
    return Actor(
        kind=ActorKind.MACHINE,
        id=claims.sub,
        name=claims.name or claims.sub,
        permissions=claims.rights(with_role=True),
        role=claims.canonical_role,
        token_id=token_id,
        token_expires_at=claims.expires_at,
        audience=claims.audience,
    )


async def _ensure_not_revoked(db: Db, token_id: str) -> None:
    if await revocation_store.is_revoked(db, token_id):
        raise BadCredentials
