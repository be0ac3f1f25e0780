"""The document's examples: bodies are taken as printed, answers hold every key printed, of the type printed."""

import json
import re
from pathlib import Path

import pytest

from dialects.conftest import sign

from .conftest import BASE

SENT = {
    "communication_id": "770e8400-e29b-41d4-a716-446655440002",
    "status": "sent",
    "channel_used": "email",
    "sent_at": "2025-10-27T10:30:00Z",
    "delivered_at": None,
    "metadata": {"subject": "Your Budget Strategies are Ready!", "recipient": "priya.sharma@example.com"},
}
NEW = {
    "plan_id": "550e8400-e29b-41d4-a716-446655440000",
    "message_type": "budget_summary",
    "context": {
        "client_name": "Priya Sharma",
        "event_type": "wedding",
        "event_date": "2025-12-15",
        "budget_strategies": [{"name": "Conservative", "total": 500000, "breakdown": {}}],
    },
    "urgency": "normal",
    "preferred_channel": "email",
}
ROW = {
    "communication_id": "770e8400-e29b-41d4-a716-446655440002",
    "plan_id": "550e8400-e29b-41d4-a716-446655440000",
    "client_id": "660e8400-e29b-41d4-a716-446655440001",
    "message_type": "budget_summary",
    "channel": "email",
    "status": "delivered",
    "subject": "Your Budget Strategies are Ready!",
    "created_at": "2025-10-27T10:30:00Z",
    "urgency": "normal",
    "retry_count": 0,
}
STAMPS = ("sent_at", "delivered_at", "opened_at", "clicked_at", "failed_at", "error_message")
DETAIL = ROW | {
    "content": "Dear Priya, your budget strategies are ready...",
    "context": {},
    "metadata": {"recipient": "priya.sharma@example.com", "attachments": [], "tracking_enabled": True},
    "delivery_logs": [],
}
PREFERENCES = {
    "preferred_channels": ["email", "whatsapp"],
    "timezone": "Asia/Kolkata",
    "quiet_hours_start": "22:00",
    "quiet_hours_end": "08:00",
    "opt_out_email": False,
    "opt_out_sms": False,
    "opt_out_whatsapp": False,
}
ERROR = {
    "code": "INVALID_REQUEST",
    "message": "Invalid message_type: invalid_type",
    "details": {"field": "message_type", "allowed_values": []},
    "timestamp": "2025-10-27T10:30:00Z",
    "request_id": "req_abc123",
}


def assert_of_types(shown, printed):
    assert {key: type(shown.get(key)) for key in printed} == {
        key: type(value) for key, value in printed.items()
    }


@pytest.fixture
async def sent(engagement, customer):
    body = NEW | {"client_id": str(customer.id)}
    answer = await engagement.post("/communications", json=body, headers={"Prefer": "respond-async"})
    assert answer.status_code == 200
    return answer.json()


class TestTheDocumentsExamples:
    async def test_of_sending(self, sent):
        assert sent.keys() == SENT.keys()
        assert sent["metadata"]["subject"] == SENT["metadata"]["subject"]
        assert (sent["channel_used"], type(sent["metadata"]["recipient"])) == ("email", str)

    async def test_of_the_history(self, engagement, sent):
        shown = (
            await engagement.get("/communications", params={"plan_id": NEW["plan_id"], "limit": 10})
        ).json()

        assert {key: shown[key] for key in ("total", "limit", "offset")} == {
            "total": 1,
            "limit": 10,
            "offset": 0,
        }
        (row,) = shown["communications"]
        assert_of_types(row, ROW)
        assert set(STAMPS[:4]) <= row.keys()

    async def test_of_one_message(self, engagement, sent):
        shown = (await engagement.get(f"/communications/{sent['communication_id']}")).json()

        assert_of_types(shown, DETAIL)
        assert set(STAMPS) <= shown.keys()
        assert shown["content"].startswith("Dear Priya, your budget strategies")
        assert (shown["context"], shown["metadata"].keys() >= DETAIL["metadata"].keys()) == (
            NEW["context"],
            True,
        )

    async def test_of_preferences(self, engagement, customer):
        body = PREFERENCES | {"client_id": str(customer.id)}

        written = (await engagement.post("/preferences", json=body)).json()
        read = (await engagement.get(f"/preferences/{customer.id}")).json()

        assert written == written | body
        assert read == read | body
        assert_of_types(read, {"created_at": "", "updated_at": ""})

    async def test_of_an_error(self, engagement, customer):
        body = NEW | {"client_id": str(customer.id), "message_type": "invalid_type"}

        error = (await engagement.post("/communications", json=body)).json()["error"]

        assert error.keys() == ERROR.keys()
        assert_of_types(error, ERROR)
        assert (error["code"], error["details"]["field"]) == ("INVALID_REQUEST", "message_type")
        assert re.fullmatch(r"req_[0-9a-f]{32}", error["request_id"])


class TestTheDocumentsBase:
    @pytest.mark.parametrize("base", ["/api/crm", "/engagement/api/crm"])
    async def test_is_served_with_and_without_the_dialects_name(self, open_client, base):
        client = open_client(base, sign())

        answer = await client.get("/communications")
        unknown = await client.get("/nothing")

        assert (answer.status_code, unknown.status_code) == (200, 404)
        assert unknown.json()["error"]["code"] == "NOT_FOUND"

    @pytest.mark.parametrize("path", ["/api/crmx/communications", "/api", "/api/cr"])
    async def test_takes_no_other_path(self, open_client, path):
        answer = await open_client("").get(path)

        assert answer.json() == {"error": {"code": "NOT_FOUND", "message": "Not found"}}


class TestAnError:
    async def test_has_the_id_of_its_request(self, open_client):
        sent = "01a2014d-3ea5-7ac2-9f37-a5543137c136"

        answer = await open_client(BASE).get("/communications", headers={"X-Request-Id": sent})

        error = answer.json()["error"]
        assert (answer.status_code, error["code"]) == (401, "UNAUTHORIZED")
        assert error["request_id"] == "req_" + sent.replace("-", "")
        assert answer.headers["x-request-id"] == sent

    def test_is_shown_in_the_published_document(self):
        page = Path(__file__).parents[3] / "src/accord/dialects/engagement/openapi.json"

        fields = json.loads(page.read_text())["components"]["schemas"]["ErrorFields"]

        assert fields["required"] == list(ERROR)
