"""What a caller may know of itself."""

from accord.core.context import ActorKind, Context
from accord.core.permissions import ROLES, Permission, Role

from . import users_store
from .errors import BadCredentials
from .records import Profile, User


async def describe_actor(ctx: Context) -> Profile:
    """Who the caller is, and what it may do now. Raises BadCredentials for a user that is gone since."""
    ctx.public()
    actor = ctx.actor
    if actor.user_id is not None:
        user = await users_store.find(ctx.db, actor.user_id)
        if user is None:
            raise BadCredentials
        return _profile(user, actor.permissions)
    return Profile(
        kind=actor.kind,
        id=actor.id,
        email=None,
        full_name=actor.name,
        role=Role.API if actor.kind is ActorKind.MACHINE and actor.role is None else actor.role,
        is_active=True,
        permissions=tuple(sorted(actor.permissions)),
    )


def profile_of(user: User) -> Profile:
    """A user with all the rights of the role, as after signing in."""
    return _profile(user, ROLES[user.role])


def _profile(user: User, permissions: frozenset[Permission]) -> Profile:
    return Profile(
        kind=ActorKind.USER,
        id=str(user.id),
        email=user.email,
        full_name=user.full_name,
        role=user.role,
        is_active=user.is_active,
        permissions=tuple(sorted(permissions)),
    )
