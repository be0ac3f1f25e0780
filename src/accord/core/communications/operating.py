"""What operators do about messages: look at those that failed, have one tried again, relieve an address."""

from uuid import UUID

from accord.core.context import Context
from accord.core.customers import Customer
from accord.core.errors import NotFound
from accord.core.interactions import Channel
from accord.core.permissions import Permission

from . import endings, policy, preference_store, recipient_store, rounds, store, wording
from .addresses import digests
from .errors import CommunicationNotFailed
from .events import AddressRelieved, CommunicationRetried
from .outreach import Outreach
from .records import Communication, CommunicationStatus, SuppressionReason

_UNDELIVERABLE = (SuppressionReason.HARD_BOUNCE, SuppressionReason.COMPLAINT)
_OF_A_ROUND = frozenset({"all_channels_failed", "attachments_left_out", "template"})
_FAILED = (CommunicationStatus.FAILED, CommunicationStatus.BOUNCED, CommunicationStatus.EXPIRED)


async def list_failed(ctx: Context, *, limit: int = 100) -> list[Communication]:
    """The messages that did not go out or did not arrive, latest first."""
    ctx.require(Permission.COMMUNICATIONS_READ)
    ctx.forbid_customers(Permission.COMMUNICATIONS_READ)
    return await store.failed(ctx.db, most=limit)


async def retry_communication(ctx: Context, outreach: Outreach, communication_id: UUID) -> Communication:
    """Have a message that failed tried again from its first channel on. Raises NotFound, CommunicationNotFailed."""
    ctx.require(Permission.COMMUNICATIONS_UPDATE)
    ctx.forbid_customers(Permission.COMMUNICATIONS_UPDATE)
    held, customer = await _held(ctx, communication_id)
    if held.status not in _FAILED:
        raise CommunicationNotFailed(held.status)
    channel = held.channel_order[0]
    content = await store.content_of(ctx.db, held.id)
    said = wording.reworded(outreach, held, content, channel, customer)
    kept = {} if content.authored else {"subject": said.subject, "text": said.text, "html": said.html}
    if channel is not held.channel:
        kept["recipient"] = policy.addresses_on([channel], content.context, customer).get(channel)
    again = await store.change(
        ctx.db,
        held.id,
        status=CommunicationStatus.QUEUED,
        reason=None,
        channel=channel,
        channel_index=0,
        attempts=0,
        decision=rounds.next_round(held),
        fallback_used=False,
        open_count=0,
        click_count=0,
        due_at=ctx.now,
        next_attempt_at=ctx.now,
        provider=None,
        provider_id=None,
        metadata={name: value for name, value in held.metadata.items() if name not in _OF_A_ROUND},
        **dict.fromkeys(("sent_at", "delivered_at", "opened_at", "clicked_at", "failed_at", "bounced_at")),
        **dict.fromkeys(("expired_at", "error_category", "error_message", "primary_channel_error")),
        **kept,
        **endings.FREE,
    )
    await store.notify(ctx.db, store.DUE, channel)
    await ctx.emit(
        CommunicationRetried(
            customer_id=again.customer_id,
            subject_id=again.id,
            message_type=again.message_type,
            origin=again.origin,
        )
    )
    return again


async def relieve_address(ctx: Context, channel: Channel, address: str) -> bool:
    """Let an address be used again that had bounced or complained; whether it was suppressed.

    Opt-outs of customers stay: they are theirs to take back.
    """
    ctx.require(Permission.COMMUNICATIONS_UPDATE)
    ctx.forbid_customers(Permission.COMMUNICATIONS_UPDATE)
    if not await preference_store.relieve(ctx.db, channel, digests(channel, address), _UNDELIVERABLE):
        return False
    await ctx.emit(AddressRelieved(channel=channel))
    return True


async def _held(ctx: Context, communication_id: UUID) -> tuple[Communication, Customer]:
    found = await store.find(ctx.db, communication_id)
    customer = None if found is None else await recipient_store.hold(ctx.db, found.customer_id)
    held = None if customer is None else await store.lock(ctx.db, communication_id)
    if customer is None or held is None:
        raise NotFound("communication", communication_id)
    return held, customer
