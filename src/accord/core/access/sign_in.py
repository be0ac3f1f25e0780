"""Signing in with e-mail address and password.

A password takes a core for tens of milliseconds: it is checked before the transaction of the sign-in begins, so that
nobody's guesses keep others from the database.
"""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from msgspec.structs import replace

from accord.core.context import Context
from accord.kit.records import Record

from . import hashing, lockout, rules, sessions
from . import sign_in_store as store
from .errors import WrongCredentials
from .events import SignInRefused
from .issuing import Issuer
from .records import TokenPair, User


class Attempt(Record):
    """An attempt to sign in whose password has been checked. `network` is the address that it comes from.

    `password_hash` is the one to keep from now on; None when the password was wrong, or nobody has the address.
    """

    email: str
    network: str
    account: store.Account | None
    password_hash: str | None

    @property
    def counters(self) -> tuple[str, str]:
        """What its failure is counted on: the account, and the network."""
        return rules.account_key(self.email), rules.network_key(self.network)


async def check_password(
    open_reading: Callable[[], AbstractAsyncContextManager[Context]],
    *,
    email: str,
    password: str,
    network: str,
) -> Attempt:
    """Check the password of an attempt; `sign_in` tells the result. No transaction is open meanwhile.

    Raises TooManyAttempts while a delay runs, whatever the password.
    """
    asked = Attempt(email=email, network=network, account=None, password_hash=None)
    async with open_reading() as ctx:
        ctx.public()
        await lockout.ensure_open(ctx.db, asked.counters, now=ctx.now)
        account = await store.find_account(ctx.db, rules.email_key(email))
    right = await hashing.matches(password, account.password_hash if account else None)
    kept = await _hash_to_keep(password, account) if right else None
    return replace(asked, account=account, password_hash=kept)


async def sign_in(ctx: Context, issuer: Issuer, attempt: Attempt) -> TokenPair:
    """Begin a session.

    Raises WrongCredentials, with one text and in one time for a wrong password, an unknown and an inactive
    user; TooManyAttempts while a delay runs, whatever the password.
    """
    ctx.public()
    account = attempt.account
    await lockout.lock(ctx.db, attempt.counters, now=ctx.now)
    user = await _enter(ctx, account, attempt.password_hash)
    if user is None:
        await lockout.count_failure(ctx.db, attempt.counters, now=ctx.now)
        await ctx.emit(SignInRefused(subject_id=account.id if account else None, network=attempt.network))
        raise WrongCredentials
    account_counter, _ = attempt.counters
    await lockout.clear(ctx.db, account_counter)
    return await sessions.open_session(ctx, issuer, user, network=attempt.network)


async def _hash_to_keep(password: str, account: store.Account | None) -> str | None:
    if account is None or account.password_hash is None:
        return None
    return await hashing.renewed(password, account.password_hash)


async def _enter(ctx: Context, account: store.Account | None, kept: str | None) -> User | None:
    if account is None or kept is None:
        return None
    return await store.enter(ctx.db, account, password_hash=kept, now=ctx.now)
