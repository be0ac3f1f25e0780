"""A worker is killed at every named place; the next one leaves one message at the provider, recorded once."""

import asyncio
import os
import signal
import sys
from pathlib import Path

import pytest

from accord.adapters.delivery import FailPoint
from accord.core import communications
from accord.core.interactions import Channel

TESTS = Path(__file__).parents[2]


async def start(office, ledger: Path, point: str, *per_second: str):
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "adapters.delivery.doomed", office.dsn, str(ledger), point, *per_second),
        env=os.environ | {"PYTHONPATH": str(TESTS)},
        stderr=asyncio.subprocess.DEVNULL,
    )


@pytest.mark.parametrize("point", FailPoint)
class TestAWorkerThatIsKilled:
    async def test_loses_nothing_and_sends_nothing_twice(self, office, tmp_path, point):
        ledger = tmp_path / "taken"
        sent = await office.send(await office.customer(), only_channel=Channel.EMAIL)

        doomed = await start(office, ledger, point.value)
        assert await asyncio.wait_for(doomed.wait(), 20) == -signal.SIGKILL
        heir = await start(office, ledger, "nowhere")
        await office.until(sent, "sent", seconds=20)
        heir.terminate()
        await heir.wait()

        assert ledger.read_text().split() == [f"{sent.id}.email"]
        async with office.context() as ctx:
            found = await communications.get_communication(ctx, sent.id)
        assert [line.event for line in found.log] == ["sent"]
        assert [attempt.outcome for attempt in found.attempts][-1] == "accepted"
