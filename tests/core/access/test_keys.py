from datetime import timedelta

import pytest
from msgspec.structs import replace
from sqlalchemy import select

from accord.core import access
from accord.core.access import BadCredentials, KeyAlreadyRevoked
from accord.core.access.tables import api_keys
from accord.core.errors import Forbidden, Invalid, NotFound
from accord.core.permissions import ROLES, Role, expand
from accord.kit.db import statement
from accord.kit.ids import new_id
from accord.kit.paging import Page
from make import emitted

from .conftest import acting_as

HOUR = timedelta(hours=1)


async def refused_fields(act):
    with pytest.raises(Invalid) as refused:
        await act
    return [problem.field for problem in refused.value.problems]


class TestIssuingAMachineToken:
    async def test_makes_a_caller_with_these_rights(self, ctx, issuer, identifier):
        token = await access.issue_machine_token(
            ctx, issuer, name="shop", grants=["crm:read", "crm:create:orders", "viewer"], lifetime=HOUR
        )

        actor = await identifier.identify(token, "commerce", now=ctx.now)
        assert (actor.subject, actor.name, actor.role) == ("machine:shop", "shop", Role.VIEWER)
        assert actor.permissions == expand(frozenset({"crm:read", "crm:create:orders"}))

    async def test_says_all_claims(self, ctx, issuer, keys):
        token = await access.issue_machine_token(
            ctx, issuer, name="shop", grants=["crm:read", "crm:create:orders"], lifetime=HOUR
        )

        claims = keys.verify(token)
        assert claims["exp"] - claims["iat"] == 3600
        assert {
            name: claims[name] for name in ("sub", "iss", "aud", "scope", "permissions", "role", "kind")
        } == {
            "sub": "shop",
            "iss": "accord",
            "aud": "accord",
            "scope": "crm:read",
            "permissions": ["crm:create:orders"],
            "role": "api",
            "kind": "machine",
        }

    async def test_for_some_dialects_is_unknown_to_the_others(self, ctx, issuer, identifier):
        token = await access.issue_machine_token(
            ctx, issuer, name="shop", grants=["crm:read"], lifetime=HOUR, audience=["commerce", "support"]
        )

        assert (await identifier.identify(token, "commerce", now=ctx.now)).name == "shop"
        with pytest.raises(BadCredentials):
            await identifier.identify(token, "banking", now=ctx.now)

    async def test_is_told_without_the_token(self, ctx, issuer, keys):
        token = await access.issue_machine_token(ctx, issuer, name="shop", grants=["crm:read"], lifetime=HOUR)

        told = (await emitted(ctx.db))[-1]
        assert (told.type, told.data["token_id"]) == ("token.issued", keys.verify(token)["jti"])
        assert token not in str(told)

    async def test_tells_everything_that_is_wrong(self, ctx, issuer):
        act = access.issue_machine_token(
            ctx, issuer, name=" ", grants=["crm:read"], lifetime=timedelta(), audience=[]
        )

        assert await refused_fields(act) == ["name", "lifetime", "audience"]

    async def test_grants_no_rights_that_the_actor_lacks(self, ctx, issuer, user):
        helper = acting_as(ctx, user)
        helper.actor = replace(helper.actor, permissions=helper.actor.permissions | {"crm:create:users"})

        with pytest.raises(Forbidden):
            await access.issue_machine_token(helper, issuer, name="x", grants=["crm:admin"], lifetime=HOUR)

    async def test_takes_the_permission(self, ctx, issuer, user):
        with pytest.raises(Forbidden):
            await access.issue_machine_token(
                acting_as(ctx, user), issuer, name="x", grants=["crm:read:customers"], lifetime=HOUR
            )


class TestIssuingACustomersToken:
    async def test_makes_the_customer_a_caller(self, ctx, issuer, identifier, directory):
        customer_id = directory.add("Amina Otieno")

        token = await access.issue_customer_token(
            ctx, issuer, customer_id, grants=["crm:read:orders"], lifetime=HOUR
        )

        actor = await identifier.identify(token, "engagement", now=ctx.now)
        assert (actor.customer_id, actor.name, actor.role) == (customer_id, "Amina Otieno", None)
        assert actor.permissions == {"crm:read:orders"}

    async def test_is_on_the_customers_own_record(self, ctx, issuer, directory):
        customer_id = directory.add()

        await access.issue_customer_token(ctx, issuer, customer_id, grants=["crm:read"], lifetime=HOUR)

        told = (await emitted(ctx.db))[-1]
        assert (told.type, told.customer_id) == ("token.issued", customer_id)

    async def test_does_not_know_a_stranger(self, ctx, issuer):
        with pytest.raises(NotFound, match="Customer not found"):
            await access.issue_customer_token(ctx, issuer, new_id(), grants=["crm:read"], lifetime=HOUR)

    async def test_gives_a_customer_no_role(self, ctx, issuer, directory):
        act = access.issue_customer_token(ctx, issuer, directory.add(), grants=["viewer"], lifetime=HOUR)

        assert await refused_fields(act) == ["grants"]


class TestCreatingAnAPIKey:
    async def test_makes_a_caller_with_these_rights(self, ctx, identifier):
        key, secret = await access.create_api_key(ctx, name="shop", grants=["crm:create:orders", "viewer"])

        actor = await identifier.identify(secret, "commerce", now=ctx.now)
        assert secret.startswith("ak_")
        assert (actor.subject, actor.name, actor.role) == (f"machine:{key.id}", "shop", Role.VIEWER)
        assert actor.permissions == ROLES[Role.VIEWER] | {"crm:create:orders"}

    async def test_keeps_no_secret(self, ctx):
        _, secret = await access.create_api_key(ctx, name="shop", grants=["crm:read"])

        row = await ctx.db.driver.fetchrow(statement(select(api_keys)).sql)
        assert secret not in str(tuple(row))
        assert secret not in str(await emitted(ctx.db))

    async def test_lasts_as_long_as_asked(self, ctx, identifier):
        key, secret = await access.create_api_key(ctx, name="shop", grants=["crm:read"], lifetime=HOUR)

        assert key.expires_at == ctx.now + HOUR
        await identifier.identify(secret, "commerce", now=ctx.now + HOUR - timedelta(milliseconds=1))
        with pytest.raises(BadCredentials):
            await identifier.identify(secret, "commerce", now=ctx.now + HOUR)

    async def test_for_some_dialects_is_unknown_to_the_others(self, ctx, identifier):
        _, secret = await access.create_api_key(ctx, name="x", grants=["crm:read"], audience=["tourism"])

        await identifier.identify(secret, "tourism", now=ctx.now)
        with pytest.raises(BadCredentials):
            await identifier.identify(secret, "banking", now=ctx.now)

    async def test_refuses_words_that_mean_nothing(self, ctx):
        act = access.create_api_key(ctx, name="x", grants=["crm:read", "crm:fly:moon", "nonsense"])

        assert await refused_fields(act) == ["grants[1]", "grants[2]"]


class TestUsingAnAPIKey:
    async def test_is_noted_at_most_once_a_minute(self, ctx, new_identifier):
        _, secret = await access.create_api_key(ctx, name="x", grants=["crm:read"])
        began = ctx.now
        noted = []
        for seconds in (0, 59, 60):
            await new_identifier().identify(secret, "banking", now=began + timedelta(seconds=seconds))
            listed = await access.list_api_keys(ctx, Page(limit=9))
            noted.append((listed.items[0].last_used_at - began).total_seconds())

        assert noted == [0, 0, 60]


class TestRevokingAnAPIKey:
    async def test_ends_it(self, ctx, identifier):
        key, secret = await access.create_api_key(ctx, name="x", grants=["crm:read"])

        revoked = await access.revoke_api_key(ctx, key.id)

        assert revoked.revoked_at == ctx.now
        with pytest.raises(BadCredentials):
            await identifier.identify(secret, "banking", now=ctx.now)

    async def test_happens_once(self, ctx):
        key, _ = await access.create_api_key(ctx, name="x", grants=["crm:read"])
        await access.revoke_api_key(ctx, key.id)

        with pytest.raises(KeyAlreadyRevoked):
            await access.revoke_api_key(ctx, key.id)

    async def test_does_not_know_a_stranger(self, ctx):
        with pytest.raises(NotFound):
            await access.revoke_api_key(ctx, new_id())
