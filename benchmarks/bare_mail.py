"""The baseline of delivery: a loop on aiosmtplib that sends rendered messages over a few connections, and no more.

It reads messages from a file and records nothing. Runs as `python -m benchmarks.bare_mail PORT CONNECTIONS FILE`.
"""

import asyncio
import sys
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import aiosmtplib
import msgspec

from benchmarks.harness import HOST

SENDER = "desk@example.com"


class Rendered(msgspec.Struct, frozen=True):
    """A message as a template made it."""

    recipient: str
    reference: str
    subject: str
    text: str
    html: str


def mail_of(message: Rendered) -> EmailMessage:
    """The message as an e-mail."""
    mail = EmailMessage()
    mail["From"] = SENDER
    mail["To"] = message.recipient
    mail["Subject"] = message.subject
    mail["Message-ID"] = f"<{message.reference}@example.com>"
    mail.set_content(message.text)
    mail.add_alternative(message.html, subtype="html")
    return mail


async def send_all(port: int, connections: int, messages: list[Rendered]) -> None:
    """Send every message over one of so many connections."""
    queue = iter(messages)
    await asyncio.gather(*(_send(port, queue) for _ in range(connections)))


async def _send(port: int, queue: Iterator[Rendered]) -> None:
    async with aiosmtplib.SMTP(hostname=HOST, port=port, start_tls=False) as smtp:
        for message in queue:
            await smtp.send_message(mail_of(message))


def main() -> None:
    """Send what is in the file."""
    port, connections, file = sys.argv[1:]
    messages = msgspec.json.decode(Path(file).read_bytes(), type=list[Rendered])
    asyncio.run(send_all(int(port), int(connections), messages))


if __name__ == "__main__":
    main()
