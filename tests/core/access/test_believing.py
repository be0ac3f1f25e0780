"""What an identifier believes without asking again, and for how long."""

import time
from datetime import timedelta

import pytest

from accord.core import access
from accord.core.access import BadCredentials
from accord.core.permissions import ROLES, Role
from accord.kit.db import DatabaseUnavailable, connect

from .conftest import with_actor


@pytest.fixture
async def token(ctx, issuer, member):
    """The access token of a session."""
    visitor = with_actor(ctx, ctx.actor)
    return (await access.open_session(visitor, issuer, member, network="192.0.2.1")).access_token


async def known(ctx, identifier, token, *, after=0.0):
    return await identifier.identify(token, "banking", now=ctx.now + timedelta(seconds=after))


class TestAnIdentity:
    async def test_is_believed_for_five_seconds(self, ctx, identifier, token, statements):
        before = await known(ctx, identifier, token)

        with statements(0):
            assert await known(ctx, identifier, token, after=4.999) is before

    async def test_shows_a_change_of_role_after_that(self, ctx, identifier, token, member):
        await known(ctx, identifier, token)
        await access.change_role(ctx, member.id, Role.VIEWER)

        assert (await known(ctx, identifier, token, after=5)).permissions == ROLES[Role.VIEWER]

    @pytest.mark.parametrize("ending", ["sign out", "password", "deactivation"])
    async def test_ends_after_that(self, ctx, identifier, token, member, ending):
        actor = await known(ctx, identifier, token)
        if ending == "sign out":
            await access.sign_out(with_actor(ctx, actor))
        elif ending == "password":
            await access.change_password(ctx, member.id, "another good one")
        else:
            await access.deactivate_user(ctx, member.id)

        with pytest.raises(BadCredentials):
            await known(ctx, identifier, token, after=5)

    async def test_ends_with_its_token_to_the_millisecond(self, ctx, identifier, keys, claims):
        end = int(ctx.now.timestamp()) + 2
        token = keys.sign(claims(kind="machine", exp=end))
        left = end - ctx.now.timestamp()

        await known(ctx, identifier, token)
        await known(ctx, identifier, token, after=left - 0.001)
        with pytest.raises(BadCredentials):
            await known(ctx, identifier, token, after=left)

    async def test_is_not_believed_in_a_dialect_it_is_not_for(self, ctx, identifier, keys, claims):
        token = keys.sign(claims(kind="machine", aud=["banking"]))
        await known(ctx, identifier, token)

        with pytest.raises(BadCredentials):
            await identifier.identify(token, "tourism", now=ctx.now)

    async def test_is_forgotten_for_newer_ones(self, ctx, new_identifier, keys, claims, statements):
        identifier = new_identifier(cache_size=2)
        tokens = [keys.sign(claims(kind="machine", sub=f"machine {number}")) for number in range(3)]
        for token in tokens:
            await known(ctx, identifier, token)

        assert list(identifier._known) == tokens[1:]

    async def test_costs_next_to_nothing(self, ctx, identifier, token):
        await known(ctx, identifier, token)

        began = time.perf_counter()
        for _ in range(1000):
            await identifier.identify(token, "banking", now=ctx.now)
        assert (time.perf_counter() - began) / 1000 < 20e-6


class TestADatabaseThatIsAway:
    async def test_is_no_reason_to_refuse_a_token_for_good(self, ctx, url, keys, directory, claims):
        away = await connect(url, size=1)
        await away.close()
        identifier = access.Identifier(away, keys, customers=directory)

        with pytest.raises(DatabaseUnavailable):
            await identifier.identify(keys.sign(claims(kind="machine")), "banking", now=ctx.now)


class TestAnAPIKeyInUse:
    async def test_is_noted_in_a_transaction_of_its_own(self, ctx, committing, database, keys, directory):
        async with committing() as act:
            key, secret = await access.create_api_key(act, name="shop", grants=["crm:read"])

        identifier = access.Identifier(database, keys, customers=directory)
        await identifier.identify(secret, "banking", now=key.created_at)

        noted = await database.pool.fetchval("SELECT last_used_at FROM api_keys")
        assert noted == key.created_at
