import asyncio
from datetime import timedelta

import pytest

from accord.core import access
from accord.core.access import BadCredentials, StolenRefreshToken
from accord.core.permissions import Role
from make import emitted

from .conftest import PASSWORD, sign_in, with_actor


@pytest.fixture
async def pair(ctx, issuer, member):
    return await begin(ctx, issuer)


async def begin(ctx, issuer):
    return await sign_in(fresh(ctx), issuer)


async def refresh(ctx, issuer, token, *, after=0.0):
    ctx.now += timedelta(seconds=after)
    return await access.refresh(fresh(ctx), issuer, token)


def fresh(ctx):
    """Another request at the same moment: signing in makes a context the user's own."""
    return with_actor(ctx, ctx.actor)


class TestRefreshing:
    async def test_replaces_both_tokens(self, ctx, issuer, pair, identifier):
        renewed = await refresh(ctx, issuer, pair.refresh_token, after=60)

        assert renewed.refresh_token != pair.refresh_token
        assert renewed.access_token != pair.access_token
        assert renewed.user == pair.user
        actor = await identifier.identify(renewed.access_token, "tourism", now=ctx.now)
        assert actor.user_id == pair.user.id

    async def test_goes_on_and_on(self, ctx, issuer, pair):
        for _ in range(5):
            pair = await refresh(ctx, issuer, pair.refresh_token, after=3600)

        assert pair.expires_in_seconds == 3600

    async def test_shows_the_role_of_now(self, ctx, issuer, pair, keys):
        await access.change_role(ctx, pair.user.id, Role.VIEWER)

        renewed = await refresh(ctx, issuer, pair.refresh_token)

        assert (renewed.user.role, keys.verify(renewed.access_token)["role"]) == (Role.VIEWER, "viewer")

    async def test_is_told_as_the_users_own_act(self, ctx, issuer, pair):
        await refresh(ctx, issuer, pair.refresh_token)

        told = (await emitted(ctx.db))[-1]
        assert (told.type, told.actor_id) == ("session.refreshed", str(pair.user.id))

    @pytest.mark.parametrize("token", ["", "rt_unknown", "ak_unknown", "a.b.c"])
    async def test_refuses_what_is_no_refresh_token(self, ctx, issuer, token):
        with pytest.raises(BadCredentials):
            await access.refresh(ctx, issuer, token)

    async def test_refuses_an_access_token(self, ctx, issuer, pair):
        with pytest.raises(BadCredentials):
            await access.refresh(ctx, issuer, pair.access_token)

    async def test_ends_after_seven_idle_days(self, ctx, issuer, pair):
        pair = await refresh(ctx, issuer, pair.refresh_token, after=timedelta(days=7).total_seconds() - 1)

        with pytest.raises(BadCredentials):
            await refresh(ctx, issuer, pair.refresh_token, after=timedelta(days=7).total_seconds())

    async def test_ends_after_thirty_days_however_busy(self, ctx, issuer, pair):
        for _ in range(5):
            pair = await refresh(ctx, issuer, pair.refresh_token, after=timedelta(days=6).total_seconds() - 1)

        with pytest.raises(BadCredentials):
            await refresh(ctx, issuer, pair.refresh_token, after=5)

    async def test_is_refused_to_a_deactivated_user(self, ctx, issuer, pair):
        await access.deactivate_user(ctx, pair.user.id)

        with pytest.raises(BadCredentials):
            await access.refresh(ctx, issuer, pair.refresh_token)


class TestTheTokenJustReplaced:
    async def test_is_answered_again_for_ten_seconds_with_the_same_successor(self, ctx, issuer, pair):
        first = await refresh(ctx, issuer, pair.refresh_token)
        again = await refresh(ctx, issuer, pair.refresh_token, after=10)

        assert again.refresh_token == first.refresh_token

    async def test_leaves_one_chain_only(self, ctx, issuer, pair):
        first = await refresh(ctx, issuer, pair.refresh_token)
        await refresh(ctx, issuer, pair.refresh_token, after=10)

        assert (await refresh(ctx, issuer, first.refresh_token, after=3600)).user == pair.user

    async def test_is_a_theft_after_that(self, ctx, issuer, pair):
        await refresh(ctx, issuer, pair.refresh_token)

        with pytest.raises(StolenRefreshToken, match="Could not validate credentials"):
            await refresh(ctx, issuer, pair.refresh_token, after=10.001)

    async def test_is_a_theft_once_its_successor_was_used(self, ctx, issuer, pair):
        second = await refresh(ctx, issuer, pair.refresh_token)
        await refresh(ctx, issuer, second.refresh_token, after=1)

        with pytest.raises(StolenRefreshToken):
            await refresh(ctx, issuer, pair.refresh_token, after=1)


class TestAStolenToken:
    @pytest.fixture
    async def latest(self, ctx, issuer, pair):
        """The tokens of the session after the thief came too late with an old one."""
        second = await refresh(ctx, issuer, pair.refresh_token)
        latest = await refresh(ctx, issuer, second.refresh_token, after=60)
        with pytest.raises(StolenRefreshToken):
            await refresh(ctx, issuer, pair.refresh_token, after=60)
        return latest

    async def test_ends_the_session(self, ctx, issuer, latest):
        with pytest.raises(BadCredentials):
            await access.refresh(ctx, issuer, latest.refresh_token)

    async def test_ends_its_access_tokens(self, ctx, identifier, latest):
        with pytest.raises(BadCredentials):
            await identifier.identify(latest.access_token, "banking", now=ctx.now)

    async def test_is_told(self, ctx, latest):
        told = (await emitted(ctx.db))[-1]

        assert (told.type, told.subject_id) == ("session.refresh_token_reused", latest.user.id)

    async def test_leaves_the_users_other_sessions_alone(self, ctx, issuer, latest):
        other = await begin(ctx, issuer)

        assert (await access.refresh(ctx, issuer, other.refresh_token)).user.id == latest.user.id


class TestRequestsThatCommit:
    @pytest.fixture
    async def first(self, committing, issuer):
        async with committing() as ctx:
            await access.create_user(
                ctx, email="member@example.com", full_name="Mo", role=Role.AGENT, password=PASSWORD
            )
            return await begin(ctx, issuer), ctx.now

    async def test_in_parallel_with_one_token_get_one_successor(self, committing, issuer, first):
        pair, now = first

        async def once(after):
            async with committing(now + timedelta(seconds=after)) as ctx:
                return await access.refresh(ctx, issuer, pair.refresh_token)

        answers = await asyncio.gather(*(once(number / 2) for number in range(8)))

        assert len({answer.refresh_token for answer in answers}) == 1
        assert len({answer.access_token for answer in answers}) == 8

    async def test_end_a_session_for_good_although_the_thief_is_refused(self, committing, issuer, first):
        pair, now = first
        async with committing(now) as ctx:
            renewed = await access.refresh(ctx, issuer, pair.refresh_token)
        with pytest.raises(StolenRefreshToken):
            async with committing(now + timedelta(seconds=11)) as ctx:
                await access.refresh(ctx, issuer, pair.refresh_token)

        with pytest.raises(BadCredentials):
            async with committing(now + timedelta(seconds=12)) as ctx:
                await access.refresh(ctx, issuer, renewed.refresh_token)
