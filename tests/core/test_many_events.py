"""Many events at once are written as one by one would have been."""

from accord.core.context import Context, Job
from accord.core.customers import CustomerCreated, CustomerUpdated
from accord.kit.ids import new_id
from make import emitted


def told(*customers):
    return [
        CustomerCreated(customer_id=customers[0], subject_id=customers[0]),
        CustomerUpdated(customer_id=customers[1], subject_id=customers[1], fields=("email", "phone")),
        CustomerCreated(),
    ]


def plain(events):
    return [
        (each.type, each.customer_id, each.subject_id, each.data, each.actor_id, each.via, each.occurred_at)
        for each in events
    ]


class TestEmittingManyEvents:
    async def test_writes_what_emitting_each_writes_in_their_order(self, ctx):
        events = told(new_id(), new_id())
        for event in events:
            await ctx.emit(event)
        await ctx.emit_all(events)

        rows = await emitted(ctx.db)

        assert plain(rows[3:]) == plain(rows[:3])
        assert len({row.id for row in rows}) == 6

    async def test_takes_one_statement(self, ctx, statements):
        await ctx.emit(CustomerCreated())

        with statements(1):
            await ctx.emit_all(told(new_id(), new_id()))

    async def test_asks_for_the_jobs_of_each(self, ctx, queue):
        reactions = {
            CustomerCreated: (lambda event: [Job(name="greet", arguments={"id": str(event.subject_id)})],)
        }
        acting = Context(
            ctx.db, ctx.actor, ctx.now, via="test", request_id=None, queue=queue, reactions=reactions
        )
        first, second = new_id(), new_id()

        await acting.emit_all(told(first, second))

        assert [job.arguments["id"] for job in queue.jobs] == [str(first), "None"]

    async def test_of_none_writes_nothing(self, ctx):
        await ctx.emit_all([])

        assert await emitted(ctx.db) == []
