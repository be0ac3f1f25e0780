"""The stand-ins as a program: what they answered for is on disk, whatever happens to them."""

import asyncio
import json
import signal
import sys
from contextlib import asynccontextmanager
from pathlib import Path

import httpx

from accord.adapters.channels.email import Security, Server, SMTPProvider
from accord.core.communications import Accepted
from accord.core.interactions import Channel
from vendors import ACCOUNTS, entries_of

from .counterparts import SENDER, message

TESTS = Path(__file__).parents[2]
TO = "+15017122661"


@asynccontextmanager
async def program(folder: Path):
    """The running program and its ports; killed at the end if it still runs."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "vendors", "--folder", str(folder), cwd=TESTS, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    try:
        yield process, json.loads(await asyncio.wait_for(process.stdout.readline(), 30))
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()
        process._transport.close()


def form(body: str) -> dict[str, str]:
    return {"To": TO, "From": ACCOUNTS.twilio_number, "Body": body}


class TestTheProgram:
    async def test_remembers_through_a_kill(self, tmp_path: Path):
        path = f"/twilio/2010-04-01/Accounts/{ACCOUNTS.twilio_sid}/Messages.json"
        login = (ACCOUNTS.twilio_sid, ACCOUNTS.twilio_token)
        async with program(tmp_path) as (process, ports):
            async with httpx.AsyncClient(base_url=f"http://localhost:{ports['http']}", auth=login) as client:
                assert (await client.put("/_/scripts", json={TO: ["500"]})).status_code == 204
                statuses = [(await client.post(path, data=form(each))).status_code for each in "ab"]
            process.send_signal(signal.SIGKILL)
            await process.wait()

        assert statuses == [500, 201]
        assert [each["text"] for each in entries_of(tmp_path / "vendors.jsonl", kind="accepted")] == ["b"]

    async def test_takes_mail_and_ends_when_told(self, tmp_path: Path):
        async with program(tmp_path) as (process, ports):
            server = Server(host="localhost", port=ports["smtp"], security=Security.NONE)
            provider = SMTPProvider(server, sender=SENDER)
            answer = await provider.send(message(Channel.EMAIL, "ann@customer.example"))
            await provider.close()
            process.send_signal(signal.SIGTERM)

            assert await asyncio.wait_for(process.wait(), 10) == 0
        assert isinstance(answer, Accepted)
        assert len(entries_of(tmp_path / "sink.jsonl", kind="accepted")) == 1
