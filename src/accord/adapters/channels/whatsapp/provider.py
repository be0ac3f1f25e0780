"""Sending WhatsApp messages through Meta's Cloud API."""

import re
import ssl
from datetime import datetime
from typing import Any
from urllib.parse import quote

from accord.adapters.channels.calls import Calls, Reply, Unanswered, kind_of_status, retry_after_of
from accord.adapters.channels.words import clean_text, one_line
from accord.core.communications import Accepted, Connection, FailureKind, OutboundMessage, Refused
from accord.core.interactions import Channel

from .codes import ABOUT_RECIPIENT, kind_of_code

PROVIDER = "whatsapp"
BASE_URL = "https://graph.facebook.com"
API_VERSION = "v23.0"
LONGEST_TEXT = 4096
LONGEST_VALUE = 1024
LONGEST_REFERENCE = 512
_DECORATION = re.compile(r"[ ()-]")
_NUMBER = re.compile(r"\+?[0-9]{1,20}")
_BLANKS = re.compile(r"\s+")


class WhatsAppProvider:
    """Sends texts inside the session and templates outside of it, from the phone number with `phone_number_id`."""

    name = PROVIDER
    channel = Channel.WHATSAPP

    def __init__(
        self,
        *,
        phone_number_id: str,
        access_token: str,
        api_version: str = API_VERSION,
        base_url: str = BASE_URL,
        seconds: float = 20.0,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._number = f"/{quote(api_version, safe='')}/{quote(phone_number_id, safe='')}"
        headers = {"authorization": f"Bearer {access_token}"}
        self._calls = Calls(base_url, seconds=seconds, headers=headers, tls=tls)

    async def send(self, message: OutboundMessage) -> Accepted | Refused:
        """Hand one message over. Its `wamid` is the provider's id."""
        recipient = _DECORATION.sub("", message.recipient)
        if _NUMBER.fullmatch(recipient) is None:  # the digits of anything else would be somebody else's
            return _unsendable("recipient", "the recipient is no phone number")
        content = _template(message) if message.template else _text(message)
        if content is None:
            return _unsendable("text", "the text is empty or too long")
        body = {
            "messaging_product": "whatsapp",
            "recipient_type": "individual",
            "to": recipient.removeprefix("+"),
            "biz_opaque_callback_data": one_line(message.reference, LONGEST_REFERENCE),
            **content,
        }
        reply = await self._calls.call("POST", f"{self._number}/messages", json=body)
        if isinstance(reply, Unanswered):
            return Refused(provider=PROVIDER, kind=reply.kind, message=reply.message)
        wamid = _wamid(reply)
        if reply.is_success and wamid:
            return Accepted(provider=PROVIDER, provider_id=wamid)
        return _refusal(reply)

    async def find(self, message: OutboundMessage, *, since: datetime) -> Accepted | None:  # noqa: ARG002
        """None: the Cloud API does not list what it took. Its webhook brings our reference back instead."""
        return None

    async def check(self) -> Connection:
        """Asks for the phone number."""
        reply = await self._calls.call("GET", self._number, params={"fields": "id,verified_name"})
        if isinstance(reply, Unanswered):
            return Connection(provider=PROVIDER, works=False, detail=reply.message)
        if not (reply.is_success and "id" in reply.fields()):
            refused = _refusal(reply)
            return Connection(provider=PROVIDER, works=False, detail=f"{refused.code} {refused.message}")
        return Connection(provider=PROVIDER, works=True, detail="the phone number is ours")

    async def close(self) -> None:
        """Let go of connections."""
        await self._calls.close()


def _unsendable(code: str, told: str) -> Refused:
    return Refused(provider=PROVIDER, kind=FailureKind.INVALID_INPUT, code=code, message=told)


def _text(message: OutboundMessage) -> dict[str, Any] | None:
    text = clean_text(message.text)
    if not text.strip() or len(text) > LONGEST_TEXT:
        return None
    return {"type": "text", "text": {"preview_url": False, "body": text}}


def _template(message: OutboundMessage) -> dict[str, Any]:
    # Values with line ends, or with several blanks in a row, are refused.
    values = [
        _BLANKS.sub(" ", clean_text(value)).strip()[:LONGEST_VALUE] for value in message.template_values
    ]
    parameters = [{"type": "text", "text": value or "-"} for value in values]
    template: dict[str, Any] = {
        "name": message.template,
        "language": {"code": message.language.replace("-", "_")},
    }
    if parameters:
        template["components"] = [{"type": "body", "parameters": parameters}]
    return {"type": "template", "template": template}


def _wamid(reply: Reply) -> str | None:
    messages = reply.fields().get("messages")
    first = messages[0] if isinstance(messages, list) and messages else None
    found = first.get("id") if isinstance(first, dict) else None
    return found if isinstance(found, str) else None


def _refusal(reply: Reply) -> Refused:
    error = reply.fields().get("error")
    error = error if isinstance(error, dict) else {}
    code = error.get("code")
    kind = kind_of_code(code) if isinstance(code, int) else None
    data = error.get("error_data")
    details = data.get("details") if isinstance(data, dict) else None
    return Refused(
        provider=PROVIDER,
        kind=kind or kind_of_status(reply.status),
        code=str(code) if isinstance(code, int) else str(reply.status),
        message=one_line(str(details or error.get("message") or "")),
        retry_after_seconds=retry_after_of(reply),
        is_about_recipient=isinstance(code, int) and code in ABOUT_RECIPIENT,
    )
