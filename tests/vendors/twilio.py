"""Twilio's Messages resource."""

import email.utils
import re
import uuid
from datetime import UTC, datetime
from typing import Any

from .accounts import Accounts
from .desk import Desk
from .wire import Answer, Request

LONGEST_BODY = 1600
STATUSES = {20003: 401, 20403: 403, 20404: 404, 20429: 429, 20500: 500}
TEXTS = {
    20003: "Authenticate",
    20404: "The requested resource was not found",
    20429: "Too Many Requests",
    21211: "The 'To' number is not a valid phone number.",
    21408: "Permission to send an SMS has not been enabled for the region indicated by the 'To' number",
    21602: "Message body is required.",
    21603: "A 'From' phone number is required.",
    21604: "A 'To' phone number is required.",
    21606: "The 'From' phone number provided is not a valid message-capable Twilio phone number.",
    21610: "Attempt to send to unsubscribed recipient",
    21614: "'To' number is not a valid mobile number",
    21617: "The concatenated message body exceeds the 1600 character limit",
}


class Twilio:
    def __init__(self, desk: Desk, accounts: Accounts) -> None:
        self._desk = desk
        self._accounts = accounts
        self._root = f"/2010-04-01/Accounts/{accounts.twilio_sid}"

    async def answer(self, request: Request) -> Answer:
        if request.login() != (self._accounts.twilio_sid, self._accounts.twilio_token):
            return refusal(20003)
        if request.path == f"{self._root}.json" and request.method == "GET":
            return Answer(200, {"sid": self._accounts.twilio_sid, "status": "active", "type": "Full"})
        if request.path == f"{self._root}/Messages.json":
            return self._create(request) if request.method == "POST" else self._list(request)
        sid = request.path.removeprefix(f"{self._root}/Messages/").removesuffix(".json")
        found = next((each["shown"] for each in self._desk.taken() if each["id"] == sid), None)
        return Answer(200, found) if found else refusal(20404)

    def _create(self, request: Request) -> Answer:
        if request.headers.get("content-type", "").partition(";")[0] != "application/x-www-form-urlencoded":
            return refusal(21604)
        form = request.form()
        if code := self._wrong(form):
            return refusal(code)
        shown = self._shown(form)
        callback = form.get("StatusCallback")
        accepted = Answer(201, shown)
        return self._desk.take(
            form["To"], accepted, refusal, id=shown["sid"], text=form["Body"], callback=callback, shown=shown
        )

    def _wrong(self, form: dict[str, str]) -> int | None:
        senders = {self._accounts.twilio_number, self._accounts.twilio_service}
        sender = form.get("From") or form.get("MessagingServiceSid")
        checks = (
            (21604, bool(form.get("To"))),
            (21603, bool(sender)),
            (21606, sender in senders),
            (21211, re.fullmatch(r"\+[1-9]\d{6,14}", form.get("To", "")) is not None),
            (21602, bool(form.get("Body", "").strip())),
            (21617, len(form.get("Body", "")) <= LONGEST_BODY),
        )
        return next((code for code, good in checks if not good), None)

    def _shown(self, form: dict[str, str]) -> dict[str, Any]:
        sid = "SM" + uuid.uuid4().hex
        now = email.utils.format_datetime(datetime.now(UTC))
        return {
            "account_sid": self._accounts.twilio_sid,
            "api_version": "2010-04-01",
            "body": form["Body"],
            "date_created": now,
            "date_sent": None,
            "date_updated": now,
            "direction": "outbound-api",
            "error_code": None,
            "error_message": None,
            "from": form.get("From"),
            "messaging_service_sid": form.get("MessagingServiceSid"),
            "num_media": "0",
            "num_segments": "1",
            "price": None,
            "price_unit": None,
            "sid": sid,
            "status": "queued",
            "subresource_uris": {"media": f"{self._root}/Messages/{sid}/Media.json"},
            "to": form["To"],
            "uri": f"{self._root}/Messages/{sid}.json",
        }

    def _list(self, request: Request) -> Answer:
        to = request.query.get("To")
        found = [each["shown"] for each in self._desk.taken() if to in {None, each["recipient"]}]
        size = int(request.query.get("PageSize", "50"))
        page = list(reversed(found))[:size]
        return Answer(
            200,
            {"messages": page, "page": 0, "page_size": size, "next_page_uri": None, "uri": request.target},
        )


def refusal(code: int) -> Answer:
    """An error as Twilio says it."""
    status = STATUSES.get(code, 400)
    content = {
        "code": code,
        "message": TEXTS.get(code, "the script says so"),
        "more_info": f"https://www.twilio.com/docs/errors/{code}",
        "status": status,
    }
    return Answer(status, content)
