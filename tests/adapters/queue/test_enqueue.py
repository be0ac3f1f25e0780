"""Jobs are written with the change they follow from."""

import asyncio
from datetime import timedelta

import pytest

from accord.adapters.queue import JobQueue
from accord.core.context import Job
from accord.kit import clock

from .workshop import Workshop


class TestEnqueueing:
    async def test_writes_nothing_when_the_transaction_is_rolled_back(self, workshop: Workshop) -> None:
        with pytest.raises(RuntimeError, match="changed my mind"):
            await _enqueue_and_fail(workshop)
        assert await workshop.waiting() == []

    async def test_is_seen_by_nobody_before_the_commit(self, workshop: Workshop) -> None:
        async with workshop.database.transaction() as db:
            await JobQueue().put(db, [Job(name="a")])
            assert await workshop.waiting() == []
        assert await workshop.names() == ["a"]

    async def test_keeps_the_order_of_many(self, workshop: Workshop) -> None:
        await workshop.enqueue(*(Job(name=f"job-{number}") for number in range(500)))
        assert await workshop.names() == [f"job-{number}" for number in range(500)]

    async def test_keeps_the_arguments_as_json(self, workshop: Workshop) -> None:
        await workshop.enqueue(Job(name="a", arguments={"text": "Ж", "list": [1, None]}))
        [row] = await workshop.waiting()
        assert row["payload"] == '{"text":"Ж","list":[1,null]}'.encode()

    async def test_keeps_the_time_it_is_for(self, workshop: Workshop) -> None:
        run_at = clock.now() + timedelta(hours=1)
        await workshop.enqueue(Job(name="a", run_at=run_at))
        [row] = await workshop.waiting()
        assert row["execute_after"] == run_at

    async def test_of_nothing_asks_nothing_of_the_database(self, workshop: Workshop) -> None:
        async with workshop.database.transaction() as db:
            await JobQueue().put(db, [])
            assert db.driver is None


class TestEnqueueingUnderAKey:
    async def test_writes_one_job_for_two_calls(self, workshop: Workshop) -> None:
        await workshop.enqueue(Job(name="a", dedupe_key="k"))
        await workshop.enqueue(Job(name="a", dedupe_key="k"))
        assert await workshop.names() == ["a"]

    async def test_writes_one_job_for_two_in_one_call(self, workshop: Workshop) -> None:
        await workshop.enqueue(Job(name="a", dedupe_key="k"), Job(name="b"), Job(name="a", dedupe_key="k"))
        assert await workshop.names() == ["a", "b"]

    async def test_keeps_the_earlier_time(self, workshop: Workshop) -> None:
        sooner, later = clock.now() + timedelta(minutes=1), clock.now() + timedelta(minutes=2)
        await workshop.enqueue(Job(name="a", dedupe_key="k", run_at=later))
        await workshop.enqueue(Job(name="a", dedupe_key="k", run_at=sooner))
        [row] = await workshop.waiting()
        assert row["execute_after"] == sooner

    async def test_keeps_the_earlier_time_within_one_call(self, workshop: Workshop) -> None:
        sooner, later = clock.now() + timedelta(minutes=1), clock.now() + timedelta(minutes=2)
        jobs = [Job(name="a", dedupe_key="k", run_at=at) for at in (later, sooner)]
        await workshop.enqueue(*jobs)
        [row] = await workshop.waiting()
        assert row["execute_after"] == sooner

    async def test_holds_the_waiting_job_until_the_transaction_ends(self, workshop: Workshop) -> None:
        await workshop.enqueue(Job(name="a", dedupe_key="k"))
        seen: list[str] = []

        async def note(_ctx: object, _arguments: object) -> None:
            seen.append("ran")

        async with workshop.database.transaction() as db:
            await JobQueue().put(db, [Job(name="a", dedupe_key="k")])
            async with workshop.working({"a": note}):
                await asyncio.sleep(0.2)
        assert seen == []

    async def test_writes_a_new_job_while_the_first_runs(self, workshop: Workshop) -> None:
        running, go_on = asyncio.Event(), asyncio.Event()

        async def wait(_ctx: object, _arguments: object) -> None:
            running.set()
            await go_on.wait()

        await workshop.enqueue(Job(name="a", dedupe_key="k"))
        async with workshop.working({"a": wait}):
            await running.wait()
            await workshop.enqueue(Job(name="a", dedupe_key="k"))
            assert await workshop.names() == ["a", "a"]
            go_on.set()


async def _enqueue_and_fail(workshop: Workshop) -> None:
    async with workshop.database.transaction() as db:
        await JobQueue().put(db, [Job(name="a")])
        raise RuntimeError("changed my mind")
