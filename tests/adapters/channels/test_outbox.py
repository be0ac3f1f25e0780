import pytest

from accord.adapters.channels.outbox import OutboxProvider, list_outbox
from accord.core.communications import Accepted, FailureKind, OutboundMessage, Refused
from accord.core.interactions import Channel
from accord.kit import clock
from accord.kit.ids import new_id
from adapters.delivery.conftest import PostOffice


@pytest.fixture
async def office(database, url) -> PostOffice:
    return PostOffice(database, url)


@pytest.fixture
async def message(office):
    sent = await office.send(await office.customer())
    return OutboundMessage(
        communication_id=sent.id,
        channel=Channel.EMAIL,
        recipient="amina@example.com",
        reference=f"{sent.id}.email",
        text="Hello",
        subject="Hi",
        headers={"List-Unsubscribe": "<https://example.com/u>"},
    )


@pytest.fixture
def outbox(database) -> OutboxProvider:
    return OutboxProvider(database, Channel.EMAIL)


async def entries(database):
    async with database.reading() as db:
        return await list_outbox(db)


class TestTheOutbox:
    async def test_records_a_message_as_it_would_have_been_sent(self, outbox, message, database):
        answer = await outbox.send(message)

        (entry,) = await entries(database)
        assert answer == Accepted(provider="outbox", provider_id=str(entry.id))
        assert (entry.communication_id, entry.recipient, entry.subject, entry.text) == (
            message.communication_id,
            "amina@example.com",
            "Hi",
            "Hello",
        )
        assert entry.headers == {"List-Unsubscribe": "<https://example.com/u>"}

    async def test_records_it_once(self, outbox, message, database):
        first, second = await outbox.send(message), await outbox.send(message)

        assert first == second
        assert len(await entries(database)) == 1

    async def test_finds_what_it_recorded(self, outbox, message):
        began = clock.now()
        assert await outbox.find(message, since=began) is None

        answer = await outbox.send(message)

        assert await outbox.find(message, since=began) == answer

    async def test_takes_nothing_for_a_message_that_is_gone(self, outbox, database):
        lost = OutboundMessage(
            communication_id=new_id(), channel=Channel.EMAIL, recipient="x", reference="y", text="z"
        )

        answer = await outbox.send(lost)

        assert isinstance(answer, Refused)
        assert (answer.kind, await entries(database)) == (FailureKind.PERMANENT, [])
