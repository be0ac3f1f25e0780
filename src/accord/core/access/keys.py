"""Tokens and keys for programs, and tokens for customers. Nobody can grant rights that they lack."""

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from accord.core.context import Context
from accord.core.errors import Invalid, NotFound
from accord.core.permissions import Permission
from accord.kit.crypto import secrets
from accord.kit.ids import new_id
from accord.kit.paging import Page, Slice
from accord.kit.problems import Problem

from . import keys_store as store
from .errors import KeyAlreadyRevoked
from .events import ApiKeyCreated, ApiKeyRevoked, TokenIssued
from .grants import Grants, ensure_grantable, read_grants
from .identification import KEY_PREFIX
from .issuing import Issuer
from .records import ApiKey

LONGEST_LIFETIME = timedelta(days=3660)
LONGEST_NAME = 200


async def issue_machine_token(
    ctx: Context,
    issuer: Issuer,
    *,
    name: str,
    grants: Collection[str],
    lifetime: timedelta,
    audience: Collection[str] | None = None,
) -> str:
    """A token for a program; `audience` None means every dialect. Raises Forbidden, Invalid."""
    ctx.require(Permission.USERS_CREATE)
    ctx.forbid_customers(Permission.USERS_CREATE)
    granted = _granted(ctx, grants)
    _ensure_sound(name, lifetime=lifetime, audience=audience)
    issued = issuer.machine_token(name, granted, lifetime, now=ctx.now, audience=audience)
    await ctx.emit(
        TokenIssued(name=name, token_id=issued.token_id, grants=granted.words(), expires_at=issued.expires_at)
    )
    return issued.token


async def issue_customer_token(
    ctx: Context,
    issuer: Issuer,
    customer_id: UUID,
    *,
    grants: Collection[str],
    lifetime: timedelta,
    audience: Collection[str] | None = None,
) -> str:
    """A token with which a customer acts on own records. Raises Forbidden, Invalid, NotFound."""
    ctx.require(Permission.USERS_CREATE)
    ctx.forbid_customers(Permission.USERS_CREATE)
    granted = _granted(ctx, grants)
    if granted.role is not None:
        raise Invalid([Problem("grants", "A customer has no role")])
    found = await issuer.customers.find_identity(ctx.db, customer_id)
    if found is None:
        raise NotFound("customer", customer_id)
    own_id, name = found
    _ensure_sound("customer", lifetime=lifetime, audience=audience)
    issued = issuer.customer_token(own_id, name, granted, lifetime, now=ctx.now, audience=audience)
    await ctx.emit(
        TokenIssued(
            customer_id=own_id,
            name="customer",
            token_id=issued.token_id,
            grants=granted.words(),
            expires_at=issued.expires_at,
        )
    )
    return issued.token


async def create_api_key(
    ctx: Context,
    *,
    name: str,
    grants: Collection[str],
    audience: Collection[str] | None = None,
    lifetime: timedelta | None = None,
) -> tuple[ApiKey, str]:
    """A key for a program, for ever without `lifetime`; its secret is not kept. Raises Forbidden, Invalid."""
    ctx.require(Permission.USERS_CREATE)
    ctx.forbid_customers(Permission.USERS_CREATE)
    granted = _granted(ctx, grants)
    _ensure_sound(name, lifetime=lifetime, audience=audience)
    expires_at = None if lifetime is None else ctx.now + lifetime
    secret = secrets.new_secret(KEY_PREFIX)
    key = await store.add(
        ctx.db,
        id=new_id(),
        name=name,
        digest=secrets.digest(secret),
        grants=list(granted.words()),
        audience=None if audience is None else sorted(audience),
        created_at=ctx.now,
        expires_at=expires_at,
    )
    await ctx.emit(ApiKeyCreated(subject_id=key.id, name=name, grants=key.grants, expires_at=expires_at))
    return key, secret


async def list_api_keys(ctx: Context, page: Page) -> Slice[ApiKey]:
    """The keys, newest first, those that hold no more too."""
    ctx.require(Permission.USERS_READ)
    ctx.forbid_customers(Permission.USERS_READ)
    return await store.page(ctx.db, page)


async def revoke_api_key(ctx: Context, key_id: UUID) -> ApiKey:
    """Have a key hold no more. Raises NotFound, KeyAlreadyRevoked."""
    ctx.require(Permission.USERS_DELETE)
    ctx.forbid_customers(Permission.USERS_DELETE)
    key = await store.lock(ctx.db, key_id)
    if key is None:
        raise NotFound("key", key_id)
    if key.revoked_at is not None:
        raise KeyAlreadyRevoked
    revoked = await store.revoke(ctx.db, key_id, now=ctx.now)
    await ctx.emit(ApiKeyRevoked(subject_id=key_id, name=key.name))
    return revoked


def _granted(ctx: Context, words: Collection[str]) -> Grants:
    granted = read_grants(words)
    ensure_grantable(ctx.actor.permissions, granted.rights())
    return granted


def _ensure_sound(name: str, *, lifetime: timedelta | None, audience: Collection[str] | None) -> None:
    problems: list[Problem] = []
    if not name.strip():
        problems.append(Problem("name", "Name is required", "required"))
    elif len(name) > LONGEST_NAME or not name.isprintable():
        problems.append(Problem("name", f"Name must have at most {LONGEST_NAME} printable characters"))
    if lifetime is not None and not timedelta(seconds=1) <= lifetime <= LONGEST_LIFETIME:
        problems.append(
            Problem("lifetime", "Lifetime must be between a second and ten years", "out_of_range")
        )
    if audience is not None and (not audience or not all(word.strip() for word in audience)):
        problems.append(Problem("audience", "Audience must name at least one dialect", "required"))
    if problems:
        raise Invalid(problems)
