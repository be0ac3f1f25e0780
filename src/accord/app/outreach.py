"""How this installation writes to customers: its words, its links, the channels it has."""

from accord.adapters.storage import Folder
from accord.core.communications import Outreach, Timing
from accord.core.communications.templates import Letterhead, Templates
from accord.core.communications.tracking import LinkMaker, MailFinisher
from accord.core.interactions import Channel

from .settings import Settings, UnconfiguredDelivery, load_or_create_secret

RECORDED = frozenset({Channel.EMAIL, Channel.SMS, Channel.WHATSAPP})


def letterhead_of(settings: Settings) -> Letterhead:
    """Who writes."""
    organisation = settings.organisation
    return Letterhead(name=organisation.name, postal_address=organisation.postal_address)


def links_of(settings: Settings) -> LinkMaker:
    """The links in messages, sealed with the installation's secret."""
    secret = settings.auth.secret or load_or_create_secret(settings.data)
    return LinkMaker(settings.engagement.public_url, secret.reveal())


def outreach_of(settings: Settings, links: LinkMaker, configured: frozenset[Channel]) -> Outreach:
    """The ways of sending: the channels with a provider, and those that the local outbox stands in for."""
    recorded = RECORDED if settings.delivery.unconfigured is UnconfiguredDelivery.RECORD else frozenset()
    return Outreach(
        channels=configured | recorded,
        renderer=Templates(letterhead_of(settings)),
        finisher=MailFinisher(links, Folder(settings.data / "attachments")),
        timing=Timing(settings.engagement.timing.value),
        promotional_per_day=settings.delivery.promotional_per_day,
        retry_waits=settings.delivery.retry_seconds,
    )
