"""Who carries the messages of each channel."""

from collections.abc import Mapping

from accord.adapters.channels.outbox import OutboxProvider
from accord.core.communications import Provider
from accord.core.interactions import Channel
from accord.kit.db import Database


def carriers_of(
    database: Database, providers: Mapping[Channel, Provider], channels: frozenset[Channel]
) -> dict[Channel, Provider]:
    """The provider of each channel that can send, and the outbox where there is none."""
    return {
        channel: providers.get(channel) or OutboxProvider(database, channel) for channel in sorted(channels)
    }


def recorded_channels(carriers: Mapping[Channel, Provider]) -> tuple[Channel, ...]:
    """The channels whose messages only the outbox takes."""
    return tuple(channel for channel, carrier in carriers.items() if isinstance(carrier, OutboxProvider))
