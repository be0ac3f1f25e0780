import asyncio
from datetime import timedelta

import pytest

from accord.core import access
from accord.core.access import TooManyAttempts, WrongCredentials, WrongCurrentPassword
from accord.core.access.rules import delay_after, failures_remembered, network_key

from .conftest import PASSWORD, acting_as, sign_in

MEMBER = "member@example.com"


async def attempt(ctx, issuer, password="wrong horse battery", email=MEMBER, network="192.0.2.1"):
    return await sign_in(ctx, issuer, email=email, password=password, network=network)


async def fail(ctx, issuer, times, **given):
    for _ in range(times):
        with pytest.raises(WrongCredentials):
            await attempt(ctx, issuer, **given)


class TestGuessingAPassword:
    async def test_is_free_five_times(self, ctx, issuer, member):
        await fail(ctx, issuer, 5)

        with pytest.raises(TooManyAttempts) as refused:
            await attempt(ctx, issuer)
        assert refused.value.retry_after == 1

    async def test_is_refused_with_the_right_password_too_while_the_delay_runs(self, ctx, issuer, member):
        await fail(ctx, issuer, 5)

        with pytest.raises(TooManyAttempts):
            await attempt(ctx, issuer, PASSWORD)

    async def test_lets_the_right_password_in_after_the_delay(self, ctx, issuer, member):
        await fail(ctx, issuer, 5)
        ctx.now += timedelta(seconds=1)

        assert (await attempt(ctx, issuer, PASSWORD)).user.id == member.id

    async def test_doubles_the_delay_with_each_failure(self, ctx, issuer, member):
        await fail(ctx, issuer, 5)
        delays = []
        for _ in range(4):
            with pytest.raises(TooManyAttempts) as refused:
                await attempt(ctx, issuer)
            delays.append(refused.value.retry_after)
            ctx.now += timedelta(seconds=refused.value.retry_after)
            await fail(ctx, issuer, 1)

        assert delays == [1, 2, 4, 8]

    async def test_does_not_prolong_the_delay_by_hammering(self, ctx, issuer, member):
        await fail(ctx, issuer, 5)
        for _ in range(20):
            with pytest.raises(TooManyAttempts):
                await attempt(ctx, issuer)

        ctx.now += timedelta(seconds=1)
        assert (await attempt(ctx, issuer, PASSWORD)).user.id == member.id

    async def test_of_one_account_from_many_networks_is_slowed(self, ctx, issuer, member):
        for number in range(5):
            await fail(ctx, issuer, 1, network=f"192.0.2.{number}")

        with pytest.raises(TooManyAttempts):
            await attempt(ctx, issuer, network="198.51.100.1")

    async def test_of_many_accounts_from_one_network_is_slowed(self, ctx, issuer, member):
        for number in range(5):
            await fail(ctx, issuer, 1, email=f"user{number}@example.com")

        with pytest.raises(TooManyAttempts):
            await attempt(ctx, issuer, PASSWORD)

    async def test_of_one_account_leaves_others_alone(self, ctx, issuer, member):
        await fail(ctx, issuer, 5, email="somebody@example.com")

        assert (await attempt(ctx, issuer, PASSWORD, network="198.51.100.1")).user.id == member.id

    async def test_counts_the_same_for_a_stranger(self, ctx, issuer):
        await fail(ctx, issuer, 5, email="stranger@example.com")

        with pytest.raises(TooManyAttempts):
            await attempt(ctx, issuer, email="STRANGER@example.com", network="198.51.100.1")


class TestSuccess:
    async def test_forgives_the_account(self, ctx, issuer, member):
        await fail(ctx, issuer, 4)
        await attempt(ctx, issuer, PASSWORD, network="198.51.100.1")

        await fail(ctx, issuer, 1, network="198.51.100.2")
        assert (await attempt(ctx, issuer, PASSWORD, network="198.51.100.3")).user.id == member.id

    async def test_does_not_forgive_the_network(self, ctx, issuer, member):
        await fail(ctx, issuer, 4)
        await attempt(ctx, issuer, PASSWORD)
        await fail(ctx, issuer, 1)

        with pytest.raises(TooManyAttempts):
            await attempt(ctx, issuer, PASSWORD)


class TestTime:
    async def test_forgives_a_failure_each_quarter_of_an_hour(self, ctx, issuer, member):
        await fail(ctx, issuer, 4)
        ctx.now += timedelta(minutes=15)

        await fail(ctx, issuer, 1)

        assert (await attempt(ctx, issuer, PASSWORD)).user.id == member.id


class TestTheOwnPassword:
    async def test_cannot_be_guessed_with_a_stolen_session_either(self, ctx, issuer, member):
        theirs = acting_as(ctx, member)
        for _ in range(5):
            with pytest.raises(WrongCurrentPassword):
                await access.change_password(
                    theirs, member.id, "another good one", current_password="a guess"
                )

        with pytest.raises(TooManyAttempts):
            await access.change_password(theirs, member.id, "another good one", current_password=PASSWORD)


class TestCountersOfARefusedRequest:
    async def test_are_kept(self, committing, issuer):
        for _ in range(5):
            with pytest.raises(WrongCredentials):
                async with committing() as ctx:
                    await attempt(ctx, issuer)

        with pytest.raises(TooManyAttempts):
            async with committing() as ctx:
                await attempt(ctx, issuer)

    async def test_hold_against_guesses_in_parallel(self, committing, issuer):
        async with committing() as ctx:
            await access.create_user(ctx, email=MEMBER, full_name="Mo", role="agent", password=PASSWORD)
            now = ctx.now

        async def guess(number):
            async with committing(now) as ctx:
                await attempt(ctx, issuer, network=f"192.0.2.{number}")

        ended = await asyncio.gather(*(guess(number) for number in range(12)), return_exceptions=True)

        kinds = [type(failure) for failure in ended]
        assert (kinds.count(WrongCredentials), kinds.count(TooManyAttempts)) == (5, 7)


class TestTheRules:
    @pytest.mark.parametrize(
        ("failures", "seconds"),
        [(0, 0), (4, 0), (5, 1), (6, 2), (9, 16), (14, 512), (15, 900), (16, 900), (10**6, 900)],
    )
    def test_delay(self, failures, seconds):
        assert delay_after(failures) == timedelta(seconds=seconds)

    @pytest.mark.parametrize(
        ("minutes", "left"), [(-5, 6), (0, 6), (14, 6), (15, 5), (89, 1), (90, 0), (9999, 0)]
    )
    def test_failures_are_forgiven_one_by_one(self, ctx, minutes, left):
        assert failures_remembered(6, ctx.now, ctx.now + timedelta(minutes=minutes)) == left

    @pytest.mark.parametrize(
        ("address", "network"),
        [
            ("192.0.2.1", "network:192.0.2.1"),
            ("::ffff:192.0.2.1", "network:192.0.2.1"),
            ("2001:db8:1:2:3:4:5:6", "network:2001:db8:1:2::/64"),
            ("unix:", "network:unix:"),
        ],
    )
    def test_network(self, address, network):
        assert network_key(address) == network
