from datetime import date, timedelta

from accord.core import sla
from accord.core.sla import ClockKind, ClockState, CountedSpan, Pause

from .conftest import MONDAY

HOUR = timedelta(hours=1)


async def why(ctx, clock):
    return await sla.explain_clock(ctx.db, clock.subject_kind, clock.subject_id, clock.kind)


async def turn(ctx, clock, to, at):
    await sla.turn_clocks(ctx.db, clock.subject_kind, clock.subject_id, to=to, at=at)


class TestExplainingAClock:
    async def test_lists_what_counted_on_which_day(self, ctx, start):
        told = await why(ctx, await start())

        monday, wednesday = date(2026, 2, 16), date(2026, 2, 18)
        assert told.spans == (
            CountedSpan(on=monday, from_time="09:00", to_time="12:00", minutes=180.0),
            CountedSpan(on=monday, from_time="13:00", to_time="17:00", minutes=240.0),
            CountedSpan(on=wednesday, from_time="09:00", to_time="10:00", minutes=60.0),
        )
        assert (told.policy, told.target, told.calendar) == ("Eight office hours", 480, "Office")

    async def test_says_it_in_a_sentence(self, ctx, start):
        told = await why(ctx, await start())

        assert told.sentence == (
            'Promised: 8 hours, counted by the calendar "Office", from Monday 2026-02-16 09:00: '
            "due by Wednesday 2026-02-18 10:00 (Europe/Berlin)."
        )

    async def test_tells_what_did_not_count(self, ctx, start):
        clock = await start(calendar_id=None)
        await turn(ctx, clock, ClockState.PAUSED, MONDAY + HOUR)
        await turn(ctx, clock, ClockState.RUNNING, MONDAY + 2.5 * HOUR)

        told = await why(ctx, clock)

        assert told.pauses == (Pause(from_at=MONDAY + HOUR, to_at=MONDAY + 2.5 * HOUR),)
        assert [(span.from_time, span.to_time) for span in told.spans] == [
            ("09:00", "10:00"),
            ("11:30", "18:30"),
        ]
        assert "without 90 minutes in which it waited for the customer (once)" in told.sentence

    async def test_says_that_it_waits(self, ctx, start):
        clock = await start()
        await turn(ctx, clock, ClockState.PAUSED, MONDAY + HOUR)

        told = await why(ctx, clock)

        assert told.pauses == (Pause(from_at=MONDAY + HOUR, to_at=None),)
        assert "It waits for the customer since Monday 2026-02-16 10:00" in told.sentence
        assert sum(span.minutes for span in told.spans) == 60

    async def test_lists_no_more_than_a_month(self, ctx, start):
        told = await why(ctx, await start(target=60 * 24 * 40, calendar_id=None))

        assert (len(told.spans), told.omitted) == (31, 10)

    async def test_sums_up_to_the_target(self, ctx, start):
        told = await why(ctx, await start(target=1234))

        assert sum(span.minutes for span in told.spans) == 1234

    async def test_keeps_to_what_was_promised_then(self, ctx, start):
        clock = await start()
        before = await why(ctx, clock)
        await start(target=60)

        assert await why(ctx, clock) == before

    async def test_has_nothing_to_tell_without_a_promise(self, ctx, start):
        clock = await start()

        kind = ClockKind.FIRST_RESPONSE

        assert await sla.explain_clock(ctx.db, clock.subject_kind, clock.subject_id, kind) is None
