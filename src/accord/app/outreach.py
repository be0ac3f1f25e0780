"""How this installation writes to customers: its words, its links, the channels it has."""

from uuid import UUID

from accord.adapters.storage import Folder
from accord.core import cases
from accord.core.analytics.delivery import AlertThreshold
from accord.core.communications import Outreach, SessionTemplate, Timing
from accord.core.communications.templates import Letterhead, Templates
from accord.core.communications.tracking import LinkMaker, MailFinisher
from accord.core.interactions import Channel
from accord.kit.db import Db

from .settings import Settings, UnconfiguredDelivery, WhatsAppSettings, load_or_create_secret

RECORDED = frozenset({Channel.EMAIL, Channel.SMS, Channel.WHATSAPP})


def letterhead_of(settings: Settings) -> Letterhead:
    """Who writes."""
    organisation = settings.organisation
    return Letterhead(name=organisation.name, postal_address=organisation.postal_address)


def links_of(settings: Settings) -> LinkMaker:
    """The links in messages, sealed with the installation's secret."""
    secret = settings.auth.secret or load_or_create_secret(settings.data)
    return LinkMaker(settings.engagement.public_url, secret.reveal())


class OpenCases:
    """What makes promotional messages wait: an open case of priority P0 or P1."""

    async def open_case(self, db: Db, customer_id: UUID) -> bool:
        """Whether the customer has one."""
        return await cases.has_pressing_case(db, customer_id)


def session_templates_of(whatsapp: WhatsAppSettings) -> dict[str, SessionTemplate] | None:
    """The approved templates, by message type; None without a provider, which then has no sessions either.

    A template is written as its name, then its language and the names of the context's values it takes, each after
    a colon if need be: `friendly_reminder:en_US:client_name,event_date`.
    """
    if whatsapp.phone_number_id is None:
        return None
    return {kind: _template(written) for kind, written in whatsapp.templates.items()}


def _template(written: str) -> SessionTemplate:
    name, language, values = (*written.split(":", 2), "", "")[:3]
    taken = tuple(value.strip() for value in values.split(",") if value.strip())
    return SessionTemplate(name=name.strip(), language=language.strip() or "en", values=taken)


def alert_of(settings: Settings) -> AlertThreshold | None:
    """When supervisors are told that messages fail; None for never."""
    engagement = settings.engagement
    if engagement.alert_failure_rate == 0:
        return None
    return AlertThreshold(
        failure_rate=engagement.alert_failure_rate, least_messages=engagement.alert_least_messages
    )


def outreach_of(settings: Settings, links: LinkMaker, configured: frozenset[Channel]) -> Outreach:
    """The ways of sending: the channels with a provider, and those that the local outbox stands in for."""
    return Outreach(
        channels=configured | _recorded(settings),
        renderer=Templates(letterhead_of(settings)),
        finisher=MailFinisher(links, Folder(settings.data / "attachments")),
        timing=Timing(settings.engagement.timing.value),
        live=OpenCases(),
        session_templates=session_templates_of(settings.whatsapp),
        promotional_per_day=settings.delivery.promotional_per_day,
        retry_waits=settings.delivery.retry_seconds,
    )


def _recorded(settings: Settings) -> frozenset[Channel]:
    return RECORDED if settings.delivery.unconfigured is UnconfiguredDelivery.RECORD else frozenset()
