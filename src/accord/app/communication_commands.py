"""Commands about messages: what failed, trying it again, mails that came back, and what the local outbox holds."""

import asyncio
import os
from typing import Annotated
from uuid import UUID

import typer

from accord.adapters.channels.email import read_mail
from accord.adapters.channels.outbox import OutboxEntry, list_outbox
from accord.adapters.channels.words import clean_text
from accord.adapters.postgres import PostgresError
from accord.core import communications
from accord.core.communications import Communication, Delivery, Unreadable
from accord.core.context import SYSTEM
from accord.core.interactions import Channel
from accord.kit.db import DatabaseUnavailable
from accord.kit.http.wire import show_time

from .compose import running
from .preview_command import preview_command
from .settings import Settings

app = typer.Typer(help="Messages to customers.", no_args_is_help=True)
app.command("preview")(preview_command)

VIA = "cli"
MOST_MAIL = 25 * 1024 * 1024


@app.command("failed")
def failed_command(
    ctx: typer.Context,
    limit: Annotated[int, typer.Option(help="How many, latest first.", min=1, max=1000)] = 50,
) -> None:
    """List the messages that did not go out or did not arrive."""
    settings: Settings = ctx.obj

    async def read() -> list[Communication]:
        async with running(settings) as platform, platform.context(SYSTEM, VIA) as act:
            return await communications.list_failed(act, limit=limit)

    typer.echo(clean_text("\n".join(map(_failed_line, asyncio.run(read())))) or "No message failed.")


@app.command("retry")
def retry_command(
    ctx: typer.Context,
    communication: Annotated[UUID, typer.Argument(help="The message's id.")],
) -> None:
    """Have a message that failed tried again, from its first channel on."""
    settings: Settings = ctx.obj

    async def retry() -> Communication:
        async with running(settings) as platform, platform.context(SYSTEM, VIA) as act:
            return await communications.retry_communication(act, platform.outreach, communication)

    again = asyncio.run(retry())
    typer.echo(f"{again.id} waits again, for {again.channel}.")


@app.command("relieve")
def relieve_command(
    ctx: typer.Context,
    channel: Annotated[Channel, typer.Argument(help="The channel: email, sms, whatsapp.")],
    address: Annotated[str, typer.Argument(help="The address or the number.")],
) -> None:
    """Use an address again that had bounced or complained; who opted out stays so."""
    settings: Settings = ctx.obj

    async def relieve() -> bool:
        async with running(settings) as platform, platform.context(SYSTEM, VIA) as act:
            return await communications.relieve_address(act, channel, address)

    typer.echo("It is used again." if asyncio.run(relieve()) else "It was not suppressed.")


@app.command("outbox")
def outbox_command(
    ctx: typer.Context,
    limit: Annotated[int, typer.Option(help="How many, latest first.", min=1, max=1000)] = 20,
    full: Annotated[bool, typer.Option("--full", help="Show the whole text of each.")] = False,
) -> None:
    """Show messages of channels that have no provider: they were recorded here and sent to nobody."""
    settings: Settings = ctx.obj

    async def read() -> list[OutboxEntry]:
        async with running(settings) as platform, platform.database.reading() as db:
            return await list_outbox(db, most=limit)

    entries = asyncio.run(read())
    shown = (_entry(each) if full else _entry_line(each) for each in entries)
    typer.echo(clean_text("\n".join(shown)) or "The outbox is empty.")


@app.command("take-mail")
def take_mail_command(
    ctx: typer.Context,
    mail: Annotated[
        typer.FileBinaryRead, typer.Argument(help="The mail's file; `-` reads it as it comes in.")
    ],
) -> None:
    """Take in a mail that our own mail server got: a bounce, a complaint, an answer of a customer.

    Ends with the statuses that mail servers know: 65 for what is no mail, 75 for a database that is away.
    """
    settings: Settings = ctx.obj

    async def take(told: Delivery) -> None:
        async with running(settings) as platform, platform.context(SYSTEM, VIA) as act:
            await communications.record_delivery(act, platform.outreach, told)

    try:
        told = read_mail(mail.read(MOST_MAIL))
        if told != Delivery():
            asyncio.run(take(told))
    except Unreadable as wrong:
        typer.echo(f"accord: {wrong}", err=True)
        raise typer.Exit(os.EX_DATAERR) from wrong
    except (DatabaseUnavailable, PostgresError) as away:
        typer.echo("accord: the database is away, try again later", err=True)
        raise typer.Exit(os.EX_TEMPFAIL) from away
    typer.echo(f"{len(told.receipts)} reported, {len(told.messages)} received.")


def _failed_line(failed: Communication) -> str:
    at = failed.failed_at or failed.bounced_at or failed.expired_at or failed.created_at
    told = (str(failed.id), show_time(at), failed.status, failed.message_type, failed.channel or "-")
    return "  ".join((*told, failed.error_category or "-", failed.error_message or ""))


def _entry_line(entry: OutboxEntry) -> str:
    told = entry.subject or " ".join(entry.text.split())[:70]
    return "  ".join((show_time(entry.recorded_at), f"{entry.channel:9}", entry.recipient, told))


def _entry(entry: OutboxEntry) -> str:
    attached = f"Attached: {', '.join(entry.attachments)}\n" if entry.attachments else ""
    subject = f"Subject: {entry.subject}\n" if entry.subject else ""
    return f"{_entry_line(entry)}\n{subject}{attached}\n{entry.text}\n"
