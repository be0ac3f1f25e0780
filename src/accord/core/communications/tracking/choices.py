"""What customers choose by the links that they were sent: nobody but its recipient has such a link."""

from collections.abc import Collection
from uuid import UUID

from msgspec.structs import replace

from accord.core import customers
from accord.core.communications.consent import get_preferences, honour_choice, update_preferences
from accord.core.communications.records import PreferenceChanges, Preferences
from accord.core.context import Actor, ActorKind, Context
from accord.core.errors import NotFound
from accord.core.interactions import Channel
from accord.core.permissions import Permission
from accord.kit.records import UNSET

from .links import BadLink, LinkMaker

SOURCE = "link"
_RIGHTS = frozenset({Permission.PREFERENCES_READ, Permission.PREFERENCES_UPDATE})


async def unsubscribe_by_link(ctx: Context, links: LinkMaker, token: str) -> None:
    """Send no more e-mails to whom the link was sent. Doing it again changes nothing. Raises BadLink."""
    ctx.public()
    recipient = links.read_unsubscribe(token)
    await honour_choice(
        await _as_customer(ctx, recipient.customer_id),
        recipient.customer_id,
        Channel.EMAIL,
        out=True,
        source=SOURCE,
    )


async def choices_by_link(ctx: Context, links: LinkMaker, token: str) -> Preferences:
    """How the link's customer wishes to be reached. Raises BadLink, also when the customer is gone."""
    ctx.public()
    acting = await _as_customer(ctx, links.read_preferences(token, now=ctx.now))
    return await get_preferences(acting, _own(acting))


async def choose_by_link(
    ctx: Context,
    links: LinkMaker,
    token: str,
    changes: PreferenceChanges,
    *,
    offered: Collection[Channel],
) -> Preferences:
    """Write some of the wishes of the link's customer. Raises BadLink, Invalid.

    Of the preferred channels only those that were `offered` are taken back; the others stay, and all stay in order.
    """
    ctx.public()
    acting = await _as_customer(ctx, links.read_preferences(token, now=ctx.now))
    chosen = changes.preferred_channels
    if chosen is not UNSET and chosen is not None:
        before = (await get_preferences(acting, _own(acting))).preferred_channels or []
        kept = [each for each in before if each in chosen or each not in offered]
        chosen = [*kept, *(each for each in chosen if each not in kept)]
    return await update_preferences(acting, _own(acting), replace(changes, preferred_channels=chosen))


async def _as_customer(ctx: Context, customer_id: UUID) -> Context:
    """The same transaction in the name of the customer, of a merged one its survivor. Raises BadLink."""
    owner = await customers.survivor_of(ctx.db, customer_id)
    if owner is None:
        raise BadLink
    actor = Actor(kind=ActorKind.CUSTOMER, id=str(owner), name="Customer", permissions=_RIGHTS)
    return ctx.acting(actor, via=ctx.via, request_id=ctx.request_id)


def _own(ctx: Context) -> UUID:
    own = ctx.actor.customer_id
    if own is None:
        raise NotFound("customer", ctx.actor.id)
    return own
