"""Mailgun's Messages (as MIME), events and domains."""

import email
import email.policy
from email.message import EmailMessage
from typing import Any

from .accounts import Accounts
from .desk import Desk
from .wire import Answer, Request


class Mailgun:
    def __init__(self, desk: Desk, accounts: Accounts) -> None:
        self._desk = desk
        self._accounts = accounts

    async def answer(self, request: Request) -> Answer:
        if request.login() != ("api", self._accounts.mailgun_key):
            return Answer(401, {"message": "Invalid private key"})
        domain = self._accounts.mailgun_domain
        match request.method, request.path:
            case "GET", path if path == f"/v3/domains/{domain}":
                return Answer(200, {"domain": {"name": domain, "state": "active"}})
            case "GET", path if path == f"/v3/{domain}/events":
                return self._events(request)
            case "POST", path if path == f"/v3/{domain}/messages.mime":
                return self._create(request)
        return Answer(404, {"message": "Domain not found"})

    def _create(self, request: Request) -> Answer:
        fields = _parts(request)
        recipient = fields.get("to", b"").decode()
        mail = email.message_from_bytes(fields.get("message", b""), policy=email.policy.default)
        assert isinstance(mail, EmailMessage)
        if "@" not in recipient:
            return Answer(400, {"message": "to parameter is not a valid address. please check documentation"})
        if not mail["From"] or not mail["Message-ID"]:
            return Answer(400, {"message": "message parameter is not a valid MIME message"})
        message_id = str(mail["Message-ID"]).strip("<>")
        body = mail.get_body(("plain",))
        text = body.get_content() if isinstance(body, EmailMessage) else ""
        return self._desk.take(
            recipient,
            Answer(200, {"id": f"<{message_id}>", "message": "Queued. Thank you."}),
            lambda status: Answer(status, {"message": "the script says so"}),
            id=message_id,
            text=text,
        )

    def _events(self, request: Request) -> Answer:
        wanted = request.query.get("message-id")
        items: list[Any] = [
            {
                "event": "accepted",
                "recipient": each["recipient"],
                "message": {"headers": {"message-id": each["id"]}},
            }
            for each in self._desk.taken()
            if wanted in {None, each["id"]}
        ]
        return Answer(200, {"items": items, "paging": {}})


def _parts(request: Request) -> dict[str, bytes]:
    head = f"Content-Type: {request.headers['content-type']}\r\n\r\n".encode()
    form = email.message_from_bytes(head + request.body, policy=email.policy.HTTP)
    assert isinstance(form, EmailMessage)
    # The mail inside must not be taken apart, so that its bytes are the ones that were sent.
    boundary = str(form.get_param("boundary"))
    found = {}
    for part in request.body.split(f"--{boundary}".encode())[1:-1]:
        head, _, content = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        name = email.message_from_bytes(head + b"\r\n\r\n").get_param("name", header="content-disposition")
        found[str(name)] = content.removesuffix(b"\r\n")
    return found
