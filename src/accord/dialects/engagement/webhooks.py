"""What providers call: receipts of what was sent, and messages of clients."""

from typing import Any
from urllib.parse import parse_qsl

from accord.core import communications
from accord.core.communications import Delivery, NotAuthentic
from accord.core.context import Context
from accord.kit.http.answers import Answer, ok
from accord.kit.http.bodies import InvalidInput
from accord.kit.http.operations import MEBIBYTE, Call, Routes
from accord.kit.http.origin import full_path, origin_of
from accord.kit.problems import Problem

from . import examples
from .communications import present
from .contract import Shown
from .services import Services

TWIML = b'<?xml version="1.0" encoding="UTF-8"?>\n<Response></Response>'
META_LIMIT = 3 * MEBIBYTE


class ProcessedShown(Shown):
    status: str


def addresses_of(call: Call[Any, Any], public_url: str) -> list[str]:
    """What a provider may have called this: as the request says, and below the public address."""
    query = call.scope["query_string"].decode("latin-1")
    tail = f"?{query}" if query else ""
    found = (origin_of(call.scope), public_url.rstrip("/") + full_path(call.scope))
    return [address + tail for address in dict.fromkeys(found)]


def read_call(ctx: Context, call: Call[Any, Any], services: Services, provider: str) -> Delivery:
    """What a provider's call says. Raises NotAuthentic, Unreadable."""
    reader = services.webhooks[provider]
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in call.scope["headers"]}
    *others, last = addresses_of(call, services.public_url)
    for address in others:
        try:
            return reader.read(url=address, headers=headers, body=call.raw, now=ctx.now)
        except NotAuthentic:
            continue
    return reader.read(url=last, headers=headers, body=call.raw, now=ctx.now)


def webhook_routes(services: Services | None) -> Routes:
    """The operations that providers call; their signature stands for a token."""
    routes = Routes("Webhooks", auth="signature", limit="-")

    @routes.post(
        "/webhooks/whatsapp",
        "WhatsApp receipts and inbound messages",
        raw_media="application/json",
        body_limit=META_LIMIT,
        idempotent=False,
        answer=ProcessedShown,
        answer_example=examples.PROCESSED,
    )
    async def receive_whatsapp(ctx: Context, call: Call[None, None]) -> Answer:
        """Take in all that the call says, or nothing of it."""
        given = present(services)
        told = read_call(ctx, call, given, "whatsapp")
        await communications.record_delivery(ctx, given.outreach, told)
        return ok(ProcessedShown(status="processed"))

    @routes.get(
        "/webhooks/whatsapp",
        "WhatsApp subscription handshake",
        answer_media=("text/plain",),
        documented=False,
    )
    async def greet_whatsapp(_ctx: Context, call: Call[None, None]) -> Answer:
        """Echo the challenge of a subscription that knows our word."""
        query = dict(parse_qsl(call.scope["query_string"].decode("latin-1"), keep_blank_values=True))
        challenge = present(services).webhooks["whatsapp"].handshake(query)
        if challenge is None:
            raise InvalidInput((Problem("hub.mode", "hub.mode is required", "required", where="query"),))
        return Answer(200, challenge.encode()).header("content-type", "text/plain; charset=utf-8")

    @routes.post(
        "/webhooks/twilio",
        "SMS receipts and inbound messages",
        raw_media="application/x-www-form-urlencoded",
        idempotent=False,
        answer_media=("application/xml",),
    )
    async def receive_twilio(ctx: Context, call: Call[None, None]) -> Answer:
        """Take in all that the call says, or nothing of it."""
        given = present(services)
        told = read_call(ctx, call, given, "twilio")
        await communications.record_delivery(ctx, given.outreach, told)
        return Answer(200, TWIML).header("content-type", "application/xml")

    return routes
