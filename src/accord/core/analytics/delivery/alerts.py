"""An alert when too many messages fail."""

from datetime import timedelta
from typing import Any, ClassVar

import msgspec

from accord.core.context import Context
from accord.core.events import Event
from accord.core.interactions import Channel
from accord.core.permissions import Permission

from . import rules, store
from .records import Figures


class DeliveryAlertRaised(Event):
    """More of a channel's messages failed within the window than is normal. Rates are per cent."""

    type: ClassVar[str] = "delivery.alert_raised"
    channel: Channel
    failed: int
    sent: int
    failure_rate: float
    threshold: float
    window_minutes: int


class AlertThreshold(msgspec.Struct, frozen=True, kw_only=True):
    """When to alert: `failure_rate` per cent of at least `least_messages` within `window_minutes`."""

    failure_rate: float = 10.0
    least_messages: int = 20
    window_minutes: int = 60


async def raise_delivery_alerts(ctx: Context, threshold: AlertThreshold) -> list[DeliveryAlertRaised]:
    """Tell of each channel that fails too often now; once in a window for a channel, however often this is asked."""
    ctx.require(Permission.ANALYTICS_READ)
    since = ctx.now - timedelta(minutes=threshold.window_minutes)
    buckets = await store.count(ctx.db, start=since, end=ctx.now + timedelta(seconds=1), zone="UTC")
    report = rules.report_of(since.date(), ctx.now.date(), buckets)
    told = await store.alerted(ctx.db, DeliveryAlertRaised.type, since=since)
    raised = []
    for channel, figures in report.by_channel.items():
        if channel in told or not _is_alarming(figures, threshold):
            continue
        alert = _alert(channel, figures, threshold)
        await ctx.emit(alert)
        raised.append(alert)
    return raised


def _is_alarming(figures: Figures, threshold: AlertThreshold) -> bool:
    enough = figures.sent >= threshold.least_messages
    return enough and float(rules.rate(figures.failed, figures.sent)) >= threshold.failure_rate


def _alert(channel: Channel, figures: Figures, threshold: AlertThreshold) -> DeliveryAlertRaised:
    values: dict[str, Any] = {
        "channel": channel,
        "failed": figures.failed,
        "sent": figures.sent,
        "failure_rate": float(rules.rate(figures.failed, figures.sent)),
        "threshold": threshold.failure_rate,
        "window_minutes": threshold.window_minutes,
    }
    return DeliveryAlertRaised(**values)
