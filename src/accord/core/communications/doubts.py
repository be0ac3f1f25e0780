"""Attempts of which nobody knows whether the provider took the message, once it was asked."""

from collections.abc import Sequence
from datetime import timedelta

from accord.core.context import Context
from accord.core.permissions import Permission
from accord.kit import log

from . import attempt_store, receipt_store, recipient_store, store
from .delivering import Doubtful, Turn
from .endings import FREE
from .outreach import Outreach
from .ports import Accepted, FailureKind
from .records import CommunicationStatus, Outcome, Reason

# After this a message is sent again unseen: twice is better than never.
LONGEST = timedelta(hours=1)


async def dismiss_doubt(ctx: Context, doubtful: Doubtful) -> None:
    """Note that the provider knows nothing of a message: it may be sent again."""
    ctx.require(Permission.COMMUNICATIONS_UPDATE)
    await attempt_store.settle(
        ctx.db,
        doubtful.communication.id,
        doubtful.message.channel,
        outcome=Outcome.NOT_TAKEN,
        provider_id=None,
        at=ctx.now,
    )


async def put_off_doubt(ctx: Context, outreach: Outreach, doubtful: Doubtful, turn: Turn) -> bool:
    """Have the provider asked again later, since it did not answer now; False when it was asked for long enough."""
    ctx.require(Permission.COMMUNICATIONS_UPDATE)
    if ctx.now - doubtful.since >= LONGEST:
        log.warning("in doubt for too long, sent again", communication=str(doubtful.communication.id))
        return False
    customer = await recipient_store.hold(ctx.db, doubtful.communication.customer_id)
    held = customer and await store.hold(ctx.db, doubtful.communication.id)
    if held and held.is_pending and held.leased_by == turn.worker:
        await store.change(
            ctx.db,
            held.id,
            status=CommunicationStatus.QUEUED,
            reason=Reason.PROVIDER_UNAVAILABLE,
            error_category=FailureKind.DOUBTFUL,
            next_attempt_at=ctx.now + timedelta(seconds=outreach.retry_waits[0]),
            **FREE,
        )
    return True


async def own_name(ctx: Context, doubtful: Doubtful, accepted: Accepted) -> str | None:
    """The first of the names that no other message has; None when all have. The names must be locked."""
    ctx.require(Permission.COMMUNICATIONS_UPDATE)
    pairs = names_of(accepted)
    others = {
        target.provider_id
        for target in await receipt_store.targets(ctx.db, pairs)
        if target.id != doubtful.communication.id
    }
    return next((name for _, name in pairs if name not in others), None)


def names_of(accepted: Accepted) -> Sequence[tuple[str, str]]:
    """What the provider may call the message, likeliest first, each with the provider's own name."""
    return [(accepted.provider, name) for name in (accepted.provider_id, *accepted.others)]
