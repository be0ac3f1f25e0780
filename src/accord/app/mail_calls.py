"""What providers of e-mail call: reports of what was sent, bounces, and mails of customers.

The engagement document has addresses for WhatsApp and Twilio alone; these two are the platform's own.
"""

import asyncio
from collections.abc import Mapping
from functools import partial

from accord.core import communications
from accord.core.communications import NotAuthentic, Unreadable, WebhookReader
from accord.core.context import SYSTEM
from accord.kit import clock
from accord.kit.db import DatabaseUnavailable
from accord.kit.http.answers import Answer, json_answer
from accord.kit.http.asgi import Receive, Scope

from .compose import Platform

PATHS = {
    "/webhooks/sendgrid": "sendgrid",
    "/webhooks/mailgun": "mailgun",
    "/webhooks/mailgun/mime": "mailgun",  # Mailgun's routes pass mails on whole where an address ends so
}
VIA = "webhook"
MOST_BYTES = 25 * 1024 * 1024
# Above this size reading takes long enough to keep everybody else waiting.
READ_AT_ONCE = 64 * 1024
# Mailgun calls again after every refusal but this one.
UNREADABLE = {"sendgrid": 400, "mailgun": 406}


class MailCalls:
    """Answers `POST /webhooks/sendgrid`, `/webhooks/mailgun` and `/webhooks/mailgun/mime`."""

    def __init__(self, platform: Platform, readers: Mapping[str, WebhookReader]) -> None:
        self._platform = platform
        self._readers = dict(readers)

    async def find(self, scope: Scope, receive: Receive) -> Answer | None:
        """The answer to a provider's call, None when this is none."""
        provider = PATHS.get(scope["path"].rstrip("/"))
        if provider is None or scope["method"] != "POST":
            return None
        body = await _body(receive)
        if body is None:
            return _refused(413, "INVALID_REQUEST", "The request body is too large")
        try:
            return await self._take(provider, scope, body)
        except NotAuthentic:
            return _refused(403, "FORBIDDEN", "The call is not signed as it should be")
        except Unreadable:
            return _refused(UNREADABLE[provider], "INVALID_REQUEST", "The call cannot be read")
        except DatabaseUnavailable:
            away = _refused(503, "SERVICE_UNAVAILABLE", "Service temporarily unavailable")
            return away.header("retry-after", "5")

    async def _take(self, provider: str, scope: Scope, body: bytes) -> Answer:
        """Take in all that the call says, or nothing of it."""
        platform = self._platform
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        read = partial(self._readers[provider].read, url="", headers=headers, body=body, now=clock.now())
        told = read() if len(body) <= READ_AT_ONCE else await asyncio.to_thread(read)
        async with platform.context(SYSTEM, VIA) as ctx:
            await communications.record_delivery(ctx, platform.outreach, told)
        return json_answer(200, {"status": "processed"})


async def _body(receive: Receive) -> bytes | None:
    """The whole body; None when it is too large, or its sender went away."""
    parts = bytearray()
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return None
        parts += message.get("body", b"")
        if len(parts) > MOST_BYTES:
            return None
        if not message.get("more_body"):
            return bytes(parts)


def _refused(status: int, code: str, message: str) -> Answer:
    refusal = json_answer(status, {"error": {"code": code, "message": message}})
    return refusal.header("cache-control", "no-store")
