from datetime import UTC, datetime, timedelta

import pytest

from accord.core import sla
from accord.core.sla import ClockKind, ClockState, Pause, Priority, SubjectKind

from .conftest import BERLIN, MONDAY


def utc(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 2, day, hour, minute, tzinfo=UTC)


async def turn(ctx, clock, to, at):
    (turned,) = await sla.turn_clocks(ctx.db, clock.subject_kind, clock.subject_id, to=to, at=at)
    return turned


class TestStartingAClock:
    async def test_computes_when_it_is_due_and_when_to_warn(self, start):
        clock = await start()

        # Seven hours on Monday, none on the holiday, the eighth on Wednesday; half of them until 14:00.
        assert (clock.due_at, clock.warn_at) == (utc(18, 9), utc(16, 13))
        assert (clock.started_at, clock.zone) == (MONDAY, "Europe/Berlin")

    async def test_counts_day_and_night_without_a_calendar(self, start):
        clock = await start(calendar_id=None)

        assert clock.due_at == MONDAY + timedelta(hours=8)

    async def test_warns_of_nothing_without_a_fraction(self, start):
        assert (await start(warn_fraction=None)).warn_at is None

    async def test_is_not_done_when_nothing_is_promised(self, ctx):
        kind = ClockKind.FIRST_RESPONSE

        promised = await sla.promise(
            ctx.db, SubjectKind.CASE, kind, priority=Priority.P0, at=MONDAY, zone=BERLIN
        )

        assert promised is None


class TestPausingAClock:
    async def test_makes_it_due_when_the_rest_has_been_counted(self, ctx, start):
        clock = await start()

        paused = await turn(ctx, clock, ClockState.PAUSED, utc(16, 10))  # 11:00: two hours are counted
        resumed = await turn(ctx, paused, ClockState.RUNNING, utc(18, 14))  # Wednesday 15:00

        assert (paused.paused_at, paused.counted) == (utc(16, 10), timedelta(hours=2))
        # Of the other six hours two are on Wednesday, three on Thursday before lunch, one after it.
        assert resumed.due_at == utc(19, 13)
        assert resumed.warn_at == utc(18, 16)
        assert resumed.pauses == (Pause(from_at=utc(16, 10), to_at=utc(18, 14)),)

    async def test_twice_is_one_pause(self, ctx, start):
        paused = await turn(ctx, await start(), ClockState.PAUSED, utc(16, 10))

        assert await turn(ctx, paused, ClockState.PAUSED, utc(16, 11)) == paused

    async def test_adds_up(self, ctx, start):
        clock = await start()
        for hour in (8, 9):
            clock = await turn(ctx, clock, ClockState.PAUSED, utc(16, hour, 30))
            clock = await turn(ctx, clock, ClockState.RUNNING, utc(16, hour, 45))

        assert (clock.due_at, len(clock.pauses)) == (utc(18, 9, 30), 2)

    async def test_changes_nothing_where_the_policy_does_not_pause(self, ctx, start):
        clock = await start(pauses=False)

        assert await turn(ctx, clock, ClockState.PAUSED, utc(16, 10)) == clock

    async def test_moves_no_time_that_is_over(self, ctx, start):
        clock = await start()

        late = await turn(ctx, clock, ClockState.PAUSED, utc(20, 10))
        after = await turn(ctx, late, ClockState.RUNNING, utc(20, 14))

        assert (after.due_at, after.warn_at) == (clock.due_at, clock.warn_at)


class TestStoppingAClock:
    async def test_keeps_its_due_time_when_it_goes_on(self, ctx, start):
        clock = await start()

        await sla.stop_clocks(ctx.db, clock.subject_kind, clock.subject_id, at=utc(16, 10))
        after = await turn(ctx, clock, ClockState.RUNNING, utc(16, 12))

        assert after == clock

    async def test_while_it_pauses_lets_the_pause_last(self, ctx, start):
        clock = await start(calendar_id=None)
        await turn(ctx, clock, ClockState.PAUSED, utc(16, 9))

        await sla.stop_clocks(ctx.db, clock.subject_kind, clock.subject_id, at=utc(16, 10))
        after = await turn(ctx, clock, ClockState.RUNNING, utc(16, 12))

        assert after.due_at == clock.due_at + timedelta(hours=3)


class TestReplacingAPolicy:
    async def test_leaves_clocks_that_run_as_they_are(self, ctx, start):
        first = await start()
        await start(target=60)

        assert await turn(ctx, first, ClockState.RUNNING, utc(16, 9)) == first

    @pytest.mark.parametrize("target", [60, 120])
    async def test_decides_for_new_ones(self, start, target):
        await start(target=480)

        clock = await start(target=target, calendar_id=None)

        assert clock.due_at == MONDAY + timedelta(minutes=target)
