from datetime import timedelta

import pytest

from accord.core import access
from accord.core.access import BadCredentials, Purged, WrongCredentials

from .conftest import PASSWORD, sign_in, with_actor


async def attempt(ctx, issuer, password=PASSWORD):
    return await sign_in(with_actor(ctx, ctx.actor), issuer, password=password)


class TestPurging:
    async def test_keeps_what_still_matters(self, ctx, issuer, member):
        with pytest.raises(WrongCredentials):
            await attempt(ctx, issuer, "wrong horse battery")
        pair = await attempt(ctx, issuer)

        assert await access.purge_expired(ctx) == Purged(sessions=0, revoked_tokens=0, login_failures=0)
        assert (await access.refresh(ctx, issuer, pair.refresh_token)).user.id == member.id

    async def test_removes_idle_sessions_and_forgiven_failures(self, ctx, issuer, member):
        pair = await attempt(ctx, issuer)
        with pytest.raises(WrongCredentials):
            await attempt(ctx, issuer, "wrong horse battery")

        ctx.now += timedelta(days=7)

        assert await access.purge_expired(ctx) == Purged(sessions=1, revoked_tokens=0, login_failures=2)
        with pytest.raises(BadCredentials):
            await access.refresh(ctx, issuer, pair.refresh_token)

    async def test_removes_ended_sessions_a_day_later(self, ctx, issuer, member):
        await attempt(ctx, issuer)
        await access.deactivate_user(ctx, member.id)

        assert (await access.purge_expired(ctx)).sessions == 0
        ctx.now += timedelta(days=1)
        assert (await access.purge_expired(ctx)).sessions == 1

    async def test_removes_revocations_once_their_tokens_expired(self, ctx, issuer, identifier):
        token = await access.issue_machine_token(
            ctx, issuer, name="shop", grants=["crm:read"], lifetime=timedelta(hours=1)
        )
        await access.sign_out(with_actor(ctx, await identifier.identify(token, "banking", now=ctx.now)))

        assert (await access.purge_expired(ctx)).revoked_tokens == 0
        ctx.now += timedelta(hours=1)
        assert (await access.purge_expired(ctx)).revoked_tokens == 1
