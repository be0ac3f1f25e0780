"""SendGrid's Mail Send."""

import base64
import binascii
import json
import re
import uuid
from typing import Any

from .accounts import Accounts
from .desk import Desk
from .wire import Answer, Request

RESERVED = {
    "x-sg-id", "x-sg-eid", "received", "dkim-signature", "content-type", "content-transfer-encoding",
    "to", "from", "subject", "reply-to", "cc", "bcc",
}  # fmt: skip
# No other letters: domains of other scripts have to come in Punycode, names before the @ cannot have any.
ADDRESS = re.compile(r"[^@\s<>]+@[^@\s<>]+\.[^@\s<>]+", re.ASCII)


class SendGrid:
    def __init__(self, desk: Desk, accounts: Accounts) -> None:
        self._desk = desk
        self._accounts = accounts

    async def answer(self, request: Request) -> Answer:
        if request.bearer() != self._accounts.sendgrid_key:
            return refusal(401, "The provided authorization grant is invalid, expired, or revoked")
        if (request.method, request.path) == ("GET", "/v3/scopes"):
            return Answer(200, {"scopes": ["mail.send", "alerts.read"]})
        if (request.method, request.path) != ("POST", "/v3/mail/send"):
            return refusal(404, "not found")
        try:
            body = request.json()
        except json.JSONDecodeError:
            return refusal(400, "Bad Request")
        if wrong := self._wrong(body):
            return wrong
        return self._take(body)

    def _take(self, body: dict[str, Any]) -> Answer:
        first = body["personalizations"][0]
        return self._desk.take(
            first["to"][0]["email"],
            Answer(202, headers={"x-message-id": uuid.uuid4().hex[:22]}),
            lambda code: refusal(code, "the script says so"),
            id=body.get("headers", {}).get("Message-ID", "").strip("<>"),
            text=body["content"][0]["value"],
            sent=body,
        )

    def _wrong(self, body: Any) -> Answer | None:
        people = [each for part in body.get("personalizations", ()) for each in part.get("to", ())]
        content = body.get("content", ())
        checks = (
            ("personalizations", bool(people) and all(_is_address(each) for each in people)),
            ("from.email", _is_address(body.get("from", {}))),
            ("reply_to.email", "reply_to" not in body or _is_address(body["reply_to"])),
            ("subject", bool(body.get("subject"))),
            ("content", bool(content) and all(each.get("value") for each in content)),
            (
                "content.order",
                [each.get("type") for each in content] in (["text/plain"], ["text/plain", "text/html"]),
            ),
            ("headers", all(_is_good(*each) for each in body.get("headers", {}).items())),
            ("attachments", all(_is_base64(each.get("content")) for each in body.get("attachments", ()))),
        )
        for field, good in checks:
            if not good:
                return refusal(400, f"The {field} is not valid.", field)
        if body["from"]["email"] != self._accounts.sendgrid_sender:
            return refusal(403, "The from address does not match a verified Sender Identity.", "from")
        return None


def refusal(status: int, message: str, field: str | None = None) -> Answer:
    """An error as SendGrid says it."""
    return Answer(status, {"errors": [{"message": message, "field": field, "help": None}]})


def _is_address(person: dict[str, str]) -> bool:
    email = person.get("email", "")
    return email.isascii() and ADDRESS.fullmatch(email) is not None


def _is_good(name: str, value: str) -> bool:
    return name.lower() not in RESERVED and re.search(r"[\r\n\0]", name + value) is None


def _is_base64(text: Any) -> bool:
    try:
        return bool(base64.b64decode(text, validate=True))
    except (binascii.Error, TypeError):
        return False
