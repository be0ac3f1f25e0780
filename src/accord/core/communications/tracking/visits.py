"""What visits of links tell: opens and clicks, as delivery events."""

import hashlib
from uuid import UUID

from accord.core.communications.outreach import Outreach
from accord.core.communications.ports import Delivery, Receipt
from accord.core.communications.receiving import record_delivery
from accord.core.context import Context

from . import store
from .links import LinkMaker
from .machines import Visit, is_machine

MOST_COUNTED = 500
_MOMENT_SECONDS = 10


async def note_open(ctx: Context, outreach: Outreach, links: LinkMaker, token: str, visit: Visit) -> None:
    """Note that a message was opened. Raises BadLink; a message that is gone changes nothing."""
    ctx.public()
    await _note(ctx, outreach, links.read_pixel(token), "opened", visit)


async def note_click(ctx: Context, outreach: Outreach, links: LinkMaker, token: str, visit: Visit) -> str:
    """Note that a link was followed; where it leads. Raises BadLink."""
    ctx.public()
    clicked = links.read_click(token)
    await _note(ctx, outreach, clicked.communication_id, "clicked", visit, url=clicked.address)
    return clicked.address


def find_destination(links: LinkMaker, token: str) -> str:
    """Where a click's link leads, without noting anything. Raises BadLink."""
    return links.read_click(token).address


async def _note(
    ctx: Context,
    outreach: Outreach,
    communication_id: UUID,
    event: str,
    visit: Visit,
    *,
    url: str | None = None,
) -> None:
    sent = await store.find(ctx.db, communication_id)
    if sent is None or sent.open_count + sent.click_count >= MOST_COUNTED:
        return
    receipt = Receipt(
        provider=sent.provider,
        provider_id=sent.provider_id,
        event=event,
        event_key=_key_of(ctx, sent, event, url),
        occurred_at=ctx.now,
        url=url,
        by_machine=is_machine(visit, sent_at=sent.sent_at, now=ctx.now),
    )
    await record_delivery(ctx, outreach, Delivery(receipts=(receipt,)))


def _key_of(ctx: Context, sent: store.Sent, event: str, url: str | None) -> str:
    """The same for visits of a few seconds: proxies ask twice, and nobody's log is filled by asking again."""
    moment = int(ctx.now.timestamp()) // _MOMENT_SECONDS
    place = hashlib.sha256((url or "").encode()).hexdigest()[:12]
    return f"accord:{event}:{sent.id}:{place}:{moment}"
