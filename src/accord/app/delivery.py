"""The delivery worker, put together."""

from accord.adapters.delivery import DeliveryPace, DeliveryWorker, Points, no_points
from accord.core.context import SYSTEM
from accord.core.interactions import Channel

from .compose import Platform
from .settings import DeliverySettings

MOST_CONNECTIONS = 4


def worker_of(platform: Platform, *, points: Points = no_points) -> DeliveryWorker:
    """A worker for every channel that can send. It uses at most a third of the pool's connections."""
    settings = platform.settings
    return DeliveryWorker(
        platform.dsn,
        platform.carriers,
        platform.outreach,
        open_context=lambda: platform.context(SYSTEM, via="delivery"),
        pace=pace_of(settings.delivery, settings.database.pool_size, settings.server.shutdown_seconds),
        points=points,
    )


def pace_of(delivery: DeliverySettings, pool_size: int, grace_seconds: int) -> DeliveryPace:
    """How fast this process delivers."""
    return DeliveryPace(
        at_once=delivery.at_once,
        send_seconds=delivery.send_seconds,
        lease_seconds=delivery.lease_seconds,
        connections=max(1, min(MOST_CONNECTIONS, pool_size // 3)),
        grace_seconds=float(grace_seconds),
        per_second={Channel(channel): rate for channel, rate in delivery.per_second.items()},
    )
