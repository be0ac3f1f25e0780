"""What a worker may run for workflows."""

from typing import Any
from uuid import UUID

from accord.core.context import Context

from . import matching, running
from .firing import firing_of
from .ports import Sender


async def match(ctx: Context, arguments: dict[str, Any]) -> None:
    """Start what waits for an event."""
    firing, chain = firing_of(arguments)
    await matching.start_matching(ctx, firing, chain)


async def take_step(send: Sender, ctx: Context, arguments: dict[str, Any]) -> None:
    """Take one step of an instance."""
    await running.take_step(ctx, UUID(arguments["instance_id"]), arguments["step"], send=send)


async def abandon_step(ctx: Context, arguments: dict[str, Any]) -> None:
    """End an instance whose step was given up."""
    await running.abandon_step(ctx, UUID(arguments["instance_id"]), arguments["step"])


async def settle_message(ctx: Context, arguments: dict[str, Any]) -> None:
    """Have the instance that waits for a message go on, or fail."""
    await running.settle_message(ctx, UUID(arguments["message_id"]), arguments.get("problem"))


async def fire_aged(ctx: Context, _arguments: dict[str, Any]) -> None:
    """Start what waits for cases to be so old."""
    await matching.start_aged(ctx)
