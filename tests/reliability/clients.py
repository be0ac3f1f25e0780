"""Programs that send messages through an API that dies under them, and note what they were told."""

import asyncio
from collections import Counter
from typing import Any, NamedTuple
from uuid import UUID

import httpx

from journeys.people import BANKING, account_holder

from .estate import Estate

ENGAGEMENT = "/engagement/api/crm"
CHANNELS = ("email", "sms", "whatsapp")
CUSTOMERS = 24
NO_ANSWER = 0
TRIES = 400
PAUSE_SECONDS = 0.1


class Told(NamedTuple):
    """What a client was answered about a message at last."""

    id: UUID
    status: str


def name_of(number: int) -> str:
    """What message `number` calls its recipient; it stands in every text and in no other message."""
    return f"Guest{number:06d}"


class Clients:
    """Send messages to customers who have no quiet hours. Each asks with one key until it is answered."""

    def __init__(self, estate: Estate) -> None:
        self.told: dict[int, Told] = {}
        self.statuses: Counter[int] = Counter()
        self.customers: list[str] = []
        self._estate = estate

    async def meet(self, count: int = CUSTOMERS) -> None:
        """Make the customers known."""
        async with self._estate.client() as client:
            for number in range(count):
                made = (await client.post(f"{BANKING}/customers", json=account_holder(number))).json()["id"]
                wishes = {"client_id": made, "quiet_hours_start": "00:00", "quiet_hours_end": "00:00"}
                (await client.post(f"{ENGAGEMENT}/preferences", json=wishes)).raise_for_status()
                self.customers.append(made)

    async def send_all(self, numbers: range, per_second: float) -> None:
        """Send these messages, so many a second, whatever becomes of the others."""
        async with self._estate.client() as client, asyncio.TaskGroup() as group:
            began = asyncio.get_running_loop().time()
            for place, number in enumerate(numbers):
                wait = began + place / per_second - asyncio.get_running_loop().time()
                await asyncio.sleep(max(0.0, wait))
                group.create_task(self.send(client, number))

    async def send(self, client: httpx.AsyncClient, number: int) -> Told:
        """Send one message; two of three do not wait for its first attempt."""
        headers = {"Idempotency-Key": f"message-{number}"}
        if number % 9 < 6:
            headers["Prefer"] = "respond-async"
        for _ in range(TRIES):
            answer = await self._ask(client, self._message(number), headers)
            if answer is not None:
                told = self.told[number] = Told(UUID(answer["communication_id"]), answer["status"])
                return told
            await asyncio.sleep(PAUSE_SECONDS)
        raise AssertionError(f"message {number} was never answered: {self.statuses}")

    async def _ask(
        self, client: httpx.AsyncClient, body: dict[str, Any], headers: dict[str, str]
    ) -> dict[str, Any] | None:
        """The answer; None when there was none, or the first request with this key is still under way."""
        try:
            answer = await client.post(f"{ENGAGEMENT}/communications", json=body, headers=headers)
        except httpx.TransportError:
            self.statuses[NO_ANSWER] += 1
            return None
        self.statuses[answer.status_code] += 1
        if answer.status_code == httpx.codes.CONFLICT:
            return None
        assert answer.status_code == httpx.codes.OK, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def _message(self, number: int) -> dict[str, Any]:
        return {
            "plan_id": f"00000000-0000-4000-8000-{number:012d}",
            "client_id": self.customers[number % len(self.customers)],
            "message_type": "reminder",
            "context": {"client_name": f"{name_of(number)} Otieno", "event_date": "2026-12-15"},
            "preferred_channel": CHANNELS[number % 3],
        }
