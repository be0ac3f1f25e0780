"""Workers that are killed in the middle of a job."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from accord.core.context import Job

from .workshop import Workshop, until

TESTS = Path(__file__).parents[2]


@asynccontextmanager
async def worker_process(workshop: Workshop) -> AsyncIterator[asyncio.subprocess.Process]:
    """A worker that is stopped at the end, if it lives."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "adapters.queue.killable",
        workshop.dsn,
        cwd=TESTS,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def begun(process: asyncio.subprocess.Process) -> None:
    assert process.stdout is not None
    assert await asyncio.wait_for(process.stdout.readline(), 20) == b"begun\n"


class TestKillingAWorker:
    async def test_in_the_middle_of_a_job_has_it_done_once_by_the_next(self, workshop: Workshop) -> None:
        await workshop.enqueue(Job(name="slow", arguments={"note": "effect", "seconds": 60}))
        async with worker_process(workshop) as first:
            await begun(first)
            first.kill()
        await workshop.database.pool.execute(
            "UPDATE pgqueuer SET payload = $1", b'{"note": "effect", "seconds": 0}'
        )
        async with worker_process(workshop) as second:
            await begun(second)
            await until(workshop.empty)
        assert await workshop.database.pool.fetch("SELECT note FROM effects") == [("effect",)]

    async def test_counts_the_attempt(self, workshop: Workshop) -> None:
        await workshop.enqueue(Job(name="slow", arguments={"note": "effect", "seconds": 60}))
        async with worker_process(workshop) as process:
            await begun(process)
            process.kill()
        [row] = await workshop.waiting()
        assert row["attempts"] == 1

    async def test_by_the_job_itself_gives_it_up_after_its_attempts(self, workshop: Workshop) -> None:
        await workshop.enqueue(Job(name="deadly", arguments={"why": "bad luck"}))
        lives = 0
        while await workshop.waiting():
            lives += 1
            async with worker_process(workshop) as process:
                await until(lambda process=process: _over(workshop, process))
        [dead] = await workshop.dead()
        assert (lives, dead["attempts"], dead["arguments"]) == (4, 3, '{"why":"bad luck"}')
        assert dead["error"] == "WorkerDied: the worker disappeared while it did this job"


async def _over(workshop: Workshop, process: asyncio.subprocess.Process) -> bool:
    return process.returncode is not None or await workshop.empty()
