"""The programs of the tour operator's document, run by Node with axios, and its command."""

import json
import os
import subprocess
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from dialects.conftest import bearer, sign

from .shell import run

JS = Path(__file__).parents[1] / "js"
CREATE_CUSTOMER = r"""
curl -X POST "https://api.example.com/v1/customers/" \
  -H "Authorization: Bearer <token>" \
  -H "Content-Type: application/json" \
  -d '{
    "full_name": "Ahmed Hassan",
    "contact_type": "Individual",
    "email": "ahmed.hassan@example.com",
    "phone": "+212612345678",
    "nationality": "Moroccan",
    "region": "Casablanca",
    "preferred_language": "French",
    "tags": ["VIP", "Repeat Customer"]
  }'
"""


def step(of, does=None, *given, made_with=()):
    return {"of": of, "with": list(made_with), "does": does, "given": list(given)}


@pytest.fixture(params=["/v1", "/api/v1"])
def base(request, ports):
    return f"http://127.0.0.1:{ports['tourism']}{request.param}"


@pytest.fixture
def token():
    """A caller of the test's own: twenty customers a minute are the limit of each."""
    return sign(sub=str(uuid4()))


@pytest.fixture
def nobody_yet(server, token):
    """Nobody has the address of the document's examples."""
    with httpx.Client(
        base_url=f"{server.base}/banking/api", headers=bearer(token), timeout=60, trust_env=False
    ) as bank:
        found = bank.get("/customers/email/ahmed.hassan@example.com")
        if found.status_code == 200:
            assert bank.delete(f"/customers/{found.json()['id']}").status_code == 204


@pytest.fixture
def program(server, base, token):
    """Run steps of the document's client code; what each returned or was handled as."""
    assert (JS / "node_modules" / "axios").is_dir(), "run tools/bootstrap_js first"

    def done(*steps):
        ended = subprocess.run(
            ["node", "tour.js", json.dumps(steps)],
            cwd=JS,
            env=os.environ | {"CRM_BASE_URL": base, "CRM_TOKEN": token, "NO_PROXY": "127.0.0.1"},
            capture_output=True,
            text=True,
            timeout=90,
            check=False,
        )
        assert ended.returncode == 0, ended.stderr
        return [told.get("returned", told.get("handled")) for told in json.loads(ended.stdout)]

    return done


@pytest.fixture
def new():
    name = uuid4().hex
    return {
        "full_name": f"Ahmed {name}",
        "contact_type": "Individual",
        "email": f"{name}@example.com",
        "phone": "+212612345678",
        "region": "Casablanca",
        "tags": ["VIP", name],
    }


@pytest.fixture
def customer(program, new):
    (made,) = program(step("CustomerService", "createCustomer", new))
    return made


class TestTheClientCode:
    def test_creates_a_customer(self, customer, new):
        assert {key: customer[key] for key in new} == new

    def test_finds_customers_by_every_kind_of_filter(self, program, customer, new):
        filters = {"page": 1, "size": 5, "query": "Ahmed", "tags": [new["tags"][1], "nobody has it"]}

        (found,) = program(
            step("CustomerService", "getCustomers", filters | {"region": "", "loyalty_status": None})
        )

        assert [item["id"] for item in found["items"]] == [customer["id"]]
        assert (found["total"], found["page"], found["size"], found["pages"]) == (1, 1, 5, 1)

    def test_changes_a_customer(self, program, customer):
        (changed,) = program(
            step("CustomerService", "updateCustomer", customer["id"], {"loyalty_status": "Gold"})
        )

        assert changed == customer | {"loyalty_status": "Gold", "updated_at": changed["updated_at"]}

    def test_logs_interactions_and_lists_them(self, program, customer):
        logged = {"customer_id": customer["id"], "channel": "email", "summary": "Sent the programme"}

        made, listed = program(
            step("InteractionService", "logInteraction", logged),
            step("InteractionService", "getCustomerInteractions", customer["id"]),
        )

        assert (listed["items"], listed["page"], listed["size"]) == ([made], 1, 20)

    def test_tracks_activity(self, program, customer):
        tracker = ("CustomerActivityTracker", (customer["id"],))

        first, second, recent, latest = program(
            step(tracker[0], "trackInteraction", "phone", "Asked for a price", 7, made_with=tracker[1]),
            step(tracker[0], "trackInteraction", "chat", "Asked for a discount", made_with=tracker[1]),
            step(tracker[0], "getRecentActivity", made_with=tracker[1]),
            step(tracker[0], "getRecentActivity", 1, made_with=tracker[1]),
        )

        assert (first["duration_minutes"], second["duration_minutes"]) == (7, None)
        assert {item["id"] for item in recent} == {first["id"], second["id"]}
        assert latest == [second]

    def test_submits_and_resolves_feedback(self, program, customer):
        given = {"customer_id": customer["id"], "service_type": "Tour", "rating": 2, "comments": "Late bus"}
        (made,) = program(step("FeedbackService", "submitFeedback", given))

        resolved, stats = program(
            step("FeedbackService", "resolveFeedback", made["id"], {"resolved": True}),
            step("FeedbackService", "getFeedbackStats", 7),
        )

        assert (made["sentiment"], resolved["resolved"], resolved["id"]) == ("negative", True, made["id"])
        assert stats["total_feedback"] >= stats["rating_distribution"]["2"] >= 1

    def test_understands_our_errors(self, program, new, customer):
        duplicate, unknown, invalid = program(
            step("CustomerService", "createCustomer", new),
            step("CustomerService", "getCustomerSummary", str(uuid4())),
            step("CustomerService", "createCustomer", {"contact_type": "Robot"}),
        )

        assert (duplicate["type"], duplicate["field"]) == ("duplicate_email", "email")
        assert (unknown["type"], unknown["action"]) == ("not_found", "refresh_list")
        assert invalid["type"] == "validation_error"
        assert [error["field"] for error in invalid["errors"]] == ["contact_type", "email", "phone"]


class TestTheLifecycleExample:
    def test_runs_to_its_end(self, program, nobody_yet):
        (told,) = program(step("customerLifecycleExample"))

        customer, summary = told["customer"], told["summary"]
        assert (summary["id"], summary["email"]) == (customer["id"], "ahmed.hassan@example.com")
        assert (summary["total_interactions"], summary["total_feedback"]) == (1, 1)
        assert (summary["average_rating"], summary["interaction_channels"]["phone"]) == (5, 1)
        assert summary["feedback_by_service"] == {"Tour": 1, "Transport": 0}


class TestTheCommand:
    def test_creates_a_customer(self, base, token, nobody_yet):
        made = run(CREATE_CUSTOMER, {"https://api.example.com/v1": base, "<token>": token})

        assert (made.status, made.body["loyalty_status"]) == (201, "New")
        assert made.body["tags"] == ["VIP", "Repeat Customer"]
