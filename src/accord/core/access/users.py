"""Users: who works here, and as what."""

from uuid import UUID

from accord.core.context import Context
from accord.core.errors import NotFound
from accord.core.permissions import ROLES, Permission, Role
from accord.kit.ids import new_id
from accord.kit.paging import Slice

from . import hashing, rules, sessions
from . import users_store as store
from .errors import LastAdmin, UserAlreadyInactive
from .events import RoleChanged, UserCreated, UserDeactivated
from .grants import ensure_grantable
from .records import SessionEnd, User, UserQuery


async def create_user(
    ctx: Context, *, email: str, full_name: str, role: Role, password: str | None = None
) -> User:
    """Let somebody work here; without a password, by other ways of signing in only.

    Raises Forbidden for a role with rights that the actor lacks, Invalid, EmailTaken.
    """
    ctx.require(Permission.USERS_CREATE)
    ctx.forbid_customers(Permission.USERS_CREATE)
    ensure_grantable(ctx.actor.permissions, ROLES[role])
    email, full_name = email.strip(), full_name.strip()
    rules.ensure_valid_user(email, full_name, password)
    user = await store.add(
        ctx.db,
        id=new_id(),
        email=email,
        email_key=rules.email_key(email),
        full_name=full_name,
        role=role,
        password_hash=None if password is None else await hashing.hash_of(password),
        created_at=ctx.now,
    )
    await ctx.emit(UserCreated(subject_id=user.id, role=role))
    return user


async def get_user(ctx: Context, user_id: UUID) -> User:
    """A user, inactive ones too. Raises NotFound."""
    ctx.require(Permission.USERS_READ)
    ctx.forbid_customers(Permission.USERS_READ)
    user = await store.find(ctx.db, user_id)
    if user is None:
        raise NotFound("user", user_id)
    return user


async def list_users(ctx: Context, query: UserQuery) -> Slice[User]:
    """Users, newest first."""
    ctx.require(Permission.USERS_READ)
    ctx.forbid_customers(Permission.USERS_READ)
    return await store.page(ctx.db, query)


async def count_users(ctx: Context) -> int:
    """How many users there are, inactive ones too."""
    ctx.require(Permission.USERS_READ)
    ctx.forbid_customers(Permission.USERS_READ)
    return await store.count(ctx.db)


async def change_role(ctx: Context, user_id: UUID, role: Role) -> User:
    """Have a user be here for something else; acts within seconds on tokens already issued.

    Raises NotFound, LastAdmin, and Forbidden for a role, old or new, with rights that the actor lacks.
    """
    ctx.require(Permission.USERS_UPDATE)
    ctx.forbid_customers(Permission.USERS_UPDATE)
    user = await _lock(ctx, user_id)
    ensure_grantable(ctx.actor.permissions, ROLES[role] | ROLES[user.role])
    if user.role is role:
        return user
    await _ensure_another_admin(ctx, user)
    changed = await store.set_role(ctx.db, user_id, role, at=ctx.now)
    await ctx.emit(RoleChanged(subject_id=user_id, before=user.role, after=role))
    return changed


async def deactivate_user(ctx: Context, user_id: UUID) -> User:
    """Let a user sign in no more, and end all sessions.

    Raises NotFound, UserAlreadyInactive, LastAdmin, and Forbidden for one with rights that the actor lacks.
    """
    ctx.require(Permission.USERS_DELETE)
    ctx.forbid_customers(Permission.USERS_DELETE)
    user = await _lock(ctx, user_id)
    if not user.is_active:
        raise UserAlreadyInactive
    ensure_grantable(ctx.actor.permissions, ROLES[user.role])
    await _ensure_another_admin(ctx, user)
    changed = await store.deactivate(ctx.db, user_id, at=ctx.now)
    ended = await sessions.end_sessions_of(ctx.db, user_id, SessionEnd.DEACTIVATED, now=ctx.now)
    await ctx.emit(UserDeactivated(subject_id=user_id, ended_sessions=ended))
    return changed


async def _lock(ctx: Context, user_id: UUID) -> User:
    # Administrators first and together: whoever removes one waits for whoever removes another.
    admins = {admin.id: admin for admin in await store.lock_admins(ctx.db)}
    user = admins.get(user_id) or await store.find(ctx.db, user_id, lock=True)
    if user is None:
        raise NotFound("user", user_id)
    return user


async def _ensure_another_admin(ctx: Context, user: User) -> None:
    if user.role is Role.ADMIN and user.is_active and len(await store.lock_admins(ctx.db)) == 1:
        raise LastAdmin
