"""Changing a password."""

from uuid import UUID

from accord.core.context import Context
from accord.core.errors import Invalid, NotFound
from accord.core.permissions import ROLES, Permission

from . import hashing, lockout, rules, sessions
from . import users_store as store
from .errors import WrongCurrentPassword
from .events import PasswordChanged
from .grants import ensure_grantable
from .records import SessionEnd, User


async def change_password(
    ctx: Context, user_id: UUID, new_password: str, *, current_password: str | None = None
) -> User:
    """Replace a user's password and end all sessions. The own one takes the current password.

    Raises NotFound, Invalid, WrongCurrentPassword, TooManyAttempts, and Forbidden for the password of another
    user without the permission, or with rights that the actor lacks.
    """
    if ctx.actor.user_id == user_id:
        ctx.public()
        await _prove(ctx, user_id, current_password)
    else:
        ctx.require(Permission.USERS_UPDATE)
        ctx.forbid_customers(Permission.USERS_UPDATE)
    user = await store.find(ctx.db, user_id, lock=True)
    if user is None:
        raise NotFound("user", user_id)
    if ctx.actor.user_id != user_id:
        ensure_grantable(ctx.actor.permissions, ROLES[user.role])
    problem = rules.password_problem(new_password, "new_password")
    if problem is not None:
        raise Invalid([problem])
    changed = await store.set_password(ctx.db, user_id, await hashing.hash_of(new_password), at=ctx.now)
    ended = await sessions.end_sessions_of(ctx.db, user_id, SessionEnd.PASSWORD_CHANGED, now=ctx.now)
    await ctx.emit(PasswordChanged(subject_id=user_id, ended_sessions=ended))
    return changed


async def _prove(ctx: Context, user_id: UUID, current_password: str | None) -> None:
    """A stolen session is no way to guess the password: failures count as failed sign-ins do."""
    user = await store.find(ctx.db, user_id)
    if user is None:
        raise NotFound("user", user_id)
    counters = (rules.account_key(user.email),)
    await lockout.lock(ctx.db, counters, now=ctx.now)
    if not await hashing.matches(current_password or "", await store.lock_password(ctx.db, user_id)):
        await lockout.count_failure(ctx.db, counters, now=ctx.now)
        raise WrongCurrentPassword
