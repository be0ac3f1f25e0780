"""A customer with a promise that is counted in office hours and pauses, at a time that tests can move."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from accord.core import sla
from accord.core.context import SYSTEM, Context
from accord.core.sla import ClockKind, Hours, NewCalendar, NewPolicy, Priority, SubjectKind
from accord.kit.ids import new_id
from make import Factory

BERLIN = ZoneInfo("Europe/Berlin")
OFFICE = tuple(
    Hours(weekday=weekday, from_minute=begin, to_minute=end)
    for weekday in range(5)
    for begin, end in ((540, 720), (780, 1020))
)
MONDAY = datetime(2026, 2, 16, 8, 0, tzinfo=UTC)  # 09:00 in Berlin


@pytest.fixture
def at(ctx: Context) -> Callable[[datetime], Context]:
    """The system's context at another time, in the same transaction."""

    def moved(now: datetime) -> Context:
        return Context(
            ctx.db, SYSTEM, now, via="test", request_id=None, queue=ctx._queue, reactions={}, zone=BERLIN
        )

    return moved


@pytest.fixture
async def office(ctx: Context) -> UUID:
    """A calendar: Monday to Friday, 09:00 to 12:00 and 13:00 to 17:00 in Berlin, one holiday."""
    tuesday = MONDAY.date().replace(day=17)
    new = NewCalendar(name="Office", hours=OFFICE, zone="Europe/Berlin", holidays=(tuesday,))
    return (await sla.create_calendar(ctx, new)).id


Start = Callable[..., Awaitable[sla.Clock]]


@pytest.fixture
async def start(ctx: Context, make: Factory, office: UUID) -> Start:
    """Starts a clock of 8 office hours that pauses; anything of its policy can be given."""
    customer = await make.customer()

    async def started(at: datetime = MONDAY, **given: Any) -> sla.Clock:
        policy = {
            "subject_kind": SubjectKind.CONVERSATION,
            "kind": ClockKind.RESOLUTION,
            "priority": Priority.P1,
            "name": "Eight office hours",
            "target": 480,
            "calendar_id": office,
            "warn_fraction": 0.5,
            "pauses": True,
        } | given
        await sla.create_policy(ctx, NewPolicy(**policy))
        promised = await sla.promise(
            ctx.db, SubjectKind.CONVERSATION, policy["kind"], priority=policy["priority"], at=at, zone=BERLIN
        )
        assert promised is not None
        return await sla.start_clock(ctx.db, promised, subject_id=new_id(), customer_id=customer.id)

    return started
