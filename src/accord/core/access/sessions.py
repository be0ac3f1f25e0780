"""Sessions: how a sign-in goes on, and how it ends.

A session is a chain of refresh tokens of which the last one holds. Each is used once; what follows it is
derived from it, so that two requests that use it at once get the same successor and the chain never forks. An
old one that comes back is a copy in the wrong hands, and ends the session.
"""

import base64
import hashlib
import hmac
import os
from datetime import datetime, timedelta
from math import ceil
from uuid import UUID

from accord.core.context import Actor, ActorKind, Context
from accord.core.permissions import ROLES
from accord.kit.crypto import secrets
from accord.kit.db import Db
from accord.kit.ids import new_id

from . import revocation_store, users_store
from . import sessions_store as store
from .errors import BadCredentials, StolenRefreshToken
from .events import RefreshTokenReused, SessionEnded, SessionRefreshed, TokenRevoked, UserSignedIn
from .issuing import Issuer
from .records import Session, SessionEnd, TokenPair, User

PREFIX = "rt_"
IDLE = timedelta(days=7)
LIFE = timedelta(days=30)
REPEATABLE = timedelta(seconds=10)


async def open_session(ctx: Context, issuer: Issuer, user: User, *, network: str) -> TokenPair:
    """Begin a session of a user who has just proven who it is; from here on the context is that user's."""
    ctx.public()
    session = await store.add(
        ctx.db, session_id=new_id(), user_id=user.id, now=ctx.now, expires_at=ctx.now + LIFE
    )
    token = secrets.new_secret(PREFIX)
    await store.add_token(ctx.db, secrets.digest(token), session.id, os.urandom(32), now=ctx.now)
    _act_as(ctx, user, session)
    await ctx.emit(UserSignedIn(subject_id=user.id, session_id=session.id, network=network))
    return _pair(ctx, issuer, user, session, token)


async def refresh(ctx: Context, issuer: Issuer, refresh_token: str) -> TokenPair:
    """New tokens for a refresh token, which is used up; a repetition within 10 s gets the same one again.

    Raises BadCredentials for one that does not hold, StolenRefreshToken for one that was replaced before.
    """
    ctx.public()
    digest = secrets.digest(refresh_token)
    session = await store.lock_session_of(ctx.db, digest)
    found = await store.find_token(ctx.db, digest)
    user = None if session is None else await users_store.find(ctx.db, session.user_id)
    if session is None or found is None or user is None or not _is_alive(ctx, session) or not user.is_active:
        raise BadCredentials
    _act_as(ctx, user, session)
    successor = _successor(refresh_token, found.seed)
    if found.used_at is None:
        await store.use_token(ctx.db, digest, session.id, now=ctx.now)
        await store.add_token(ctx.db, secrets.digest(successor), session.id, os.urandom(32), now=ctx.now)
    elif not await _is_repetition(ctx, found, successor):
        await store.end(ctx.db, [session.id], SessionEnd.TOKEN_REUSED, now=ctx.now)
        await ctx.emit(RefreshTokenReused(subject_id=user.id, session_id=session.id))
        raise StolenRefreshToken
    await ctx.emit(SessionRefreshed(subject_id=user.id, session_id=session.id))
    return _pair(ctx, issuer, user, session, successor)


async def sign_out(ctx: Context, refresh_token: str | None = None) -> None:
    """End the caller's session, and that of the refresh token, whose possession proves enough.

    A token without a session is revoked by its id; an API key stays, it is no session.
    """
    ctx.public()
    wanted = [] if ctx.actor.session_id is None else [ctx.actor.session_id]
    if refresh_token is not None:
        session = await store.lock_session_of(ctx.db, secrets.digest(refresh_token))
        wanted += [] if session is None else [session.id]
    for ended in await store.end(ctx.db, wanted, SessionEnd.SIGNED_OUT, now=ctx.now):
        await ctx.emit(
            SessionEnded(subject_id=ended.user_id, session_id=ended.id, reason=SessionEnd.SIGNED_OUT)
        )
    token_id, expires_at = ctx.actor.token_id, ctx.actor.token_expires_at
    if ctx.actor.session_id is None and token_id is not None and expires_at is not None:
        await revocation_store.revoke(ctx.db, token_id, now=ctx.now, expires_at=expires_at)
        await ctx.emit(TokenRevoked(customer_id=ctx.actor.customer_id, token_id=token_id))


async def end_sessions_of(db: Db, user_id: UUID, reason: SessionEnd, *, now: datetime) -> int:
    """End all sessions of a user, whose own event tells of it; how many there were."""
    return len(await store.end_of_user(db, user_id, reason, now=now))


def _is_alive(ctx: Context, session: Session) -> bool:
    return session.ended_at is None and ctx.now < session.expires_at and ctx.now < session.last_used_at + IDLE


async def _is_repetition(ctx: Context, token: store.RefreshToken, successor: str) -> bool:
    """Whether a used token is the one just replaced, shown again since an answer may have been lost."""
    if token.used_at is None or ctx.now - token.used_at > REPEATABLE:
        return False
    following = await store.find_token(ctx.db, secrets.digest(successor))
    return following is not None and following.used_at is None


def _successor(token: str, seed: bytes) -> str:
    """Who has the token alone cannot know it, and who has the database alone cannot either."""
    derived = hmac.digest(seed, token.encode(), hashlib.sha256)
    return PREFIX + base64.urlsafe_b64encode(derived).rstrip(b"=").decode()


def _pair(ctx: Context, issuer: Issuer, user: User, session: Session, refresh_token: str) -> TokenPair:
    access = issuer.access_token(user, session.id, now=ctx.now, session_ends_at=session.expires_at)
    return TokenPair(
        access_token=access.token,
        refresh_token=refresh_token,
        expires_in_seconds=ceil((access.expires_at - ctx.now).total_seconds()),
        user=user,
    )


def _act_as(ctx: Context, user: User, session: Session) -> None:
    ctx.actor = Actor(
        kind=ActorKind.USER,
        id=str(user.id),
        name=user.full_name,
        permissions=ROLES[user.role],
        role=user.role,
        session_id=session.id,
    )
