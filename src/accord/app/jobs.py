"""Every job that a worker knows, and what it begins by the clock (times are UTC)."""

from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from typing import Any

from accord.adapters.queue import Handler, Schedule, tidy_log
from accord.core import access, automation, communications, customers, interactions, notifications, sla
from accord.core.analytics import dashboard, delivery
from accord.core.communications import Communication, NewCommunication, Outreach
from accord.core.context import Context
from accord.core.customers import transfer
from accord.kit import idempotency, log
from accord.kit.db import Database
from accord.kit.limits import StoredLimiter

SCHEDULES = (
    Schedule(name="analytics.fold_counts", cron="* * * * *"),
    Schedule(name="analytics.verify_counts", cron="45 2 * * *"),
    Schedule(name="analytics.watch_delivery", cron="*/5 * * * *"),
    Schedule(name="automation.fire_aged", cron="* * * * *"),
    Schedule(name="customers.verify_rollups", cron="30 2 * * *"),
    Schedule(name="customers.discard_imports", cron="7 3 * * *"),
    Schedule(name="maintenance.purge", cron="17 * * * *"),
    Schedule(name="maintenance.tidy_queue", cron="47 * * * *"),
    Schedule(name="sla.watch_clocks", cron="* * * * *"),
)

RESUMABLE = timedelta(days=7)


def jobs_of(
    database: Database, outreach: Outreach, alert: delivery.AlertThreshold | None = None
) -> Mapping[str, Handler]:
    """How each job is done, by its name. Without `alert` nobody is told that messages fail."""
    return {
        "analytics.fold_counts": Handler(run=dashboard.fold_counts, at_once=1),
        "analytics.verify_counts": Handler(run=dashboard.verify_counts, at_once=1, seconds=3600.0),
        "analytics.watch_delivery": Handler(run=partial(watch_delivery, alert), at_once=1),
        "automation.fire_aged": Handler(run=automation.fire_aged, at_once=1),
        "automation.match": Handler(run=automation.match),
        "automation.settle_message": Handler(run=automation.settle_message),
        "automation.step": Handler(
            run=partial(automation.take_step, sender_of(outreach)), give_up=automation.abandon_step
        ),
        "customers.discard_imports": Handler(run=discard_imports, at_once=1),
        "customers.refresh_statistics": Handler(run=customers.refresh_statistics, at_once=1),
        "customers.verify_rollups": Handler(run=interactions.verify_rollups, at_once=1, seconds=3600.0),
        "maintenance.purge": Handler(run=partial(purge, database), at_once=1),
        "maintenance.tidy_queue": Handler(run=tidy_log, at_once=1),
        "notifications.tell_of_delivery_alert": Handler(run=notifications.tell_of_delivery_alert),
        "notifications.tell_of_promise": Handler(run=notifications.tell_of_promise),
        "notifications.tell_of_provider_trouble": Handler(run=notifications.tell_of_provider_trouble),
        "sla.watch_clocks": Handler(run=sla.watch_clocks, at_once=1),
    }


def sender_of(outreach: Outreach) -> automation.Sender:
    """How workflows write to customers."""

    async def send(ctx: Context, new: NewCommunication, /) -> Communication:
        return await communications.send(ctx, outreach, new)

    return send


async def watch_delivery(
    alert: delivery.AlertThreshold | None, ctx: Context, _arguments: dict[str, Any]
) -> None:
    """Tell of channels whose messages fail too often, unless nobody wants to be told."""
    if alert is not None:
        await delivery.raise_delivery_alerts(ctx, alert)


async def discard_imports(ctx: Context, _arguments: dict[str, Any]) -> None:
    """Give up imports that nobody resumed within a week: what they staged are copies of people's data."""
    discarded = await transfer.discard_stale_imports(ctx, begun_before=ctx.now - RESUMABLE)
    if discarded:
        log.info("imports discarded", count=discarded)


async def purge(database: Database, ctx: Context, _arguments: dict[str, Any]) -> None:
    """Remove what is kept for a time only: answers, ended sessions, past rate windows, receipts of nothing we sent."""
    answers = await idempotency.purge(ctx.db, now=ctx.now)
    expired = await access.purge_expired(ctx)
    windows = await StoredLimiter(database).purge(ctx.now.timestamp())
    receipts = await communications.forget_waiting_receipts(ctx)
    log.info("purged", answers=answers, expired=expired, windows=windows, receipts=receipts)
