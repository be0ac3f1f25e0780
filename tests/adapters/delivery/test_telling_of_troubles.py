"""What workers find out about providers is told to everybody, once."""

from accord.core import communications
from accord.core.communications import TroubleKind
from accord.core.interactions import Channel
from make import emitted


async def told(office):
    async with office.context() as ctx:
        return [each.type for each in await emitted(ctx.db) if each.type.startswith("provider.")]


async def running(office):
    async with office.context() as ctx:
        return [(each.provider, each.kind) for each in await communications.running_troubles(ctx)]


async def send(office, count):
    return [await office.send(await office.customer(phone=None)) for _ in range(count)]


class TestAProviderThatRefusesUs:
    async def test_is_told_once_by_several_workers(self, office):
        office.mail.always = ["auth_failure"]
        sent = await send(office, 12)

        async with office.working(*(office.worker(pace={"sick_after": 99}) for _ in range(3))):
            for each in sent:
                await office.until(each, "failed")

        assert len(office.mail.calls) == 12
        assert await told(office) == ["provider.troubled"]
        assert await running(office) == [("scripted-email", TroubleKind.CREDENTIALS)]

    async def test_works_when_it_takes_a_message_of_any_worker(self, office):
        office.mail.always = ["auth_failure"]
        (refused,) = await send(office, 1)
        async with office.working():
            await office.until(refused, "failed")

        office.mail.always = []
        (taken,) = await send(office, 1)
        async with office.working():
            await office.until(taken, "sent")

        assert await told(office) == ["provider.troubled", "provider.recovered"]
        assert await running(office) == []

    async def test_lets_messages_take_another_channel(self, office):
        office.mail.always = ["auth_failure"]
        sent = await office.send(await office.customer())

        async with office.working():
            found = await office.until(sent, "sent")

        assert (found.channel, len(office.mail.calls)) == (Channel.SMS, 1)


class TestAProviderThatIsSick:
    async def test_is_known_to_everybody_until_it_works(self, office):
        office.mail.always = ["transient"]
        sent = await send(office, 4)

        async with office.working():
            while await running(office) != [("scripted-email", TroubleKind.OUTAGE)]:
                await office.state(sent[0])
            office.mail.always = []
            for each in sent:
                await office.until(each, "sent")

        assert await running(office) == []

    async def test_is_not_known_for_a_single_failure(self, office):
        customer = await office.customer(phone=None)
        office.mail.scripts[customer.email] = ["transient"]
        sent = await office.send(customer)

        async with office.working():
            await office.until(sent, "sent")

        assert (await running(office), await told(office)) == ([], [])


class TestTelling:
    async def test_keeps_no_message_waiting(self, office):
        sent = await send(office, 2)

        async with office.context() as others:
            await others.db.script("LOCK TABLE provider_troubles")
            async with office.working(office.worker(pace={"at_once": 1, "grace_seconds": 0.1})):
                for each in sent:
                    await office.until(each, "sent", seconds=3.0)
