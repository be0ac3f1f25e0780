"""Sending SMS through Twilio's Messages resource."""

import email.utils
import ssl
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

from accord.adapters.channels.calls import Calls, Reply, Unanswered, kind_of_status, retry_after_of
from accord.adapters.channels.words import clean_text, one_line
from accord.core.communications import Accepted, CannotTell, Connection, OutboundMessage, Refused
from accord.core.interactions import Channel

from .codes import UNSUBSCRIBED, kind_of_code

PROVIDER = "twilio"
BASE_URL = "https://api.twilio.com"
# Twilio's clock is not ours, and it stamps whole seconds.
CLOCKS_DIFFER = timedelta(seconds=5)
LOOKED_THROUGH = 100
TRIAL_PREFIX = "Sent from your Twilio trial account - "


class TwilioProvider:
    """Sends SMS. `sender` is a number of ours, or the id of a messaging service (`MG...`)."""

    name = PROVIDER
    channel = Channel.SMS

    def __init__(
        self,
        *,
        account_sid: str,
        auth_token: str,
        sender: str,
        status_callback_url: str | None = None,
        base_url: str = BASE_URL,
        seconds: float = 20.0,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._account = f"/2010-04-01/Accounts/{quote(account_sid, safe='')}"
        self._sender = sender
        self._callback = status_callback_url
        self._calls = Calls(base_url, seconds=seconds, login=(account_sid, auth_token), tls=tls)

    async def send(self, message: OutboundMessage) -> Accepted | Refused:
        """Hand one message over. The message's SID is the provider's id."""
        form = {"To": message.recipient, "Body": clean_text(message.text)}
        form["MessagingServiceSid" if self._sender.startswith("MG") else "From"] = self._sender
        if self._callback:
            form["StatusCallback"] = self._callback
        reply = await self._calls.call("POST", f"{self._account}/Messages.json", data=form)
        if isinstance(reply, Unanswered):
            return Refused(provider=PROVIDER, kind=reply.kind, message=reply.message)
        sid = reply.fields().get("sid")
        if reply.is_success and isinstance(sid, str) and sid:
            return Accepted(provider=PROVIDER, provider_id=sid)
        return _refusal(reply)

    async def find(self, message: OutboundMessage, *, since: datetime) -> Accepted | None:
        """The first message to the recipient with the same text, made since then; those after it are `others`.

        Raises CannotTell.
        """
        params = {"To": message.recipient, "PageSize": str(LOOKED_THROUGH)}
        reply = await self._calls.call("GET", f"{self._account}/Messages.json", params=params)
        if isinstance(reply, Unanswered) or not reply.is_success:
            raise CannotTell(reply.message if isinstance(reply, Unanswered) else str(reply.status))
        listed = reply.fields().get("messages")
        found = [
            each["sid"]
            for each in (reversed(listed) if isinstance(listed, list) else ())  # the newest comes first
            if isinstance(each, dict) and _is_same(each, message, since - CLOCKS_DIFFER)
        ]
        return Accepted(provider=PROVIDER, provider_id=found[0], others=tuple(found[1:])) if found else None

    async def check(self) -> Connection:
        """Asks for the account."""
        reply = await self._calls.call("GET", f"{self._account}.json")
        if isinstance(reply, Unanswered):
            return Connection(provider=PROVIDER, works=False, detail=reply.message)
        if not reply.is_success:
            refused = _refusal(reply)
            return Connection(provider=PROVIDER, works=False, detail=f"{refused.code} {refused.message}")
        status = one_line(str(reply.fields().get("status", "unknown")), 40)
        return Connection(provider=PROVIDER, works=status == "active", detail=f"the account is {status}")

    async def close(self) -> None:
        """Let go of connections."""
        await self._calls.close()


def _refusal(reply: Reply) -> Refused:
    fields = reply.fields()
    code = fields.get("code")
    kind = kind_of_code(code) if isinstance(code, int) else None
    return Refused(
        provider=PROVIDER,
        kind=kind or kind_of_status(reply.status),
        code=str(code) if isinstance(code, int) else str(reply.status),
        message=one_line(str(fields.get("message", ""))),
        retry_after_seconds=retry_after_of(reply),
        is_unsubscribed=code == UNSUBSCRIBED,
    )


def _is_same(listed: Mapping[str, Any], message: OutboundMessage, since: datetime) -> bool:
    text = clean_text(message.text)
    if listed.get("body") not in {text, TRIAL_PREFIX + text} or not isinstance(listed.get("sid"), str):
        return False
    try:
        return email.utils.parsedate_to_datetime(str(listed.get("date_created"))) >= since
    except (TypeError, ValueError):
        return False
