"""The command that shows what a message would say, before anybody gets it."""

import asyncio
from typing import Annotated, Any

import msgspec
import typer

from accord.adapters.channels.words import clean_text
from accord.core.communications.templates import (
    MOST_CONTEXT_BYTES,
    Letter,
    MessageType,
    Worded,
    preview_message,
)
from accord.core.context import SYSTEM
from accord.core.interactions import Channel
from accord.kit.http.json_text import MalformedBody, check_text

from .compose import running
from .outreach import letterhead_of
from .settings import Settings

VIA = "cli"


def preview_command(
    ctx: typer.Context,
    message_type: Annotated[MessageType, typer.Argument(help="The type of message.")],
    channel: Annotated[Channel, typer.Option(help="email, sms or whatsapp.")] = Channel.EMAIL,
    language: Annotated[str, typer.Option(help="The client's language.")] = "en",
    context: Annotated[
        typer.FileBinaryRead | None,
        typer.Option(help="A file with the context, a JSON object; `-` reads it from standard input."),
    ] = None,
    html: Annotated[bool, typer.Option("--html", help="Print the HTML part, for a browser.")] = False,
) -> None:
    """Show what a message would say. Nothing is stored or sent."""
    settings: Settings = ctx.obj
    values = {} if context is None else _context(context.read(MOST_CONTEXT_BYTES + 1))
    letter = Letter(message_type=message_type, channel=channel, context=values, language=language)

    async def look() -> Worded:
        async with running(settings) as platform, platform.context(SYSTEM, VIA) as act:
            return await preview_message(act, letter, letterhead_of(settings))

    worded = asyncio.run(look())
    if html and worded.html is None:
        raise typer.BadParameter(f"there is no HTML by {channel}")
    typer.echo(worded.html if html else clean_text(_shown(worded)))


def _context(raw: bytes) -> dict[str, Any]:
    """The context as the API would take it. Raises BadParameter."""
    if len(raw) > MOST_CONTEXT_BYTES:
        raise typer.BadParameter("the context must be at most 64 KiB")
    try:
        check_text(raw)
        found: dict[str, Any] = msgspec.json.decode(raw, type=dict[str, Any])
    except (MalformedBody, msgspec.MsgspecError, UnicodeDecodeError) as wrong:
        raise typer.BadParameter(f"the context must be a JSON object: {wrong}") from None
    return found


def _shown(worded: Worded) -> str:
    subject = f"Subject: {worded.subject}\n\n" if worded.subject else ""
    missing = f"\n\nNot in the context: {', '.join(worded.missing)}" if worded.missing else ""
    return f"{subject}{worded.text.rstrip()}{missing}"
