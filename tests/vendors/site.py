"""All vendors behind one port, each below its own name: `/twilio`, `/whatsapp`, `/sendgrid`, `/mailgun`."""

import asyncio
import ssl
from pathlib import Path

from .accounts import ACCOUNTS, Accounts
from .desk import Desk
from .ledger import Ledger
from .mailgun import Mailgun
from .scripts import Scripts
from .sendgrid import SendGrid
from .twilio import Twilio
from .whatsapp import WhatsApp
from .wire import Answer, Request, Site

VENDORS = {"twilio": Twilio, "whatsapp": WhatsApp, "sendgrid": SendGrid, "mailgun": Mailgun}


class Vendors:
    """The stand-ins, which answer so many seconds after they took something.

    From outside, `PUT /_/scripts` takes `{recipient: [steps]}`, `GET /_/ledger` shows everything.
    """

    def __init__(self, folder: Path, *, accounts: Accounts = ACCOUNTS, answers_after: float = 0.0) -> None:
        self.accounts = accounts
        self._answers_after = answers_after
        self.ledger = Ledger(folder / "vendors.jsonl")
        self.scripts = Scripts()
        self._desks = {
            name: make(Desk(name, self.ledger, self.scripts), accounts) for name, make in VENDORS.items()
        }
        self._site = Site(self._answer)
        self._scheme = "http"
        self._port = 0

    async def open(self, port: int = 0, *, tls: ssl.SSLContext | None = None) -> int:
        """The port that is listened on."""
        self._scheme = "https" if tls else "http"
        self._port = await self._site.open(port, tls=tls)
        return self._port

    async def close(self) -> None:
        await self._site.close()
        self.ledger.close()

    def url_of(self, vendor: str) -> str:
        """The base URL of a vendor's interface."""
        return f"{self._scheme}://localhost:{self._port}/{vendor}"

    async def _answer(self, request: Request) -> Answer:
        name, _, rest = request.target.removeprefix("/").partition("/")
        if name == "_":
            return self._control(request, rest)
        if name not in self._desks:
            return Answer(404, {"message": "no such vendor"})
        inner = Request(request.method, f"/{rest}", request.headers, request.body)
        answer = await self._desks[name].answer(inner)
        await asyncio.sleep(self._answers_after)
        return answer

    def _control(self, request: Request, path: str) -> Answer:
        if (request.method, path) == ("PUT", "scripts"):
            for recipient, steps in request.json().items():
                self.scripts.set(recipient, steps)
            return Answer(204)
        return Answer(200, self.ledger.entries()) if path == "ledger" else Answer(404)
