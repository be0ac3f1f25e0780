"""Answers that come after another worker has gone on with the message: its lease ran out while a provider was slow."""

from collections.abc import Mapping
from uuid import UUID

from accord.core.context import Context
from accord.core.permissions import Permission

from . import rounds, store
from .delivering import Doubtful, Ready
from .records import Communication, Held

_ENDS = ("failed_at", "bounced_at", "suppressed_at", "expired_at")


def is_present(held: Held, ready: Ready) -> bool:
    """Whether the attempt is the one that the message is at now."""
    now, then = _place(held), _place(ready.communication)
    return now == then and held.attempts == ready.number


async def return_to(
    ctx: Context, held: Mapping[UUID, Held], taken: Mapping[UUID, Ready | Doubtful]
) -> Mapping[UUID, Held]:
    """Have messages that were taken be what their providers got, whatever was done since.

    Gives those that are not sent yet. One that an operator has tried again meanwhile stays where it is.
    """
    ctx.require(Permission.COMMUNICATIONS_UPDATE)
    new = {
        made: each
        for made, each in held.items()
        if each.sent_at is None and rounds.round_of(each) == rounds.round_of(taken[made].communication)
    }
    for made, each in new.items():
        if not each.is_pending or _place(each) != _place(taken[made].communication):
            await _return(ctx, each, taken[made])
    return new


async def _return(ctx: Context, held: Held, taken: Ready | Doubtful) -> None:
    then, message = taken.communication, taken.message
    said = {} if held.authored else {"subject": message.subject, "text": message.text, "html": message.html}
    await store.change(
        ctx.db,
        held.id,
        channel=message.channel,
        channel_index=then.channel_index,
        recipient=message.recipient,
        fallback_used=then.fallback_used,
        primary_channel_error=then.primary_channel_error,
        metadata={name: value for name, value in held.metadata.items() if name != "all_channels_failed"},
        **dict.fromkeys(_ENDS),
        **said,
    )


def _place(communication: Communication) -> tuple[int, int]:
    return rounds.round_of(communication), communication.channel_index
