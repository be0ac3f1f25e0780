"""The arithmetic of calendars is held against counting minute by minute, on days on which clocks change too."""

from datetime import UTC, datetime, timedelta

from hypothesis import HealthCheck, given
from hypothesis import strategies as some

from accord.core.sla import Clock, ClockKind, Policy, Priority, SubjectKind, TargetUnit, rules
from accord.core.sla.counting import counted_spans, counted_time, due_at
from accord.kit.ids import new_id
from make.depth import TRIED, drawing

from .stepping import MINUTE, Plan, plans

SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]


def promised(minutes: int) -> Policy:
    return Policy(
        id=new_id(),
        subject_kind=SubjectKind.CASE,
        kind=ClockKind.RESOLUTION,
        priority=Priority.P0,
        tier=None,
        name="Any",
        target=minutes,
        target_unit=TargetUnit.MINUTES,
        calendar_id=new_id(),
        warn_fraction=None,
        pauses=True,
        is_active=True,
        created_at=datetime(2026, 1, 1, tzinfo=UTC),
    )


def started(plan: Plan, policy: Policy) -> Clock:
    due, warn = rules.times_from(plan.start, policy, plan.counting)
    return Clock(
        id=new_id(),
        subject_kind=SubjectKind.CASE,
        subject_id=new_id(),
        customer_id=new_id(),
        kind=ClockKind.RESOLUTION,
        policy_id=policy.id,
        zone=plan.counting.zone.key,
        started_at=plan.start,
        due_at=due,
        warn_at=warn,
        paused_at=None,
        stopped_at=None,
        counted=timedelta(),
        pauses=(),
        warned_at=None,
        breached_at=None,
    )


def changed(clock: Clock, columns: dict[str, object]) -> Clock:
    return Clock(**{name: getattr(clock, name) for name in clock.__struct_fields__} | columns)


def paused_as(plan: Plan, minutes: int) -> Clock:
    """A clock with such a target after all pauses of the plan."""
    policy = promised(minutes)
    clock = started(plan, policy)
    for begin, end in plan.pauses:
        clock = changed(clock, rules.paused(clock, plan.counting, at=plan.start + begin * MINUTE))
        at = plan.start + end * MINUTE
        clock = changed(clock, rules.resumed(clock, policy, plan.counting, at=at))
    return clock


class TestCounting:
    @drawing(2_000, 20_000, suppress_health_check=SLOW)
    @given(plans(), some.data())
    def test_agrees_with_steps_of_a_minute(self, plan: Plan, data: some.DataObject):
        counted, running = plan.counted(), plan.running()

        spans = list(counted_spans(plan.start, plan.end, plan.counting))
        assert counted_time(plan.start, plan.end, plan.counting) == sum(counted) * MINUTE
        assert sum(span.minutes for span in spans) == sum(counted)
        if any(counted):
            minutes = data.draw(some.integers(1, sum(counted)))
            due = due_at(plan.start, minutes * MINUTE, plan.counting)
            assert due == plan.reached(minutes, counted)
        if any(running):
            minutes = data.draw(some.integers(1, sum(running)))
            assert paused_as(plan, minutes).due_at == plan.reached(minutes, running)
        TRIED["plans"] += 1

    @drawing(200, 2_000, suppress_health_check=SLOW)
    @given(plans(), some.integers(0, 59), some.integers(1, 3000))
    def test_reaches_what_it_counted_to_the_second(self, plan: Plan, second: int, seconds: int):
        start, time = plan.start + timedelta(seconds=second), timedelta(seconds=seconds)

        due = due_at(start, time, plan.counting)

        assert counted_time(start, due, plan.counting) == time
