"""Signing in with e-mail address and password."""

from accord.core.context import Context

from . import hashing, lockout, rules, sessions
from . import sign_in_store as store
from .errors import WrongCredentials
from .events import SignInRefused
from .issuing import Issuer
from .records import TokenPair, User


async def sign_in(ctx: Context, issuer: Issuer, *, email: str, password: str, network: str) -> TokenPair:
    """Begin a session. `network` is the address that the attempt comes from.

    Raises WrongCredentials, with one text and in one time for a wrong password, an unknown and an inactive
    user; TooManyAttempts while a delay runs, whatever the password.
    """
    ctx.public()
    account_counter = rules.account_key(email)
    counters = (account_counter, rules.network_key(network))
    await lockout.ensure_open(ctx.db, counters, now=ctx.now)
    account = await store.find_account(ctx.db, rules.email_key(email))
    right = await hashing.matches(password, account.password_hash if account else None)
    kept = await _hash_to_keep(password, account) if right else None
    await lockout.lock(ctx.db, counters, now=ctx.now)
    user = await _enter(ctx, account, kept)
    if user is None:
        await lockout.count_failure(ctx.db, counters, now=ctx.now)
        await ctx.emit(SignInRefused(subject_id=account.id if account else None, network=network))
        raise WrongCredentials
    await lockout.clear(ctx.db, account_counter)
    return await sessions.open_session(ctx, issuer, user, network=network)


async def _hash_to_keep(password: str, account: store.Account | None) -> str | None:
    if account is None or account.password_hash is None:
        return None
    return await hashing.renewed(password, account.password_hash)


async def _enter(ctx: Context, account: store.Account | None, kept: str | None) -> User | None:
    if account is None or kept is None:
        return None
    return await store.enter(ctx.db, account, password_hash=kept, now=ctx.now)
