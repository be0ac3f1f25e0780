import pytest

from accord.core import sla
from accord.core.customers import SLATier
from accord.core.errors import Forbidden, Invalid, NotFound
from accord.core.permissions import Permission
from accord.core.sla import ClockKind, Hours, NewCalendar, NewPolicy, Priority, SubjectKind, TargetUnit
from accord.kit.ids import new_id
from make import emitted

from .conftest import BERLIN, MONDAY, OFFICE

NEW = {
    "subject_kind": SubjectKind.RESOLUTION,
    "kind": ClockKind.RESOLUTION,
    "priority": Priority.P0,
    "name": "Four hours",
    "target": 240,
}


def hours(*spans: tuple[int, int, int]) -> tuple[Hours, ...]:
    return tuple(Hours(weekday=day, from_minute=begin, to_minute=end) for day, begin, end in spans)


async def due_minutes(ctx, tier):
    promised = await sla.promise(
        ctx.db,
        SubjectKind.RESOLUTION,
        ClockKind.RESOLUTION,
        priority=Priority.P0,
        tier=tier,
        at=MONDAY,
        zone=BERLIN,
    )
    return (promised.due_at - promised.started_at).total_seconds() / 60


class TestWhatIsPromisedFromTheStart:
    async def test_is_what_the_bank_documents(self, ctx):
        found = [each for each in await sla.list_policies(ctx) if each.subject_kind is SubjectKind.CASE]

        assert [(each.priority, each.target, each.target_unit, each.pauses) for each in found] == [
            (Priority.P0, 240, TargetUnit.MINUTES, False),
            (Priority.P1, 1440, TargetUnit.MINUTES, False),
            (Priority.P2, 2, TargetUnit.DAYS, False),
            (Priority.P3, 5, TargetUnit.DAYS, False),
        ]


class TestCreatingAPolicy:
    async def test_promises_it_in_the_place_of_the_one_before(self, ctx):
        await sla.create_policy(ctx, NewPolicy(**NEW))
        second = await sla.create_policy(ctx, NewPolicy(**NEW | {"target": 60}))

        found = await sla.list_policies(ctx)

        assert [each for each in found if each.subject_kind is SubjectKind.RESOLUTION] == [second]

    async def test_for_a_tier_goes_before_one_for_all(self, ctx):
        await sla.create_policy(ctx, NewPolicy(**NEW))
        await sla.create_policy(ctx, NewPolicy(**NEW | {"target": 60, "tier": SLATier.PREMIUM}))

        found = [await due_minutes(ctx, tier) for tier in (None, SLATier.FREE, SLATier.PREMIUM)]

        assert found == [240, 240, 60]

    async def test_is_written_into_the_log(self, ctx):
        policy = await sla.create_policy(ctx, NewPolicy(**NEW))

        (event,) = await emitted(ctx.db)
        assert (event.type, event.subject_id) == ("sla.policy_created", policy.id)

    @pytest.mark.parametrize(
        ("given", "field"),
        [
            ({"target": 0}, "target"),
            ({"target": 366 * 24 * 60 + 1}, "target"),
            ({"target": 1, "target_unit": TargetUnit.DAYS}, "calendar_id"),
            ({"warn_fraction": 0.0}, "warn_fraction"),
            ({"warn_fraction": 1.0}, "warn_fraction"),
        ],
    )
    async def test_refuses_what_cannot_be_kept(self, ctx, given, field):
        with pytest.raises(Invalid) as refused:
            await sla.create_policy(ctx, NewPolicy(**NEW | given))

        assert [problem.field for problem in refused.value.problems] == [field]
        assert await emitted(ctx.db) == []

    async def test_refuses_an_unknown_calendar(self, ctx):
        with pytest.raises(NotFound):
            await sla.create_policy(ctx, NewPolicy(**NEW | {"calendar_id": new_id()}))

    async def test_needs_its_permission(self, as_user):
        with pytest.raises(Forbidden):
            await sla.create_policy(as_user(Permission.SLAS_READ), NewPolicy(**NEW))


class TestCreatingACalendar:
    async def test_keeps_hours_and_holidays(self, ctx):
        new = NewCalendar(name="Office", hours=OFFICE, zone="Asia/Tokyo", holidays=(MONDAY.date(),))

        made = await sla.create_calendar(ctx, new)

        assert (made.hours, made.zone, made.holidays) == (OFFICE, "Asia/Tokyo", (MONDAY.date(),))

    @pytest.mark.parametrize(
        ("spans", "zone", "field"),
        [
            ([], None, "hours"),
            ([(0, 540, 599)], None, "hours"),
            ([(0, 540, 720), (0, 700, 800)], None, "hours"),
            ([(0, 720, 540)], None, "hours"),
            ([(7, 540, 720)], None, "hours"),
            ([(0, 540, 1441)], None, "hours"),
            ([(0, 540, 720)], "Mars/Olympus", "zone"),
            ([(0, 540, 720)], "../etc/passwd", "zone"),
        ],
    )
    async def test_refuses_hours_that_make_no_sense(self, ctx, spans, zone, field):
        with pytest.raises(Invalid) as refused:
            await sla.create_calendar(ctx, NewCalendar(name="Odd", hours=hours(*spans), zone=zone))

        assert [problem.field for problem in refused.value.problems] == [field]
