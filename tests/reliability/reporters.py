"""Vendors that report what became of messages: in any order, some again and again, each until it was taken."""

import asyncio
import random
import time
from collections import Counter
from collections.abc import Iterator

import httpx

from vendors import Callback, entries_of, twilio_status, whatsapp_call

from .clients import ENGAGEMENT, NO_ANSWER
from .estate import Estate

REPEATS = (1, 1, 1, 4)
PAUSE_SECONDS = 0.1
REPORTED = {"twilio": ("sent", "delivered"), "whatsapp": ("sent", "delivered", "read")}


class Reporters:
    """Watch the vendors' ledger and report of every message in it."""

    def __init__(self, estate: Estate, rng: random.Random) -> None:
        self.statuses: Counter[int] = Counter()
        self.reported: set[str] = set()
        self._estate = estate
        self._rng = rng
        self._stopping = False

    def stop(self) -> None:
        """Let `run` return once everything that was taken has been reported."""
        self._stopping = True

    async def run(self) -> None:
        """Report until told to stop."""
        async with self._estate.client() as client, asyncio.TaskGroup() as group:
            while True:
                last = self._stopping
                for calls in self._news():
                    group.create_task(self._report(client, calls))
                if last:
                    return
                await asyncio.sleep(PAUSE_SECONDS * 3)

    def _news(self) -> Iterator[list[Callback]]:
        for entry in entries_of(self._estate.folder / "vendors.jsonl", kind="accepted"):
            if entry["id"] not in self.reported:
                self.reported.add(entry["id"])
                calls = [self._call(entry["vendor"], entry["id"], word) for word in REPORTED[entry["vendor"]]]
                calls *= self._rng.choice(REPEATS)
                yield self._rng.sample(calls, len(calls))

    def _call(self, vendor: str, message_id: str, status: str) -> Callback:
        url = f"{self._estate.base}{ENGAGEMENT}/webhooks/{vendor}"
        if vendor == "twilio":
            return twilio_status(url, message_id, status)
        told = {"id": message_id, "status": status, "timestamp": str(int(time.time())), "recipient_id": "1"}
        return whatsapp_call(url, {"statuses": [told]})

    async def _report(self, client: httpx.AsyncClient, calls: list[Callback]) -> None:
        for call in calls:
            await self._deliver(client, call)

    async def _deliver(self, client: httpx.AsyncClient, call: Callback) -> None:
        status = NO_ANSWER
        while status != httpx.codes.OK:
            try:
                answer = await client.post(call.url, content=call.body, headers=call.headers)
                status = answer.status_code
            except httpx.TransportError:
                status = NO_ANSWER
            self.statuses[status] += 1
            assert status in {httpx.codes.OK, httpx.codes.SERVICE_UNAVAILABLE, NO_ANSWER}, answer.text
            await asyncio.sleep(PAUSE_SECONDS / 5)
