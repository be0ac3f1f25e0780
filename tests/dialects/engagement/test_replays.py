"""Providers call again and again, and not in order: it changes nothing, and ends in the same state."""

import random
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import NamedTuple

import pytest

from accord.kit.ids import new_id
from make.depth import SEED, TRIED, depth
from vendors import Callback, twilio_inbound, twilio_status, whatsapp_call

from .conftest import BASE

REPLAYS = depth(20, 100)
ORDERS = depth(20, 500)
AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
PHONE = "+254700000001"
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
HASH = "SELECT md5(coalesce(string_agg(row::text, E'\\n' ORDER BY row::text), '')) FROM {} AS row"
STATE = """
    SELECT status, delivered_at, opened_at, failed_at, bounced_at, open_count, error_category, error_message
    FROM communications WHERE id = $1
"""
LOST = {
    "channel": "whatsapp",
    "channel_order": ["whatsapp"],
    "status": "queued",
    "provider": None,
    "provider_id": None,
    "sent_at": None,
}
ATTEMPT = """
    INSERT INTO communication_attempts
        (id, communication_id, customer_id, channel, number, begun_at, provider, outcome)
    VALUES ($1, $2, $3, 'whatsapp', $4, $5, 'whatsapp', $6)
"""
LOG = """
    SELECT event, occurred_at, code, message FROM delivery_events
    WHERE communication_id = $1 ORDER BY event, occurred_at
"""


@pytest.fixture
def settings(phones):
    return phones


class Sent(NamedTuple):
    """Messages, by the names that the providers gave them; `copies` are of one whose acceptance we never heard of."""

    sms: str
    chat: str
    copies: tuple[str, str]
    reference: str

    def calls(self) -> list[Callback]:
        """Everything that the providers report of them, some of it together."""
        chat = [
            whatsapp_status(self.chat, each, place)
            for place, each in enumerate(("sent", "delivered", "read"))
        ]
        statuses = ("queued", "sent", "delivered", "undelivered")
        sms = [sms_status(self.sms, each, place) for place, each in enumerate(statuses)]
        calls = [*sms, *(whatsapp(statuses=[each]) for each in chat), whatsapp(statuses=chat[::-1])]
        return [*calls, *(whatsapp(statuses=[each]) for each in self._of_copies())]

    def _of_copies(self):
        first, second = self.copies
        told = [
            whatsapp_status(first, "sent", 1),
            whatsapp_status(first, "failed", 2),
            whatsapp_status(second, "sent", 3),
            whatsapp_status(second, "delivered", 4),
        ]
        return [each | {"biz_opaque_callback_data": self.reference} for each in told]


def sms_status(sid, status, place):
    at = (AT + timedelta(seconds=place)).isoformat()
    code = {"ErrorCode": "30008"} if status == "undelivered" else {}
    return twilio_status(
        f"http://accord.test{BASE}/webhooks/twilio", sid, status, Timestamp=at, To=PHONE, **code
    )


def whatsapp_status(message_id, status, place):
    at = int((AT + timedelta(seconds=place)).timestamp())
    return {"id": message_id, "status": status, "timestamp": str(at), "recipient_id": PHONE[1:]}


def whatsapp(**told):
    return whatsapp_call(f"http://accord.test{BASE}/webhooks/whatsapp", told)


def words_of_people():
    """What people write: once to each provider, and once that they want no more of it."""
    url = f"http://accord.test{BASE}/webhooks/twilio"
    wrote = {"from": PHONE[1:], "id": "wamid.in", "timestamp": str(int(AT.timestamp())), "type": "text"}
    return [
        twilio_inbound(url, PHONE, "Yes, option 2 please"),
        twilio_inbound(url, PHONE, "STOP"),
        twilio_inbound(url, "+15005550123", "Who is this?"),
        whatsapp(messages=[wrote | {"text": {"body": "HELP"}}]),
    ]


@pytest.fixture
def send(message, database, customer):
    """Writes two messages as if they had been sent, and one that was handed over twice without an answer."""
    numbers = count(1)

    async def write():
        number = next(numbers)
        sid, chat, copies = f"SM{number:032x}", f"wamid.{number}", (f"wamid.a{number}", f"wamid.b{number}")
        lost = await message(**LOST)
        for tried, outcome in enumerate(("not_taken", "doubtful"), start=1):
            await database.pool.execute(ATTEMPT, new_id(), lost, customer.id, tried, AT, outcome)
        ids = (
            await message(channel="sms", provider="twilio", provider_id=sid),
            await message(channel="whatsapp", provider="whatsapp", provider_id=chat),
            lost,
        )
        return Sent(sid, chat, copies, f"{lost}.whatsapp"), ids

    return write


@pytest.fixture
def play(open_client):
    """Makes calls, each of which must be taken."""
    client = open_client(BASE)

    async def make(calls):
        for call in calls:
            answer = await client.post(call.url, content=call.body, headers=call.headers)
            assert answer.status_code == 200, answer.text

    return make


async def hashes(pool):
    tables = [row["tablename"] for row in await pool.fetch(TABLES)]
    return {table: await pool.fetchval(HASH.format(table)) for table in tables}


class TestCallsOfProviders:
    async def test_change_nothing_when_they_are_repeated(self, database, send, play):
        print(f"RELIABILITY_SEED={SEED}")
        sent, _ = await send()
        calls = [*sent.calls(), *words_of_people()]
        await play(calls)
        before = await hashes(database.pool)

        again = calls * REPLAYS
        await play(random.Random(SEED).sample(again, len(again)))

        assert await hashes(database.pool) == before
        TRIED["replays"] += REPLAYS

    async def test_end_in_the_same_state_in_any_order(self, database, send, play):
        print(f"RELIABILITY_SEED={SEED}")
        rng, ends = random.Random(SEED), []

        for _ in range(ORDERS):
            sent, ids = await send()
            calls = sent.calls() * 2
            await play(rng.sample(calls, len(calls)))
            ends.append(
                [
                    (tuple(await database.pool.fetchrow(STATE, made)), await database.pool.fetch(LOG, made))
                    for made in ids
                ]
            )

        assert [status for (status, *_), _ in ends[0]] == ["failed", "opened", "delivered"]
        assert all(end == ends[0] for end in ends)
        TRIED["orders"] += len(ends)
