"""One Accord in many processes, with the counterparts that it sends to, and what is known of their deaths."""

import asyncio
import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, NamedTuple

import asyncpg
import httpx

from accord.kit import clock
from dialects.conftest import SECRET, sign
from vendors import ACCOUNTS

TESTS = Path(__file__).parents[1]
SENDER = "desk@example.com"
READY_SECONDS = 60.0
# Long enough for a machine that is busy with other tests: a process that is only slow must not lose its messages.
LEASE_SECONDS = 8.0
SEND_SECONDS = 6.0
PENDING = "SELECT count(*) FROM communications WHERE status IN ('queued', 'scheduled', 'sending')"
TOKEN_SECONDS = 7 * 86_400


class Kill(NamedTuple):
    """One process that was killed, and when: shortly before `until`."""

    role: str
    since: float
    until: float


async def turns(pause_seconds: float) -> AsyncIterator[None]:
    """Turns of looking at something, without end, with a pause between them."""
    while True:
        yield
        await asyncio.sleep(pause_seconds)


class Program:
    """A program that reads orders and answers each with a line."""

    def __init__(self, module: str, *arguments: str, environment: dict[str, str], log: Path) -> None:
        with log.open("ab") as errors:
            # A session of its own, so that whatever it started can be ended with it.
            self.process = subprocess.Popen(
                [sys.executable, "-m", module, *arguments],
                env=environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
                start_new_session=True,
            )
        self.told = self._hear()

    def ask(self, **order: Any) -> dict[str, Any]:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()
        return self._hear()

    def end(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.communicate()

    def _hear(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, f"{self.process.args} ended"
        found: dict[str, Any] = json.loads(line)
        return found


class Estate:
    """The processes of one Accord on a database of its own, and the ledgers of its counterparts in a folder.

    What the counterparts took they answer `answers_after` seconds later: for so long, a death leaves a doubt.
    """

    def __init__(self, folder: Path, dsn: str, *, answers_after: float = 0.0, **settings: str) -> None:
        self.folder = folder
        self.dsn = dsn
        self.kills: list[Kill] = []
        self.running: dict[str, int] = {}
        self.token = sign(exp=int(clock.now().timestamp()) + TOKEN_SECONDS)
        plain = {name: text for name, text in os.environ.items() if not name.startswith("ACCORD_")}
        plain["PYTHONPATH"] = str(TESTS)
        slowly = ("--folder", str(folder), "--answers-after", str(answers_after))
        self.vendors = Program("vendors", *slowly, environment=plain, log=folder / "vendors.log")
        chosen = self._settings() | settings
        self.nursery = Program("reliability.nursery", environment=plain | chosen, log=folder / "nursery.log")
        self.base = f"http://127.0.0.1:{self.nursery.told['port']}"

    def start(self, role: str, **order: str) -> int:
        """Start an `api` or a `worker`; its process id. It need not be ready."""
        told = self.nursery.ask(do="start", role=role, log=str(self.folder / f"{role}.log"), **order)
        self.running[role] = told["pid"]
        return int(told["pid"])

    def kill(self, role: str) -> None:
        """SIGKILL; returns when the process is gone."""
        since = time.time()
        self.nursery.ask(do="kill", pid=self.running.pop(role))
        self.kills.append(Kill(role, since, time.time()))

    async def await_death(self, role: str, seconds: float = 30.0) -> int:
        """Wait until a process has ended by itself; how."""
        pid, since = self.running.pop(role), time.time()
        async with asyncio.timeout(seconds):
            async for _ in turns(0.02):
                status = self.nursery.ask(do="poll", pid=pid)["status"]
                if status is not None:
                    break
        self.kills.append(Kill(role, since, time.time()))
        return int(status)

    async def await_quiet(self, seconds: float) -> float:
        """Wait until every message has come to an end, or so long; the seconds it took."""
        connection = await asyncpg.connect(self.dsn)
        began = time.monotonic()
        try:
            async for _ in turns(0.1):
                if not await connection.fetchval(PENDING) or time.monotonic() - began >= seconds:
                    break
        finally:
            await connection.close()
        return time.monotonic() - began

    async def await_ready(self) -> None:
        """Wait until the API answers."""
        async with self.client() as client, asyncio.timeout(READY_SECONDS):
            async for _ in turns(0.05):
                with contextlib.suppress(httpx.TransportError):
                    if (await client.get("/readyz")).status_code == httpx.codes.OK:
                        return

    def client(self) -> httpx.AsyncClient:
        """A client with every permission."""
        headers = {"Authorization": f"Bearer {self.token}"}
        limits = httpx.Limits(max_connections=200, max_keepalive_connections=20)
        return httpx.AsyncClient(
            base_url=self.base, headers=headers, limits=limits, timeout=20, trust_env=False
        )

    def end(self) -> None:
        """Leave no process behind."""
        self.nursery.end()
        self.vendors.end()

    def logs(self) -> str:
        """What the processes said at last."""
        return "\n".join(
            f"{path.name}: {path.read_text(errors='replace')[-2000:]}"
            for path in sorted(self.folder.glob("*.log"))
        )

    def _settings(self) -> dict[str, str]:
        told = self.vendors.told
        return {
            "ACCORD_DATABASE_URL": self.dsn,
            "ACCORD_DATABASE__POOL_SIZE": "6",
            "ACCORD_DATA": str(self.folder / "data"),
            "ACCORD_AUTH__SECRET": SECRET,
            "ACCORD_SERVER__PORT": "0",
            "ACCORD_RATE_LIMITS__ENABLED": "false",
            "ACCORD_LOG__LEVEL": "warning",
            "ACCORD_ENGAGEMENT__WAIT_SECONDS": "2",
            "ACCORD_DELIVERY__SEND_SECONDS": str(SEND_SECONDS),
            "ACCORD_DELIVERY__LEASE_SECONDS": str(LEASE_SECONDS),
            "ACCORD_DELIVERY__RETRY_SECONDS": "0.5,0.5,0.5",
            "ACCORD_SMTP__HOST": "127.0.0.1",
            "ACCORD_SMTP__PORT": str(told["smtp"]),
            "ACCORD_SMTP__SECURITY": "none",
            "ACCORD_SMTP__SENDER": SENDER,
            "ACCORD_TWILIO__ACCOUNT_SID": ACCOUNTS.twilio_sid,
            "ACCORD_TWILIO__AUTH_TOKEN": ACCOUNTS.twilio_token,
            "ACCORD_TWILIO__SENDER": ACCOUNTS.twilio_number,
            "ACCORD_TWILIO__BASE_URL": f"http://127.0.0.1:{told['http']}/twilio",
            "ACCORD_WHATSAPP__PHONE_NUMBER_ID": ACCOUNTS.whatsapp_number_id,
            "ACCORD_WHATSAPP__ACCESS_TOKEN": ACCOUNTS.whatsapp_token,
            "ACCORD_WHATSAPP__APP_SECRET": ACCOUNTS.whatsapp_secret,
            "ACCORD_WHATSAPP__BASE_URL": f"http://127.0.0.1:{told['http']}/whatsapp",
            "ACCORD_WHATSAPP__TEMPLATES": "reminder=friendly_reminder:en_US:client_name,event_date",
        }
