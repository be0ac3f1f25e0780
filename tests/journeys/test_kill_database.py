"""The embedded PostgreSQL is killed while people are being made known."""

import os
import signal

import httpx

from accord.adapters.postgres import find_running
from accord.adapters.postgres.placement import find_place
from accord.adapters.postgres.postmaster import read_postmaster

from .crowd import NO_ANSWER, Crowd
from .people import BANKING, TOURISM, Kept

CREATES = 200
KILLED_AFTER = 60


class TestKillingTheDatabase:
    async def test_is_told_in_each_dialects_words_and_loses_nothing(self, embedded):
        crowd = Crowd(CREATES)
        server = embedded.serve(ACCORD_RATE_LIMITS__ENABLED="false")

        await crowd.rush(server, after=KILLED_AFTER, then=lambda: kill_postmaster(embedded))

        assert crowd.statuses[503] > 0
        assert set(crowd.statuses) <= {201, 503}
        await self.assert_unavailable(server)
        assert server.stop() == 0
        await self.assert_kept(embedded, crowd)

    async def assert_unavailable(self, server) -> None:
        headers = {"Authorization": f"Bearer {server.token}"}
        async with httpx.AsyncClient(base_url=server.base, headers=headers, trust_env=False) as client:
            bank = await client.get(f"{BANKING}/customers")
            tour = await client.get(f"{TOURISM}/customers/")
            ready = await client.get("/readyz")

        assert (bank.status_code, tour.status_code, ready.status_code) == (503, 503, 503)
        assert (bank.json().keys(), bank.json()["statusCode"]) == ({"error", "statusCode"}, 503)
        assert tour.json().keys() == {"detail"}
        assert all(int(answer.headers["retry-after"]) >= 1 for answer in (bank, tour, ready))

    async def assert_kept(self, embedded, crowd) -> None:
        server = embedded.serve(ACCORD_RATE_LIMITS__ENABLED="false")
        kept = await Kept.read(find_running(embedded.data))
        ids = {email: str(made) for email, made in kept.ids.items()}
        assert {email: ids.get(email) for email in crowd.told} == crowd.told
        assert kept.is_whole

        await crowd.rush(server)

        assert crowd.statuses[NO_ANSWER] == 0
        assert len(crowd.told) == CREATES


def kill_postmaster(embedded) -> None:
    found = read_postmaster(find_place(embedded.data).cluster)
    assert found is not None
    os.kill(found.pid, signal.SIGKILL)
