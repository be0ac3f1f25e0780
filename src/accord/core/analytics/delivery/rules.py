"""Figures from counts: pure."""

from collections.abc import Hashable, Iterable, Mapping
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import TypeVar

from accord.core.communications.templates import MessageType
from accord.core.interactions import Channel
from accord.kit.problems import Problem

from .records import Bucket, DeliveryQuery, DeliveryReport, Figures

K = TypeVar("K", bound=Hashable)

DEFAULT_DAYS = 30
_CHANNELS = {channel: place for place, channel in enumerate((Channel.EMAIL, Channel.SMS, Channel.WHATSAPP))}
_TYPES = {message_type.value: place for place, message_type in enumerate(MessageType)}
_LAST = len(_TYPES)


def period_of(query: DeliveryQuery, today: date) -> tuple[date, date]:
    """The first and the last day that are asked for."""
    end = query.end_on or today
    return query.start_on or min(today, end) - timedelta(days=DEFAULT_DAYS), end


def problems_of(start: date, end: date) -> list[Problem]:
    """What is wrong with a period."""
    return [Problem("start_on", "must not lie after the end")] if start > end else []


def report_of(start: date, end: date, buckets: Iterable[Bucket]) -> DeliveryReport:
    """Everything that is told of a period, from its days, channels and types."""
    found = list(buckets)
    channels = _summed((each.channel, each.figures) for each in found)
    types = _summed((each.message_type, each.figures) for each in found)
    return DeliveryReport(
        start_on=start,
        end_on=end,
        summary=sum((each.figures for each in found), Figures()),
        by_channel={
            channel: channels[channel]
            for channel in sorted(channels, key=lambda each: (_CHANNELS.get(each, _LAST), str(each)))  # type: ignore[arg-type]
            if channel is not None
        },
        by_message_type={
            name: types[name] for name in sorted(types, key=lambda each: (_TYPES.get(each, _LAST), each))
        },
        by_day=dict(sorted(_summed((each.made_on, each.figures) for each in found).items())),
    )


def by_week(days: Mapping[date, Figures]) -> dict[date, Figures]:
    """The figures of weeks, by their Mondays."""
    return _summed((day - timedelta(days=day.weekday()), figures) for day, figures in days.items())


def by_month(days: Mapping[date, Figures]) -> dict[str, Figures]:
    """The figures of months, by `YYYY-MM`."""
    return _summed((f"{day:%Y-%m}", figures) for day, figures in days.items())


def rate(part: int, whole: int) -> Decimal:
    """Per cent with two decimals, rounded half up; 0 of nothing. It may be more than 100."""
    if whole == 0:
        return Decimal(0)
    return (Decimal(part) * 100 / whole).quantize(Decimal("0.01"), ROUND_HALF_UP)


def average_seconds(figures: Figures) -> Decimal:
    """The mean time to deliver with one decimal, rounded half up; 0 when nothing was."""
    if figures.timed == 0:
        return Decimal(0)
    return (figures.seconds / figures.timed).quantize(Decimal("0.1"), ROUND_HALF_UP)


def _summed(pairs: Iterable[tuple[K, Figures]]) -> dict[K, Figures]:
    sums: dict[K, Figures] = {}
    for key, figures in pairs:
        sums[key] = sums[key] + figures if key in sums else figures
    return sums
