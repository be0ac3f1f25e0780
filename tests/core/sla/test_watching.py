from datetime import timedelta

import pytest

from accord.core import sla
from accord.core.errors import Forbidden
from accord.core.sla import ClockState, Priority
from make import emitted

from .conftest import MONDAY

MINUTE = timedelta(minutes=1)


async def told(ctx, *, kinds=("sla.warned", "sla.breached")):
    return [(event.type, event.subject_id) for event in await emitted(ctx.db) if event.type in kinds]


@pytest.fixture
async def clock(start):
    """Due four hours after it starts, with a warning after three."""
    return await start(target=240, calendar_id=None, warn_fraction=0.75)


@pytest.fixture
def watch(at):
    """Looks at all clocks so many minutes after Monday's beginning."""
    return lambda minutes: sla.tell_of_due_clocks(at(MONDAY + minutes * MINUTE))


class TestWatchingClocks:
    async def test_tells_nothing_before_its_time(self, ctx, clock, watch):
        assert await watch(179) == 0
        assert await told(ctx) == []

    async def test_warns_once(self, ctx, clock, watch):
        assert [await watch(180), await watch(181)] == [1, 0]
        assert await told(ctx) == [("sla.warned", clock.subject_id)]

    async def test_tells_of_a_breach_once(self, ctx, clock, watch):
        assert [await watch(200), await watch(240), await watch(241), await watch(500)] == [1, 0, 1, 0]
        assert await told(ctx) == [("sla.warned", clock.subject_id), ("sla.breached", clock.subject_id)]

    async def test_says_whose_promise_it_was(self, ctx, clock, watch):
        await watch(300)

        event = (await emitted(ctx.db))[-1]
        assert (event.customer_id, event.data) == (
            clock.customer_id,
            {
                "subject_kind": "conversation",
                "clock": "resolution",
                "priority": Priority.P1,
                "due_at": "2026-02-16T12:00:00Z",
            },
        )

    async def test_does_not_warn_of_what_is_broken_already(self, ctx, clock, watch):
        assert await watch(300) == 1
        assert await told(ctx) == [("sla.breached", clock.subject_id)]

    @pytest.mark.parametrize("minutes", [10, 239, 240])
    async def test_says_nothing_of_a_promise_that_was_kept(self, ctx, clock, watch, minutes):
        at = MONDAY + minutes * MINUTE
        await sla.stop_clocks(ctx.db, clock.subject_kind, clock.subject_id, at=at)

        assert await watch(500) == 0

    async def test_tells_of_one_that_was_kept_too_late(self, ctx, clock, watch):
        at = MONDAY + 241 * MINUTE
        await sla.stop_clocks(ctx.db, clock.subject_kind, clock.subject_id, at=at)

        assert await watch(500) == 1

    async def test_says_nothing_while_a_clock_pauses(self, ctx, clock, watch):
        at = MONDAY + 60 * MINUTE
        await sla.turn_clocks(ctx.db, clock.subject_kind, clock.subject_id, to=ClockState.PAUSED, at=at)

        assert await watch(500) == 0

    async def test_takes_one_statement_for_each_sort(self, start, watch, statements):
        for priority in Priority:
            await start(target=60, priority=priority, calendar_id=None)

        with statements(3):  # two that mark, one that writes all events
            assert await watch(90) == 4

    async def test_is_not_for_customers(self, clock, as_customer):
        with pytest.raises(Forbidden):
            await sla.tell_of_due_clocks(as_customer(clock.customer_id))


class TestTheIndexOfClocks:
    async def test_forgets_those_of_which_all_is_told(self, ctx, start, watch):
        """What the job reads each minute must not grow with what is over."""
        await start(target=60, calendar_id=None)
        await watch(90)

        rows = await ctx.db.driver.fetch(
            "SELECT 1 FROM sla_clocks WHERE breached_at IS NULL "
            "AND COALESCE(paused_at, stopped_at, 'infinity'::timestamptz) > due_at"
        )
        assert rows == []
