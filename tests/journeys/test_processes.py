"""Two processes behind one port are one server."""

import asyncio
import os
import re
import signal
from collections import Counter

import httpx
import pytest

from dialects.conftest import sign

from .people import BANKING, TOURISM, traveller
from .supervisor import until

LIMIT = 40
ASKED = 100
PER_MINUTE = 20


@pytest.fixture(scope="module")
def server(module_installation):
    return module_installation.serve(
        "--processes", "2", ACCORD_RATE_LIMITS__OVERRIDES=f"banking.standard={LIMIT}"
    )


async def ask(server, count, method, path, bodies=()):
    """Many requests of one caller, each on a connection of its own, so that both processes serve some."""
    headers = {"Authorization": f"Bearer {sign(sub='caller')}"}
    apart = httpx.Limits(max_connections=16, max_keepalive_connections=0)
    async with httpx.AsyncClient(
        base_url=server.base, headers=headers, limits=apart, timeout=60, trust_env=False
    ) as client:
        bodies = bodies or [None] * count
        return await asyncio.gather(*(client.request(method, path, json=body) for body in bodies))


def windows_of(answers):
    """How many were allowed and refused in each window of the rate limit."""
    windows = {}
    for answer in answers:
        counts = windows.setdefault(answer.headers["x-ratelimit-reset"], Counter())
        counts["refused" if answer.status_code == 429 else "allowed"] += 1
    return windows


class TestTwoProcesses:
    async def test_count_requests_together(self, server):
        answers = await ask(server, ASKED, "GET", f"{BANKING}/customers")

        for counts in windows_of(answers).values():
            assert counts["allowed"] == min(LIMIT, counts.total())
        assert {answer.status_code for answer in answers} == {200, 429}

    async def test_refuse_the_same_caller_together(self, server):
        bodies = [traveller(number) for number in range(3 * PER_MINUTE)]

        answers = await ask(server, len(bodies), "POST", f"{TOURISM}/customers/", bodies)

        for counts in windows_of(answers).values():
            assert counts["allowed"] == min(PER_MINUTE, counts.total())
        assert {answer.status_code for answer in answers} == {201, 429}
        assert all(int(a.headers["retry-after"]) >= 1 for a in answers if a.status_code == 429)

    async def test_serve_each(self, server):
        pair = server.children()
        assert len(pair) == 2

        for silent in pair:
            os.kill(silent, signal.SIGSTOP)
            try:
                (answer,) = await ask(server, 1, "GET", "/healthz")
            finally:
                os.kill(silent, signal.SIGCONT)
            assert answer.status_code == 200

    async def test_add_up_their_figures(self, server):
        await ask(server, 24, "GET", f"{TOURISM}/health")

        (answer,) = await ask(server, 1, "GET", "/metrics")

        line = r'accord_requests_total\{dialect="tourism",method="GET",status="200"\} ([\d.]+)'
        assert float(re.search(line, answer.text)[1]) == 24

    async def test_replace_the_one_that_died(self, server):
        first, second = server.children()

        os.kill(first, signal.SIGKILL)

        until(lambda: len(server.children()) == 2 and first not in server.children(), 60)
        assert second in server.children()
        (answer,) = await ask(server, 1, "GET", "/readyz")
        assert answer.status_code == 200

    def test_end_together(self, installation):
        server = installation.serve("--processes", "2")

        assert server.stop() == 0
        assert server.children() == []
