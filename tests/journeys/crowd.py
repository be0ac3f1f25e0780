"""Many clients at once, who keep a ledger of what they were told."""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator

import httpx

from .people import creation
from .supervisor import Server

AT_ONCE = 32
NO_ANSWER = 0


class Crowd:
    """Clients that make `count` people known, each with an idempotency key of its own."""

    def __init__(self, count: int) -> None:
        self.told: dict[str, str] = {}
        """The id that somebody was answered with, by e-mail address."""
        self.statuses: Counter[int] = Counter()
        self._count = count
        self._goal = -1
        self._then: Callable[[], None] | None = None

    async def rush(self, server: Server, *, after: int = 0, then: Callable[[], None] | None = None) -> None:
        """Ask for whatever is not confirmed yet; do `then` once when `after` were confirmed."""
        waiting = [number for number in range(self._count) if creation(number)[1]["email"] not in self.told]
        queue = iter(waiting)
        self._goal = len(self.told) + after if then is not None else -1
        self._then = then
        async with httpx.AsyncClient(
            base_url=server.base,
            headers={"Authorization": f"Bearer {server.token}"},
            limits=httpx.Limits(max_connections=AT_ONCE),
            timeout=60,
            trust_env=False,
        ) as client:
            await asyncio.gather(*(self._work(client, queue) for _ in range(AT_ONCE)))

    async def _work(self, client: httpx.AsyncClient, queue: Iterator[int]) -> None:
        for number in queue:
            path, body = creation(number)
            try:
                answer = await client.post(path, json=body, headers={"Idempotency-Key": f"person-{number}"})
            except httpx.TransportError:
                self.statuses[NO_ANSWER] += 1
                continue
            self.statuses[answer.status_code] += 1
            if answer.status_code == 201:
                self._note(body["email"], answer.json()["id"])

    def _note(self, email: str, made: str) -> None:
        self.told[email] = made
        if self._then is not None and len(self.told) == self._goal:
            self._then()
