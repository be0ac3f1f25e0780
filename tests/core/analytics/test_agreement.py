from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from accord.core.analytics import dashboard
from accord.core.analytics.dashboard import Period
from accord.core.context import Context

from .recounting import comparable, recounted
from .writing import Writer

PERIODS = (
    Period(),
    Period(start_on=date(2026, 2, 28)),
    Period(end_on=date(2026, 3, 1)),
    Period(start_on=date(2026, 3, 1), end_on=date(2026, 3, 1)),
    Period(start_on=date(2026, 2, 27), end_on=date(2026, 3, 2)),
)
ZONES = ("UTC", "Africa/Nairobi", "Asia/Kathmandu", "America/St_Johns")


class TestTheDashboard:
    @pytest.mark.parametrize("seed", range(12))
    async def test_agrees_with_the_rows_whatever_was_written(self, ctx, seed):
        writer = Writer(ctx, seed)

        for _ in range(4):
            await writer.write(25)
            for zone in ZONES:
                now = datetime(2026, 3, 1, tzinfo=UTC) + timedelta(hours=writer.chance.uniform(-9, 9))
                there = _in(ctx, zone, now)
                for period in PERIODS:
                    shown = await dashboard.get_dashboard(there, period)
                    assert comparable(shown) == comparable(await recounted(there, period)), (zone, period)

    @pytest.mark.parametrize("seed", [100, 101])
    async def test_leaves_nothing_to_repair(self, ctx, seed):
        await Writer(ctx, seed).write(60)

        assert await dashboard.reconcile_counts(ctx) == {}


def _in(ctx, zone, now):
    return Context(
        ctx.db,
        ctx.actor,
        now,
        via="test",
        request_id=None,
        queue=ctx._queue,
        reactions={},
        zone=ZoneInfo(zone),
    )
