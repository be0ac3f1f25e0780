"""Customers who can be reached, the ways to reach them, and a worker's turn played by hand."""

from datetime import timedelta

import msgspec
import pytest

from accord.core import communications
from accord.core.communications import (
    Accepted,
    Doubtful,
    FailureKind,
    NewCommunication,
    Outreach,
    Ready,
    Refused,
    Turn,
)
from accord.core.context import Context
from accord.core.interactions import Channel
from accord.kit.ids import new_id
from make.providers import PlainRenderer

EMAIL, SMS, WHATSAPP = Channel.EMAIL, Channel.SMS, Channel.WHATSAPP


@pytest.fixture
def outreach() -> Outreach:
    return Outreach(channels=frozenset({EMAIL, SMS, WHATSAPP}), renderer=PlainRenderer())


class Hand:
    """Does a worker's work step by step, at times of its own choice."""

    def __init__(self, ctx: Context, outreach: Outreach) -> None:
        self.ctx = ctx
        self.outreach = outreach
        self.turn = Turn(worker=new_id(), provider="scripted", lease_seconds=60.0)

    def at(self, **later) -> Context:
        """The context at a later time, given as the parts of a timedelta."""
        ctx = self.ctx
        return Context(
            ctx.db,
            ctx.actor,
            ctx.now + timedelta(**later),
            via="test",
            request_id=None,
            queue=ctx._queue,
            reactions={},
        )

    async def lease(self, channel: Channel = EMAIL, *, most: int = 10, ctx: Context | None = None, turn=None):
        return await communications.lease_due(ctx or self.ctx, channel, turn or self.turn, most=most)

    async def begin(
        self, channel: Channel = EMAIL, *, ctx: Context | None = None, turn: Turn | None = None
    ) -> Ready | Doubtful | None:
        """Begin the next message that is due on a channel."""
        (leased,) = await self.lease(channel, most=1, ctx=ctx, turn=turn)
        return await communications.begin_attempt(ctx or self.ctx, self.outreach, leased, turn or self.turn)

    async def accept(self, channel: Channel = EMAIL, *, ctx: Context | None = None) -> Ready:
        """Send the next message that is due, and have it taken."""
        ready = await self.begin(channel, ctx=ctx)
        assert isinstance(ready, Ready)
        await communications.record_accepted(ctx or self.ctx, [(ready, self.accepted(ready))])
        return ready

    async def refuse(
        self, kind: FailureKind, channel: Channel = EMAIL, *, ctx: Context | None = None, **said
    ) -> Ready:
        """Send the next message that is due, and have it refused."""
        ready = await self.begin(channel, ctx=ctx)
        assert isinstance(ready, Ready)
        refused = Refused(provider="scripted", kind=kind, message=f"said {kind}", **said)
        await communications.record_refused(
            ctx or self.ctx, self.outreach, ready, refused, self.turn, chance=0.5
        )
        return ready

    def accepted(self, begun: Ready | Doubtful) -> Accepted:
        return Accepted(provider="scripted", provider_id=f"id-{begun.message.reference}")

    def closed(self, **until) -> Turn:
        """A turn with a provider that is taken for sick."""
        return msgspec.structs.replace(self.turn, closed_until=self.at(**until).now)


@pytest.fixture
def hand(ctx: Context, outreach: Outreach) -> Hand:
    return Hand(ctx, outreach)


@pytest.fixture
async def customer(make):
    return await make.customer(email="amina@example.com", phone="+254 700-000 001")


@pytest.fixture
def new(customer):
    """A message to the customer, with whatever is said otherwise; awake at every hour unless that is the point."""

    def made(**said) -> NewCommunication:
        given = {
            "customer_id": customer.id,
            "message_type": "welcome",
            "origin": "engagement",
            "ignores_timing": True,
        }
        return NewCommunication(**(given | said))

    return made
