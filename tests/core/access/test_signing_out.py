from datetime import timedelta

import pytest

from accord.core import access
from accord.core.access import BadCredentials
from make import emitted

from .conftest import sign_in, with_actor


@pytest.fixture
async def pair(ctx, issuer, member):
    return await begin(ctx, issuer)


async def begin(ctx, issuer):
    return await sign_in(with_actor(ctx, ctx.actor), issuer)


async def of_caller(ctx, identifier, token):
    return with_actor(ctx, await identifier.identify(token, "support", now=ctx.now))


class TestSigningOut:
    async def test_ends_the_session_of_the_access_token(self, ctx, issuer, identifier, new_identifier, pair):
        await access.sign_out(await of_caller(ctx, identifier, pair.access_token))

        with pytest.raises(BadCredentials):
            await new_identifier().identify(pair.access_token, "support", now=ctx.now)
        with pytest.raises(BadCredentials):
            await access.refresh(ctx, issuer, pair.refresh_token)

    async def test_ends_the_session_of_the_refresh_token_too(self, ctx, issuer, identifier, pair):
        other = await begin(ctx, issuer)

        await access.sign_out(await of_caller(ctx, identifier, pair.access_token), other.refresh_token)

        for ended in (pair, other):
            with pytest.raises(BadCredentials):
                await access.refresh(ctx, issuer, ended.refresh_token)

    async def test_leaves_other_sessions_alone(self, ctx, issuer, identifier, pair):
        other = await begin(ctx, issuer)

        await access.sign_out(await of_caller(ctx, identifier, pair.access_token))

        assert (await access.refresh(ctx, issuer, other.refresh_token)).user.id == pair.user.id

    async def test_is_told_once(self, ctx, identifier, pair):
        caller = await of_caller(ctx, identifier, pair.access_token)

        await access.sign_out(caller, pair.refresh_token)
        await access.sign_out(caller, pair.refresh_token)

        told = [event for event in await emitted(ctx.db) if event.type == "session.ended"]
        assert [(event.subject_id, event.data["reason"]) for event in told] == [(pair.user.id, "signed_out")]

    async def test_bears_a_refresh_token_of_nobody(self, ctx, identifier, pair):
        await access.sign_out(await of_caller(ctx, identifier, pair.access_token), "rt_unknown")


class TestSigningOutAMachine:
    async def test_revokes_its_token(self, ctx, issuer, identifier, new_identifier):
        token = await access.issue_machine_token(
            ctx, issuer, name="shop", grants=["crm:read"], lifetime=timedelta(hours=1)
        )

        await access.sign_out(await of_caller(ctx, identifier, token))

        with pytest.raises(BadCredentials):
            await new_identifier().identify(token, "support", now=ctx.now)

    async def test_revokes_a_token_without_a_name_of_its_own(
        self, ctx, identifier, new_identifier, keys, claims
    ):
        token = keys.sign(claims(kind="machine", scope="crm:read"))
        other = keys.sign(claims(kind="machine", scope="crm:write"))

        await access.sign_out(await of_caller(ctx, identifier, token))

        with pytest.raises(BadCredentials):
            await new_identifier().identify(token, "support", now=ctx.now)
        assert (await new_identifier().identify(other, "support", now=ctx.now)).id == "somebody"

    async def test_leaves_an_api_key_valid(self, ctx, identifier, new_identifier):
        _, secret = await access.create_api_key(ctx, name="shop", grants=["crm:read"])

        await access.sign_out(await of_caller(ctx, identifier, secret))

        assert (await new_identifier().identify(secret, "support", now=ctx.now)).name == "shop"
