"""Messages of Meta's WhatsApp Cloud API."""

import base64
import json
import re
import uuid
from typing import Any

from .accounts import Accounts
from .desk import Desk
from .wire import Answer, Request

LONGEST_TEXT = 4096
STATUSES = {
    4: 429,
    10: 403,
    102: 401,
    190: 401,
    80007: 429,
    130429: 429,
    131000: 500,
    131031: 403,
    131005: 403,
}


class WhatsApp:
    def __init__(self, desk: Desk, accounts: Accounts) -> None:
        self._desk = desk
        self._accounts = accounts

    async def answer(self, request: Request) -> Answer:
        if request.bearer() != self._accounts.whatsapp_token:
            return refusal(190, "Invalid OAuth access token - Cannot parse access token")
        found = re.fullmatch(r"/v\d+\.\d+/(\d+)(/messages)?", request.path)
        if found is None or found[1] != self._accounts.whatsapp_number_id:
            return refusal(100, "Unsupported get request. Object does not exist")
        if request.method == "GET" and found[2] is None:
            return Answer(200, {"id": found[1], "verified_name": "Example"})
        return self._create(request) if request.method == "POST" and found[2] else refusal(100)

    def _create(self, request: Request) -> Answer:
        if request.headers.get("content-type", "").partition(";")[0] != "application/json":
            return refusal(100, "The parameter messaging_product is required.")
        try:
            body = request.json()
        except json.JSONDecodeError:
            return refusal(100, "Invalid JSON")
        if wrong := self._wrong(body):
            return refusal(*wrong)
        wamid = "wamid." + base64.b64encode(uuid.uuid4().bytes).decode()
        accepted = Answer(
            200,
            {
                "messaging_product": "whatsapp",
                "contacts": [{"input": body["to"], "wa_id": body["to"]}],
                "messages": [{"id": wamid}],
            },
        )
        return self._desk.take(f"+{body['to']}", accepted, refusal, id=wamid, text=_words(body), sent=body)

    def _wrong(self, body: Any) -> tuple[int, str] | None:
        if not isinstance(body, dict) or body.get("messaging_product") != "whatsapp":
            return 100, "(#100) The parameter messaging_product is required."
        if re.fullmatch(r"[1-9]\d{6,14}", str(body.get("to", ""))) is None:
            return 100, "(#100) The parameter to is required."
        if len(body.get("biz_opaque_callback_data", "")) > 512:
            return 100, "(#100) Param biz_opaque_callback_data must be at most 512 characters long."
        match body.get("type", "text"):
            case "text":
                text = body.get("text", {}).get("body", "")
                return (
                    None
                    if 0 < len(text) <= LONGEST_TEXT
                    else (100, "(#100) The parameter text.body is required.")
                )
            case "template":
                return self._wrong_template(body.get("template", {}))
        return 131051, "(#131051) Unsupported message type"

    def _wrong_template(self, template: dict[str, Any]) -> tuple[int, str] | None:
        known = dict(self._accounts.whatsapp_templates)
        if template.get("name") not in known or not template.get("language", {}).get("code"):
            return 132001, "(#132001) Template name does not exist in the translation"
        values = [each for part in template.get("components", ()) for each in part["parameters"]]
        if len(values) != known[template["name"]]:
            return 132000, "(#132000) Number of parameters does not match the expected number of params"
        if any(re.search(r"[\n\t]| {5}", each["text"]) or not each["text"] for each in values):
            return (
                100,
                "(#100) Param text cannot have new-line/tab characters or more than 4 consecutive spaces",
            )
        return None


def refusal(code: int, message: str = "the script says so") -> Answer:
    """An error as the Graph API says it."""
    error = {
        "message": message,
        "type": "OAuthException",
        "code": code,
        "error_data": {"messaging_product": "whatsapp", "details": message},
        "fbtrace_id": "A7kX2vYqFg9",
    }
    return Answer(STATUSES.get(code, 400), {"error": error})


def _words(body: dict[str, Any]) -> str:
    if body.get("type") != "template":
        return str(body["text"]["body"])
    values = [each["text"] for part in body["template"].get("components", ()) for each in part["parameters"]]
    return " ".join([body["template"]["name"], *values])
