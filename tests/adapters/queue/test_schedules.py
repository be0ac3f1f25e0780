"""Jobs by the clock."""

import asyncio
from datetime import UTC, datetime

import pytest

from accord.adapters.queue import JobQueue, Schedule
from accord.adapters.queue.schedules import Planner, following

from .workshop import Workshop, until

NIGHTLY = Schedule(name="nightly", cron="30 2 * * *")


def planner(workshop: Workshop, *schedules: Schedule) -> Planner:
    return Planner(workshop.database, JobQueue(), schedules)


async def miss(workshop: Workshop) -> None:
    """Set every schedule's next time into the past."""
    await workshop.database.pool.execute("UPDATE pgqueuer_schedules SET next_run = now() - interval '1 hour'")


class TestScheduling:
    async def test_enqueues_nothing_before_the_time(self, workshop: Workshop) -> None:
        await planner(workshop, NIGHTLY).fire()
        assert await workshop.names() == []

    async def test_catches_up_a_time_that_passed(self, workshop: Workshop) -> None:
        await planner(workshop, NIGHTLY).fire()
        await miss(workshop)
        await planner(workshop, NIGHTLY).fire()
        assert await workshop.names() == ["nightly"]

    async def test_enqueues_once_for_several_workers(self, workshop: Workshop) -> None:
        await planner(workshop, NIGHTLY).fire()
        await miss(workshop)
        await asyncio.gather(*(planner(workshop, NIGHTLY).fire() for _ in range(4)))
        assert await workshop.names() == ["nightly"]

    async def test_comes_again_at_the_next_time(self, workshop: Workshop) -> None:
        once = planner(workshop, NIGHTLY)
        await once.fire()
        row = await workshop.database.pool.fetchrow("SELECT * FROM pgqueuer_schedules")
        assert row["next_run"] == once.next_at
        assert (row["next_run"].hour, row["next_run"].minute) == (2, 30)

    async def test_is_done_by_workers(self, workshop: Workshop) -> None:
        ran = asyncio.Event()

        async def nightly(_ctx: object, _arguments: object) -> None:
            ran.set()

        await planner(workshop, NIGHTLY).fire()
        await miss(workshop)
        async with workshop.working({"nightly": nightly}, schedules=[NIGHTLY]):
            await until(ran.is_set)


class TestReadingACronExpression:
    @pytest.mark.parametrize(
        ("cron", "following_time"),
        [
            ("30 2 * * *", datetime(2026, 3, 1, 2, 30, tzinfo=UTC)),
            ("0 * * * *", datetime(2026, 3, 1, 0, 0, tzinfo=UTC)),
            ("*/5 * * * *", datetime(2026, 2, 28, 23, 5, tzinfo=UTC)),
        ],
    )
    def test_finds_the_first_time_after_an_instant(self, cron: str, following_time: datetime) -> None:
        assert following(cron, datetime(2026, 2, 28, 23, 0, tzinfo=UTC)) == following_time
