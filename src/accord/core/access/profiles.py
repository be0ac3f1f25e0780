"""What a caller may know of itself."""

from accord.core.context import ActorKind, Context
from accord.core.permissions import Role

from . import users_store
from .errors import BadCredentials
from .records import Profile


async def describe_actor(ctx: Context) -> Profile:
    """Who the caller is, and what it may do now. Raises BadCredentials for a user that is gone since."""
    ctx.public()
    actor = ctx.actor
    user = None if actor.user_id is None else await users_store.find(ctx.db, actor.user_id)
    if actor.kind is ActorKind.USER and user is None:
        raise BadCredentials
    return Profile(
        kind=actor.kind,
        id=actor.id,
        email=None if user is None else user.email,
        full_name=actor.name if user is None else user.full_name,
        role=Role.API if actor.kind is ActorKind.MACHINE and actor.role is None else actor.role,
        is_active=user is None or user.is_active,
        permissions=tuple(sorted(actor.permissions)),
    )
