"""What a message says on a channel, and the message as a provider gets it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from accord.core.customers import Customer
from accord.core.interactions import Channel

from . import policy, rounds
from .outreach import Outreach
from .policy import Facts
from .ports import OutboundMessage, Rendered
from .records import Communication, Content

DEFAULT_LANGUAGE = "en"


def worded(
    outreach: Outreach,
    channel: Channel,
    customer: Customer,
    *,
    message_type: str,
    language: str,
    context: Mapping[str, Any],
) -> Rendered:
    """A message from its template. Only e-mail has a subject and HTML."""
    made = outreach.renderer.render(message_type, channel, language, context, customer)
    return made if channel is Channel.EMAIL else Rendered(text=made.text)


def reworded(
    outreach: Outreach, communication: Communication, content: Content, channel: Channel, customer: Customer
) -> Rendered:
    """A stored message for another channel: from its template, or as its author wrote it."""
    if not content.authored:
        return worded(
            outreach,
            channel,
            customer,
            message_type=communication.message_type,
            language=communication.language,
            context=content.context,
        )
    authored = Rendered(text=content.text or "", subject=communication.subject, html=content.html)
    return authored if channel is Channel.EMAIL else Rendered(text=authored.text)


def reference_of(communication: Communication, channel: Channel) -> str:
    """What a message is called on a channel, the same at every attempt of a round."""
    return f"{communication.id}.{channel}{rounds.mark_of(communication)}"


def outbound(
    outreach: Outreach,
    communication: Communication,
    content: Content,
    facts: Facts,
    *,
    channel: Channel,
    now: datetime,
) -> OutboundMessage:
    """The message as it is handed to a provider."""
    headers = communication.metadata.get("headers")
    template = None
    if channel is Channel.WHATSAPP and not policy.in_session(facts.last_whatsapp_at, now):
        template = (outreach.session_templates or {}).get(communication.message_type)
    return OutboundMessage(
        communication_id=communication.id,
        channel=channel,
        recipient=communication.recipient or "",
        reference=reference_of(communication, channel),
        text=content.text or "",
        subject=communication.subject if channel is Channel.EMAIL else None,
        html=content.html if channel is Channel.EMAIL else None,
        language=template.language if template is not None else communication.language,
        headers={str(name): str(value) for name, value in headers.items()}
        if isinstance(headers, dict)
        else {},
        template=template.name if template is not None else None,
        template_values=outreach.renderer.taken_values(
            template.values, template.language, content.context, facts.customer
        )
        if template is not None
        else (),
    )
