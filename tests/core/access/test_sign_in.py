import asyncio
import time
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from accord.core import access
from accord.core.access import WrongCredentials
from accord.core.permissions import ROLES, Role, expand
from make import emitted

from .conftest import HOME, PASSWORD, acting_as, sign_in


async def asked(ctx, issuer, email):
    """The statements of one refused attempt."""
    seen = []
    await access.count_users(ctx)
    ctx.db.driver.add_query_logger(note := lambda record: seen.append(record.query))
    with pytest.raises(WrongCredentials):
        await sign_in(ctx, issuer, email=email, password="wrong horse battery")
    await asyncio.sleep(0)  # The driver reports a statement one turn later.
    ctx.db.driver.remove_query_logger(note)
    return seen


async def seconds_of(ctx, issuer, email, network):
    """How long a refused attempt takes at best."""
    taken = []
    for _ in range(3):
        began = time.perf_counter()
        with pytest.raises(WrongCredentials):
            await sign_in(ctx, issuer, email=email, password="wrong horse battery", network=network)
        taken.append(time.perf_counter() - began)
    return min(taken)


class TestCheckingAPassword:
    async def test_holds_no_transaction_while_it_takes_its_time(self, ctx, member):
        is_open = asyncio.Event()
        closed = asyncio.Event()

        @asynccontextmanager
        async def reading():
            is_open.set()
            yield ctx
            closed.set()

        checking = asyncio.create_task(
            access.check_password(reading, email=member.email, password=PASSWORD, network=HOME)
        )
        await is_open.wait()
        await closed.wait()

        assert not checking.done()
        assert (await checking).password_hash is not None


class TestSigningIn:
    async def test_hands_out_two_tokens_and_tells_who_it_is(self, ctx, issuer, member):
        pair = await sign_in(ctx, issuer)

        assert pair.refresh_token.startswith("rt_")
        assert pair.expires_in_seconds == 3600
        assert (pair.user.id, pair.user.last_login_at) == (member.id, ctx.now)

    async def test_takes_the_address_in_any_letter_case(self, ctx, issuer, member):
        assert (await sign_in(ctx, issuer, email=" MEMBER@example.COM ")).user.id == member.id

    async def test_issues_every_claim_that_others_look_for(self, ctx, issuer, keys, member):
        claims = keys.verify((await sign_in(ctx, issuer)).access_token)

        now = int(ctx.now.timestamp())
        assert (claims["sub"], claims["iat"], claims["exp"]) == (str(member.id), now, now + 3600)
        assert (claims["iss"], claims["aud"], claims["kind"], claims["role"]) == (
            "accord",
            "accord",
            "user",
            "agent",
        )
        assert expand(frozenset(claims["permissions"])) == ROLES[Role.AGENT]
        assert {"jti", "sid"} <= claims.keys()

    async def test_is_told_as_the_users_own_act(self, ctx, issuer, member):
        await sign_in(ctx, issuer)

        told = (await emitted(ctx.db))[-1]
        assert (told.type, told.subject_id) == ("user.signed_in", member.id)
        assert (told.actor_kind, told.actor_id, told.actor_name) == ("user", str(member.id), "Mo Member")
        assert told.data["network"] == HOME

    async def test_makes_a_session_that_the_token_is_known_by(self, ctx, issuer, identifier, member):
        pair = await sign_in(ctx, issuer)

        actor = await identifier.identify(pair.access_token, "support", now=ctx.now)
        assert (actor.user_id, actor.role, actor.permissions) == (member.id, Role.AGENT, ROLES[Role.AGENT])
        assert actor.session_id is not None

    async def test_does_not_outlive_its_session(self, ctx, keys, directory, member):
        patient = access.Issuer(keys, customers=directory, access_seconds=60 * 24 * 3600)

        pair = await sign_in(ctx, patient)

        assert pair.expires_in_seconds == 30 * 24 * 3600


class TestARefusedSignIn:
    @pytest.mark.parametrize(
        ("email", "password"),
        [
            ("member@example.com", "wrong horse battery"),
            ("stranger@example.com", PASSWORD),
            ("agent@example.com", PASSWORD),
            ("agent@example.com", ""),
        ],
        ids=["wrong password", "unknown user", "no password", "no password, none given"],
    )
    async def test_has_one_text(self, ctx, issuer, member, user, email, password):
        with pytest.raises(WrongCredentials, match=r"^Incorrect email or password$"):
            await sign_in(ctx, issuer, email=email, password=password)

    async def test_asks_the_database_the_same_for_a_stranger(self, ctx, issuer, member):
        known = await asked(ctx, issuer, "member@example.com")
        unknown = await asked(ctx, issuer, "stranger@example.com")

        assert unknown == known

    async def test_takes_a_strangers_password_as_seriously(self, ctx, issuer, member):
        known = await seconds_of(ctx, issuer, "member@example.com", "192.0.2.7")
        unknown = await seconds_of(ctx, issuer, "stranger@example.com", "192.0.2.8")

        assert unknown > known / 2

    async def test_is_told_with_the_user_but_without_what_was_typed(self, ctx, issuer, member):
        with pytest.raises(WrongCredentials):
            await sign_in(ctx, issuer, password="wrong horse battery")

        told = (await emitted(ctx.db))[-1]
        assert (told.type, told.subject_id, told.data) == (
            "user.sign_in_refused",
            member.id,
            {"network": HOME},
        )

    async def test_keeps_a_deactivated_user_out(self, ctx, issuer, member):
        await access.deactivate_user(ctx, member.id)

        with pytest.raises(WrongCredentials):
            await sign_in(ctx, issuer)


class TestAnotherPassword:
    async def test_replaces_the_old_one(self, ctx, issuer, member):
        await access.change_password(ctx, member.id, "another good one")

        with pytest.raises(WrongCredentials):
            await sign_in(ctx, issuer)
        assert (await sign_in(ctx, issuer, password="another good one")).user.id == member.id

    async def test_ends_every_session(self, ctx, issuer, identifier, member):
        pair = await sign_in(ctx, issuer)
        changed_at = ctx.now + timedelta(seconds=1)

        ctx.now = changed_at
        await access.change_password(
            acting_as(ctx, member), member.id, "another good one", current_password=PASSWORD
        )

        with pytest.raises(access.BadCredentials):
            await identifier.identify(pair.access_token, "support", now=changed_at)
        with pytest.raises(access.BadCredentials):
            await access.refresh(ctx, issuer, pair.refresh_token)
