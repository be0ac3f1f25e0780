"""Why a case is due when it is, so that a customer or an agent can be told."""

from datetime import date

from accord.core.sla import CountedSpan, Explanation, Pause, TargetUnit
from accord.kit.http.wire import show_time, show_time_or_none

from .contract import Shown


class CountedSpanShown(Shown, rename={"from_time": "from", "to_time": "to"}):
    """A part of one day that counted, as clocks on the wall showed it."""

    date: date
    from_time: str
    to_time: str
    minutes: float


class PauseShown(Shown, rename={"from_time": "from", "to_time": "to"}):
    """A time that did not count; one that still lasts has no end."""

    from_time: str
    to_time: str | None


class ExplanationShown(Shown):
    """Why a case is due when it is. One of the targets is null; further spans are counted in `moreSpans`."""

    policy: str
    target_minutes: int | None
    target_days: int | None
    timezone: str
    started_at: str
    due_at: str
    sentence: str
    counted_spans: list[CountedSpanShown]
    more_spans: int
    pauses: list[PauseShown]


def show_explanation(explanation: Explanation) -> ExplanationShown:
    """Why a case is due when it is, in banking's words."""
    by_day = explanation.target_unit is TargetUnit.DAYS
    return ExplanationShown(
        policy=explanation.policy,
        target_minutes=None if by_day else explanation.target,
        target_days=explanation.target if by_day else None,
        timezone=explanation.zone,
        started_at=show_time(explanation.started_at),
        due_at=show_time(explanation.due_at),
        sentence=explanation.sentence,
        counted_spans=[_show_span(span) for span in explanation.spans],
        more_spans=explanation.omitted,
        pauses=[_show_pause(pause) for pause in explanation.pauses],
    )


def _show_span(span: CountedSpan) -> CountedSpanShown:
    return CountedSpanShown(
        date=span.on, from_time=span.from_time, to_time=span.to_time, minutes=span.minutes
    )


def _show_pause(pause: Pause) -> PauseShown:
    return PauseShown(from_time=show_time(pause.from_at), to_time=show_time_or_none(pause.to_at))
