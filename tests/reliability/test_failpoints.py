"""A worker is killed at every named place with a message of every channel; the next one ends what it began."""

from collections import Counter
from collections.abc import Mapping
from uuid import UUID

from accord.adapters.delivery import FailPoint

from .clients import CHANNELS, Clients
from .estate import LEASE_SECONDS, Estate
from .ledgers import Books, read_counterparts, read_database

KILLED = -9
CELLS = [(point, channel) for point in FailPoint for channel in CHANNELS]
# Copies and attempts that a death leaves behind. Twilio can be asked whether it has a message; an SMTP server and
# the Cloud API cannot, so that what they may have is sent once more.
LEFT = {
    FailPoint.AFTER_LEASE: {"email": (1, 1), "sms": (1, 1), "whatsapp": (1, 1)},
    FailPoint.AFTER_ATTEMPT_RECORDED: {"email": (1, 2), "sms": (1, 2), "whatsapp": (1, 2)},
    FailPoint.AFTER_SEND: {"email": (2, 2), "sms": (1, 1), "whatsapp": (2, 2)},
    FailPoint.AFTER_OUTCOME_RECORDED: {"email": (1, 1), "sms": (1, 1), "whatsapp": (1, 1)},
}
Cell = tuple[FailPoint, str]


async def die_everywhere(estate: Estate, clients: Clients) -> dict[Cell, UUID]:
    """Have a worker die in each cell, with a message of its own; the messages."""
    messages = {}
    async with estate.client() as client:
        for place, (point, channel) in enumerate(CELLS):
            number = 9 * place + CHANNELS.index(channel)  # asks for this channel, and does not wait
            told = await clients.send(client, number)
            messages[point, channel] = told.id
            estate.start("worker", point=point.value, id=str(told.id))
            assert await estate.await_death("worker") == KILLED, f"{point}, {channel}"
    return messages


def left_of(messages: Mapping[Cell, UUID], books: Books) -> dict[FailPoint, dict[str, tuple[int, int]]]:
    """Copies and attempts, by cell."""
    attempts = Counter(row["communication_id"] for row in books.kept.attempts)
    return {
        point: {
            channel: (books.taken[messages[point, channel]], attempts[messages[point, channel]])
            for channel in CHANNELS
        }
        for point in FailPoint
    }


class TestAWorkerKilledAnywhere:
    async def test_leaves_each_message_sent_and_recorded_once(self, open_estate):
        estate = await open_estate(ACCORD_SERVER__WORKER="false")
        clients = Clients(estate)
        estate.start("api")
        await estate.await_ready()
        await clients.meet()

        messages = await die_everywhere(estate, clients)
        estate.kill("api")
        estate.start("api")
        estate.start("worker")
        await estate.await_quiet(3 * LEASE_SECONDS)

        books = Books(
            clients.told, read_counterparts(estate.folder), await read_database(estate.dsn), estate.kills
        )
        wrong = books.compare(reported=False).wrong
        assert wrong == {}, f"{wrong}\n{estate.logs()}"
        assert left_of(messages, books) == LEFT
