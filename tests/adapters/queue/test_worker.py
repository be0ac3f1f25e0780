"""Workers do jobs: in order, in time, once, and as soon as they are there."""

import asyncio
import time
from collections import Counter
from datetime import datetime, timedelta
from typing import Any

import asyncpg
from sqlalchemy import text

from accord.adapters.queue import Handler
from accord.core.context import ActorKind, Context, Job
from accord.kit import clock
from accord.kit.db import statement

from .workshop import QUICK, Workshop, slower, until

_WRITE = statement(text("INSERT INTO effects (note) VALUES (:note)"))


async def write(ctx: Context, arguments: dict[str, Any]) -> None:
    await ctx.db.execute(_WRITE, note=arguments["note"])


async def written(workshop: Workshop) -> list[str]:
    rows = await workshop.database.pool.fetch("SELECT note FROM effects ORDER BY id")
    return [row["note"] for row in rows]


class TestDoingAJob:
    async def test_commits_its_effect_and_takes_it_out_of_the_queue(self, workshop: Workshop) -> None:
        await workshop.enqueue(Job(name="write", arguments={"note": "done"}))
        async with workshop.working({"write": write}):
            await until(workshop.empty)
        assert await written(workshop) == ["done"]

    async def test_acts_as_the_system_through_job(self, workshop: Workshop) -> None:
        seen: list[Context] = []

        async def look(ctx: Context, _arguments: dict[str, Any]) -> None:
            seen.append(ctx)

        await workshop.enqueue(Job(name="look"))
        async with workshop.working({"look": look}):
            await until(workshop.empty)
        assert (seen[0].actor.kind, seen[0].via) == (ActorKind.SYSTEM, "job")

    async def test_enqueues_what_follows_with_its_own_end(self, workshop: Workshop) -> None:
        async def follow(ctx: Context, _arguments: dict[str, Any]) -> None:
            await ctx.enqueue(Job(name="write", arguments={"note": "followed"}))

        await workshop.enqueue(Job(name="follow"))
        async with workshop.working({"follow": follow, "write": write}):
            await until(workshop.empty)
        assert await written(workshop) == ["followed"]

    async def test_leaves_jobs_alone_that_it_does_not_know(self, workshop: Workshop) -> None:
        await workshop.enqueue(Job(name="unknown"), Job(name="write", arguments={"note": "known"}))
        async with workshop.working({"write": write}):
            await until(lambda: _length(workshop, 1))
        assert await workshop.names() == ["unknown"]

    async def test_takes_them_in_the_order_they_came(self, workshop: Workshop) -> None:
        jobs = [Job(name="write", arguments={"note": str(number)}) for number in range(30)]
        await workshop.enqueue(*jobs)
        async with workshop.working({"write": write}, pace=slower(QUICK, at_once=1)):
            await until(workshop.empty)
        assert await written(workshop) == [str(number) for number in range(30)]

    async def test_waits_for_its_time_and_not_longer(self, workshop: Workshop) -> None:
        began: list[float] = []

        async def note(_ctx: Context, _arguments: dict[str, Any]) -> None:
            began.append(clock.now().timestamp())

        run_at = clock.now() + timedelta(seconds=0.4)
        async with workshop.working({"note": note}, pace=slower(QUICK, poll_seconds=30.0)):
            await workshop.enqueue(Job(name="note", run_at=run_at))
            await until(workshop.empty)
        assert 0.0 <= began[0] - run_at.timestamp() < 0.2

    async def test_holds_to_the_limit_of_a_name(self, workshop: Workshop) -> None:
        running = 0
        most = 0

        async def count(_ctx: Context, _arguments: dict[str, Any]) -> None:
            nonlocal running, most
            running += 1
            most = max(most, running)
            await asyncio.sleep(0.02)
            running -= 1

        await workshop.enqueue(*(Job(name="count") for _ in range(6)))
        handlers = {"count": Handler(run=count, at_once=1)}
        async with workshop.working(handlers), workshop.working(handlers):
            await until(workshop.empty)
        assert most == 1


class TestWaking:
    async def test_is_quick_while_the_worker_is_idle(self, workshop: Workshop) -> None:
        delays: list[float] = []

        async def note(_ctx: Context, arguments: dict[str, Any]) -> None:
            delays.append(time.monotonic() - arguments["sent"])

        async with workshop.working({"note": note}, pace=slower(QUICK, poll_seconds=30.0)):
            await asyncio.sleep(0.2)
            for _ in range(5):
                await workshop.enqueue(Job(name="note", arguments={"sent": time.monotonic()}))
                await until(workshop.empty)
        assert sorted(delays)[2] < 0.1

    async def test_comes_by_polling_when_nobody_can_listen(self, workshop: Workshop) -> None:
        nowhere = "postgresql://accord@127.0.0.1:1/nowhere"
        async with workshop.working({"write": write}, dsn=nowhere, pace=slower(QUICK, poll_seconds=0.2)):
            await asyncio.sleep(0.1)
            await workshop.enqueue(Job(name="write", arguments={"note": "polled"}))
            await until(workshop.empty)
        assert await written(workshop) == ["polled"]

    async def test_asks_the_database_nothing_between_polls(self, workshop: Workshop) -> None:
        async with workshop.working({"write": write}, pace=slower(QUICK, poll_seconds=30.0)):
            await asyncio.sleep(0.3)
            before = await _last_statement(workshop)
            await asyncio.sleep(0.5)
            assert await _last_statement(workshop) == before


class TestSeveralWorkers:
    async def test_do_every_job_once(self, workshop: Workshop) -> None:
        jobs = [Job(name="write", arguments={"note": str(number)}) for number in range(300)]
        await workshop.enqueue(*jobs)
        async with workshop.working({"write": write}), workshop.working({"write": write}):
            await until(workshop.empty)
        assert Counter(await written(workshop)) == Counter(str(number) for number in range(300))

    async def test_leave_a_job_alone_that_runs_longer_than_its_lease(self, workshop: Workshop) -> None:
        async def slow(ctx: Context, arguments: dict[str, Any]) -> None:
            await write(ctx, arguments)
            await asyncio.sleep(1.0)

        await workshop.enqueue(Job(name="slow", arguments={"note": "once"}))
        pace = slower(QUICK, lease_seconds=0.2, poll_seconds=0.1)
        async with workshop.working({"slow": slow}, pace=pace), workshop.working({"slow": slow}, pace=pace):
            await until(workshop.empty)
        assert await written(workshop) == ["once"]

    async def test_share_what_one_has_fetched_but_cannot_begin(self, workshop: Workshop) -> None:
        async def mixed(ctx: Context, arguments: dict[str, Any]) -> None:
            await write(ctx, arguments)
            await asyncio.sleep(arguments["seconds"])

        quick = [Job(name="mixed", arguments={"note": "q", "seconds": 0}) for _ in range(12)]
        slow = [Job(name="mixed", arguments={"note": "s", "seconds": 1.5}) for _ in range(4)]
        last = [Job(name="mixed", arguments={"note": "last", "seconds": 0}) for _ in range(4)]
        async with workshop.working({"mixed": mixed}):
            await workshop.enqueue(*quick, *slow, *last)
            async with workshop.working({"mixed": mixed}):
                await until(lambda: _length(workshop, 4), seconds=1.2)
        assert (await written(workshop)).count("last") == 4


class TestStopping:
    async def test_lets_the_running_job_end(self, workshop: Workshop) -> None:
        running = asyncio.Event()

        async def slow(ctx: Context, arguments: dict[str, Any]) -> None:
            running.set()
            await asyncio.sleep(0.2)
            await write(ctx, arguments)

        await workshop.enqueue(Job(name="slow", arguments={"note": "ended"}))
        async with workshop.working({"slow": slow}):
            await running.wait()
        assert (await written(workshop), await workshop.waiting()) == (["ended"], [])

    async def test_gives_back_what_has_not_begun(self, workshop: Workshop) -> None:
        running = asyncio.Event()

        async def slow(_ctx: Context, _arguments: dict[str, Any]) -> None:
            running.set()
            await asyncio.sleep(0.1)

        await workshop.enqueue(*(Job(name="slow") for _ in range(10)))
        async with workshop.working({"slow": slow}, pace=slower(QUICK, at_once=1)):
            await running.wait()
        left = await workshop.waiting()
        assert {(row["status"], row["attempts"], row["queue_manager_id"]) for row in left} == {
            ("queued", 0, None)
        }

    async def test_cuts_off_a_job_that_outlasts_the_grace_and_does_not_count_it(
        self, workshop: Workshop
    ) -> None:
        running = asyncio.Event()

        async def endless(ctx: Context, arguments: dict[str, Any]) -> None:
            await write(ctx, arguments)
            running.set()
            await asyncio.sleep(60)

        await workshop.enqueue(Job(name="endless", arguments={"note": "undone"}))
        async with workshop.working({"endless": endless}, pace=slower(QUICK, grace_seconds=0.1)):
            await running.wait()
        [left] = await workshop.waiting()
        assert (left["status"], left["attempts"], await written(workshop)) == ("queued", 0, [])


async def _length(workshop: Workshop, most: int) -> bool:
    return len(await workshop.waiting()) <= most


async def _last_statement(workshop: Workshop) -> datetime:
    """When anybody last asked this database anything."""
    connection = await asyncpg.connect(workshop.dsn)
    asked = await connection.fetchval(
        "SELECT max(query_start) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    await connection.close()
    return asked
