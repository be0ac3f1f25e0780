"""Moments within a channel's limit, one for each message that is leased."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from accord.core import communications
from accord.core.communications.pacing import AHEAD_SECONDS
from accord.core.interactions import Channel
from accord.kit.db import Statement, statement

EMAIL, SMS = Channel.EMAIL, Channel.SMS
SET: Statement[Any] = statement(
    text("INSERT INTO channel_paces VALUES (:channel, clock_timestamp() + CAST(:later AS interval))")
)


@pytest.fixture
def waiting(ctx, outreach, new):
    async def wait(count, channel=EMAIL, **said):
        return [
            await communications.send(ctx, outreach, new(only_channel=channel, **said)) for _ in range(count)
        ]

    return wait


@pytest.fixture
def lease(ctx, hand):
    async def paced(per_second, *, most=50, channel=EMAIL):
        return await communications.lease_at_pace(ctx, channel, hand.turn, most=most, per_second=per_second)

    return paced


class TestLeasingAtAPace:
    async def test_gives_moments_as_far_apart_as_the_limit_says(self, waiting, lease):
        await waiting(3)

        paced = await lease(20.0)

        assert (len(paced.leased), paced.is_full) == (3, False)
        assert paced.go_in_seconds == pytest.approx([0.0, 0.05, 0.1], abs=1e-6)
        assert paced.next_in_seconds == pytest.approx(0.15, abs=1e-6)

    async def test_takes_no_more_than_a_quarter_of_a_second_holds(self, waiting, lease):
        await waiting(10)

        paced = await lease(20.0)

        assert (len(paced.leased), paced.is_full) == (6, True)
        assert max(paced.go_in_seconds) <= AHEAD_SECONDS

    async def test_takes_nothing_until_the_next_moment_is_near(self, waiting, lease):
        await waiting(2)
        await lease(0.5)

        paced = await lease(0.5)

        assert (paced.leased, paced.is_full) == ([], True)
        assert paced.next_in_seconds == pytest.approx(2.0, abs=0.5)

    async def test_goes_on_where_the_last_one_ended(self, waiting, lease):
        await waiting(12)
        first = await lease(50.0, most=5)

        second = await lease(50.0, most=5)

        assert len(second.leased) == 5
        assert second.go_in_seconds[0] == pytest.approx(first.next_in_seconds, abs=0.09)
        assert second.go_in_seconds[0] < first.next_in_seconds

    async def test_saves_no_moments_up(self, waiting, lease):
        await waiting(10)
        await lease(20.0, most=1)
        await asyncio.sleep(0.5)

        paced = await lease(20.0)

        assert paced.go_in_seconds == pytest.approx([place * 0.05 for place in range(6)], abs=1e-6)

    async def test_holds_each_channel_by_itself(self, waiting, lease):
        await waiting(1)
        await waiting(1, SMS)
        await lease(0.5)

        assert len((await lease(0.5, channel=SMS)).leased) == 1

    async def test_costs_no_moment_when_nothing_waits(self, waiting, lease):
        for _ in range(3):
            assert (await lease(0.5)).is_full is False
        await waiting(1)

        assert (await lease(0.5)).go_in_seconds == [0.0]

    async def test_outlives_a_clock_that_was_set_back(self, db, waiting, lease):
        await waiting(1)
        await db.execute(SET, channel=EMAIL, later=timedelta(hours=1))

        paced = await lease(10.0)

        assert paced.next_in_seconds == pytest.approx(AHEAD_SECONDS + 0.1, abs=0.01)


class TestTakingTurns:
    async def test_goes_on_after_the_sender_that_was_served_last(self, ctx, hand, waiting):
        for sender in ("agent", "campaign", "workflow"):
            await waiting(2, sender=sender)

        (leased,) = await communications.lease_due(ctx, EMAIL, hand.turn, most=1, served={5: "agent"})

        assert (leased.sender, leased.priority) == ("campaign", 5)

    async def test_begins_anew_after_the_last_sender(self, ctx, hand, waiting):
        for sender in ("agent", "campaign"):
            await waiting(2, sender=sender)

        leased = await communications.lease_due(ctx, EMAIL, hand.turn, most=3, served={5: "campaign"})

        assert [each.sender for each in leased] == ["agent", "campaign", "agent"]

    async def test_is_counted_for_each_priority(self, ctx, hand, waiting):
        for sender in ("agent", "campaign"):
            await waiting(1, sender=sender)

        (leased,) = await communications.lease_due(ctx, EMAIL, hand.turn, most=1, served={7: "agent"})

        assert leased.sender == "agent"
