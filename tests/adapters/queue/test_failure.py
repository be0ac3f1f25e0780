"""Jobs that fail are tried again, later each time, and given up in the end."""

import asyncio
import random
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import text

from accord.adapters.queue import (
    Backoff,
    Handler,
    JobHandler,
    NoSuchDeadJob,
    list_dead_jobs,
    retry_dead_job,
)
from accord.core.context import Context, Job
from accord.kit.db import statement

from .workshop import QUICK, Workshop, slower, until

_WRITE = statement(text("INSERT INTO effects (note) VALUES ('written')"))
_WORDS = ("otieno", "amina@example.com")
_QUOTING = statement(text("SELECT CAST(CAST(:word AS text) AS integer)"))


async def fail(ctx: Context, _arguments: dict[str, Any]) -> None:
    await ctx.db.execute(_WRITE)
    raise RuntimeError("the provider said \x00 no")


async def quote(ctx: Context, _arguments: dict[str, Any]) -> None:
    """Fail for what somebody wrote, and with an address in the words."""
    try:
        await ctx.db.execute(_QUOTING, word=_WORDS[0])
    except Exception as error:
        raise ValueError(f"not sent to {_WORDS[1]}") from error


def _names(kept: dict[str, Any]) -> list[str]:
    return [word for word in _WORDS if word in str(kept)]


async def _has_failed(workshop: Workshop) -> bool:
    return any("error" in (row["headers"] or {}) for row in await workshop.waiting())


class Flaky:
    """Fails a number of times."""

    def __init__(self, failures: int) -> None:
        self.failures = failures
        self.began: list[float] = []

    async def run(self, ctx: Context, _arguments: dict[str, Any]) -> None:
        self.began.append(asyncio.get_running_loop().time())
        await ctx.db.execute(_WRITE)
        if len(self.began) <= self.failures:
            raise RuntimeError("not yet")


class TestFailing:
    async def test_undoes_the_effects_of_the_attempt(self, workshop: Workshop) -> None:
        await workshop.enqueue(Job(name="fail"))
        async with workshop.working({"fail": Handler(run=fail, attempts=1)}):
            await until(workshop.empty)
        assert await workshop.database.pool.fetchval("SELECT count(*) FROM effects") == 0

    async def test_is_followed_by_another_attempt_until_one_succeeds(self, workshop: Workshop) -> None:
        flaky = Flaky(failures=2)
        await workshop.enqueue(Job(name="flaky"))
        async with workshop.working({"flaky": flaky.run}):
            await until(workshop.empty)
        assert await workshop.database.pool.fetchval("SELECT count(*) FROM effects") == 1
        assert len(flaky.began) == 3

    async def test_waits_longer_before_each_attempt(self, workshop: Workshop) -> None:
        flaky = Flaky(failures=3)
        pace = slower(QUICK, backoff=Backoff(first=0.08, factor=3.0, longest=5.0), poll_seconds=30.0)
        await workshop.enqueue(Job(name="flaky"))
        async with workshop.working({"flaky": flaky.run}, pace=pace):
            await until(workshop.empty)
        pauses = [after - before for before, after in pairwise(flaky.began)]
        least = [0.06, 0.18, 0.54]
        assert [pause >= bound for pause, bound in zip(pauses, least, strict=True)] == [True, True, True]

    async def test_says_in_the_queue_what_went_wrong(self, workshop: Workshop) -> None:
        await workshop.enqueue(Job(name="fail"))
        pace = slower(QUICK, backoff=Backoff(first=60.0))
        async with workshop.working({"fail": fail}, pace=pace):
            await until(lambda: _failed_once(workshop))
        [row] = await workshop.waiting()
        assert row["headers"] == {"error": "RuntimeError: the provider said  no"}

    async def test_includes_taking_too_long(self, workshop: Workshop) -> None:
        async def hang(_ctx: Context, _arguments: dict[str, Any]) -> None:
            await asyncio.sleep(60)

        await workshop.enqueue(Job(name="hang"))
        async with workshop.working({"hang": Handler(run=hang, attempts=1, seconds=0.1)}):
            await until(workshop.empty)
        [dead] = await workshop.dead()
        assert dead["error"] == "TimeoutError"

    async def test_includes_a_cancellation_that_a_handler_lets_escape(self, workshop: Workshop) -> None:
        async def cancel(_ctx: Context, _arguments: dict[str, Any]) -> None:
            raise asyncio.CancelledError("mine")

        await workshop.enqueue(Job(name="cancel"))
        async with workshop.working({"cancel": Handler(run=cancel, attempts=1)}):
            await until(workshop.empty)
        [dead] = await workshop.dead()
        assert dead["error"] == "CancelledError: mine"

    async def test_keeps_nothing_of_whom_the_error_tells(self, workshop: Workshop) -> None:
        await workshop.enqueue(Job(name="quote"))
        pace = slower(QUICK, backoff=Backoff(first=60.0))
        async with workshop.working({"quote": quote}, pace=pace):
            await until(lambda: _has_failed(workshop))
        [row] = await workshop.waiting()
        assert (row["headers"], _names(row)) == ({"error": "ValueError: not sent to ***"}, [])

    async def test_does_not_hold_up_other_jobs(self, workshop: Workshop) -> None:
        flaky = Flaky(failures=0)
        pace = slower(QUICK, at_once=1, backoff=Backoff(first=60.0))
        await workshop.enqueue(Job(name="fail"), Job(name="flaky"))
        async with workshop.working({"fail": fail, "flaky": flaky.run}, pace=pace):
            await until(lambda: bool(flaky.began))
        assert await workshop.names() == ["fail"]


class TestGivingUp:
    async def test_keeps_the_job_and_its_last_error(self, workshop: Workshop) -> None:
        await self._die(workshop, attempts=2)
        async with workshop.database.reading() as db:
            [dead] = await list_dead_jobs(db)
        assert (dead.name, dead.arguments, dead.attempts) == ("fail", '{"n":1}', 2)
        assert dead.error == "RuntimeError: the provider said  no"
        assert 'raise RuntimeError("the provider said' in dead.traceback

    async def test_keeps_nothing_of_whom_the_error_tells(self, workshop: Workshop) -> None:
        await workshop.enqueue(Job(name="quote"))
        async with workshop.working({"quote": Handler(run=quote, attempts=1)}):
            await until(workshop.empty)
        [dead] = await workshop.dead()
        assert dead["error"] == "ValueError: not sent to ***"
        assert ("22P02" in dead["traceback"], _names(dead)) == (True, [])

    async def test_ends_when_an_operator_retries_the_job(self, workshop: Workshop) -> None:
        await self._die(workshop, attempts=1)
        [dead] = await workshop.dead()
        async with workshop.database.transaction() as db:
            await retry_dead_job(db, dead["id"])
        [row] = await workshop.waiting()
        assert (row["entrypoint"], row["payload"], row["attempts"]) == ("fail", b'{"n":1}', 0)
        assert await workshop.dead() == []

    async def test_is_final_for_a_number_that_is_not_dead(self, workshop: Workshop) -> None:
        async with workshop.database.transaction() as db:
            with pytest.raises(NoSuchDeadJob, match="no dead job has the number 4711"):
                await retry_dead_job(db, 4711)

    async def test_is_followed_by_what_the_handler_has_for_it(self, workshop: Workshop) -> None:
        async def note(ctx: Context, arguments: dict[str, Any]) -> None:
            assert arguments == {"n": 1}
            await ctx.db.execute(_WRITE)

        await self._die(workshop, attempts=2, give_up=note)

        effects = await workshop.database.pool.fetchval("SELECT count(*) FROM effects")
        assert (effects, len(await workshop.dead())) == (1, 1)

    async def test_stands_when_what_should_follow_fails_too(self, workshop: Workshop) -> None:
        await self._die(workshop, attempts=1, give_up=fail)

        effects = await workshop.database.pool.fetchval("SELECT count(*) FROM effects")
        assert (effects, [dead["name"] for dead in await workshop.dead()]) == (0, ["fail"])

    async def _die(self, workshop: Workshop, *, attempts: int, give_up: JobHandler | None = None) -> None:
        await workshop.enqueue(Job(name="fail", arguments={"n": 1}))
        handler = Handler(run=fail, attempts=attempts, give_up=give_up)
        async with workshop.working({"fail": handler}):
            await until(workshop.empty)


class TestLosingAJob:
    async def test_undoes_what_was_done_for_it_here(self, workshop: Workshop) -> None:
        running, robbed = asyncio.Event(), asyncio.Event()

        async def slow(ctx: Context, _arguments: dict[str, Any]) -> None:
            await ctx.db.execute(_WRITE)
            running.set()
            await robbed.wait()

        await workshop.enqueue(Job(name="slow"))
        async with workshop.working({"slow": slow}):
            await running.wait()
            await workshop.database.pool.execute("UPDATE pgqueuer SET queue_manager_id = gen_random_uuid()")
            robbed.set()
        assert await workshop.names() == ["slow"]
        assert await workshop.database.pool.fetchval("SELECT count(*) FROM effects") == 0


class TestPausing:
    @pytest.mark.parametrize(
        ("attempt", "seconds"), [(1, 5.0), (2, 15.0), (3, 45.0), (6, 1215.0), (7, 3600.0), (50, 3600.0)]
    )
    def test_grows_threefold_up_to_an_hour(self, attempt: int, seconds: float) -> None:
        assert Backoff().seconds(attempt, 0.5) == seconds

    def test_is_spread_by_a_quarter_either_way(self) -> None:
        chances = [random.random() for _ in range(200)]
        pauses = [Backoff().seconds(1, chance) for chance in chances]
        assert 3.75 <= min(pauses) < max(pauses) <= 6.25


async def _failed_once(workshop: Workshop) -> bool:
    rows = await workshop.waiting()
    return bool(rows) and rows[0]["attempts"] == 1 and rows[0]["status"] == "queued"
