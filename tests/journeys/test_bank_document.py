"""The bank's document as a program would use it: every example, as printed but for address, token and ids."""

import re
from uuid import uuid4

import httpx
import msgspec
import pytest

from dialects.conftest import bearer, sign
from dialects.shared.world import served

from .bank_examples import BASE, EXAMPLES, SOME_ID, TOKEN, WORDS, Example
from .shell import run

# What is drawn anew each time, and what it looks like.
ID = r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
TIME = r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{3})?Z"
DRAWN = {
    "id": ID,
    "customerId": ID,
    "caseNumber": r"CASE-\d{14}-[0-9a-f]{6}",
    "customerReference": r"CUS-\d{14}-[0-9a-f]{6}",
    "version": r"\d+\.\d+\.\d+",
    **dict.fromkeys(("timestamp", "createdAt", "recommendedDate", "analyzedDate", "generatedAt"), TIME),
}
# What the figures of the document are counted from, by its own words.
CROWD = (
    ("Retail", "Pending", "Low", "Branch"),
    ("SME", "InProgress", "Medium", "Email"),
    ("Corporate", "Verified", "Critical", "WhatsApp"),
    ("HighNetWorth", "Verified", "Low", "CallCenter"),
)
CREATE_CUSTOMER = r"""
curl -X POST https://localhost:5001/api/customers \
  -H "Content-Type: application/json" \
  -H "Authorization: Bearer {token}" \
  -d '{
    "firstName": "Jane",
    "lastName": "Smith",
    "email": "jane.smith@example.com",
    "phoneNumber": "+254723456789",
    "segment": "Retail"
  }'
"""
LOG_INTERACTION = r"""
curl -X POST https://localhost:5001/api/interactions \
  -H "Content-Type: application/json" \
  -H "Authorization: Bearer {token}" \
  -d '{
    "customerId": "a1b2c3d4-e5f6-7890-abcd-ef1234567890",
    "channel": "Branch",
    "subject": "Account Opening",
    "description": "Customer opened a new savings account",
    "durationMinutes": 30
  }'
"""


@pytest.fixture(scope="module")
def place(server, ports):
    return {BASE: f"http://127.0.0.1:{ports['banking']}", TOKEN: server.token}


@pytest.fixture(scope="module")
def bank(place):
    url, headers = f"{place[BASE]}/api", bearer(place[TOKEN])
    with httpx.Client(base_url=url, headers=headers, timeout=60, trust_env=False) as client:
        yield client


@pytest.fixture(scope="module")
def told(place, bank):
    """What every example was answered: first what makes something, then the others in the document's order."""
    ids = {"user": SOME_ID}
    answers = {}
    for example in sorted(EXAMPLES, key=lambda example: example.method != "POST"):
        if example.about.startswith("passing"):
            ids[example.about] = made(bank, example.about, ids)
        answers[example] = run(command_of(example, ids), place)
        if example.status == 201:
            ids[example.about] = answers[example].body["id"]
        if example.about == "customer" and example.status == 201:
            gather(bank, ids)
    return answers


def gather(bank, ids):
    """What the answers tell of: the customer's checks, a notification, and a crowd to be counted."""
    checks = {"kycStatus": "Verified", "creditScore": 750.00, "lifetimeValue": 50000.00, "riskScore": 25}
    bank.put(f"/customers/{ids['customer']}/kyc", json=checks).raise_for_status()
    alert = {"type": "Alert", "title": "High Priority Case Assigned", "actionUrl": "/cases/123"}
    text = {"message": "You have been assigned a high priority case"}
    bank.post("/notifications", json=alert | text | {"userId": SOME_ID}).raise_for_status()
    for segment, checked, priority, channel in CROWD:
        one = {"customerId": new(bank, "/customers", somebody(segment))}
        bank.put(f"/customers/{one['customerId']}/kyc", json={"kycStatus": checked}).raise_for_status()
        problem = {"title": "Card", "description": "Kept", "category": "Cards", "priority": priority}
        new(bank, "/cases", one | problem)
        talk = {"channel": channel, "subject": "Card", "description": "Kept", "durationMinutes": 3}
        new(bank, "/interactions", one | talk)


def made(bank, kind, ids):
    """Something of a kind that an example changes or takes away; its id."""
    about = {"customerId": ids["customer"], "title": "T", "description": "D"}
    match kind.removeprefix("passing "):
        case "customer":
            return new(bank, "/customers", somebody("Retail"))
        case "case":
            return new(bank, "/cases", about | {"category": "C"})
        case "interaction":
            return new(bank, "/interactions", about | {"channel": "ATM", "subject": "S"})
        case "notification":
            return new(bank, "/notifications", {"type": "Info", "title": "T", "message": "M"})
        case "action":
            return bank.post(f"/nextbestactions/generate/{ids['customer']}").json()[0]["id"]
    raise LookupError(kind)


def new(bank, path, body):
    answer = bank.post(path, json=body)
    assert answer.status_code == 201, answer.text
    return answer.json()["id"]


def somebody(segment):
    named = {"firstName": "Wanjiru", "lastName": "Kamau", "phoneNumber": "+254700000000"}
    return named | {"email": f"{uuid4().hex}@example.com", "segment": segment}


def command_of(example, ids):
    """An example in the form of the document's commands."""
    words = {"email": "john.doe@example.com", "segment": "Retail"}
    address = re.sub(r"\{(\w+)\}", lambda found: words.get(found[1]) or ids[example.about], example.path)
    sent = example.sent
    for field, kind in (("customerId", "customer"), ("workflowDefinitionId", "definition")):
        sent = sent.replace(f'"{field}": "{SOME_ID}"', f'"{field}": "{ids.get(kind)}"')
    data = f" \\\n  -d '{sent}'" if sent else ""
    headers = f'-H "Content-Type: application/json" \\\n  -H "Authorization: Bearer {TOKEN}"'
    return f"curl -X {example.method} {BASE}/api{address} \\\n  {headers}{data}"


def differences(shown, printed, *, exact, at="answer"):
    """Where an answer is not as printed: a key missing, another type; with `exact`, another value."""
    if isinstance(printed, list) and isinstance(shown, list):
        found = [differences(each, printed[0], exact=exact, at=at) for each in shown]
        return min(found, key=len, default=[f"{at} is empty"])
    if type(shown) is not type(printed):
        return [f"{at} is {shown!r}, not {printed!r}"]
    if isinstance(printed, dict):
        return [
            difference
            for key, value in printed.items()
            for difference in differences(shown.get(key), value, exact=exact, at=f"{at}.{key}")
        ]
    pattern = DRAWN.get(at.rpartition(".")[2])
    fits = re.fullmatch(pattern, shown) if pattern else shown == printed or not exact
    return [] if fits else [f"{at} is {shown!r}, not {printed!r}"]


class TestTheExamples:
    @pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
    def test_are_answered_as_printed(self, told, example: Example):
        answer = told[example]

        assert answer.status == example.status
        if example.answered:
            printed = msgspec.json.decode(example.answered)
            counts = example.path.startswith("/analytics")
            assert differences(answer.body, printed, exact=not counts) == []

    def test_are_those_of_every_documented_operation(self):
        documented = {f"{each.method} {each.path}" for each in served("banking") if each.documented}

        assert {example.name for example in EXAMPLES} == documented


class TestTheHeaders:
    def test_tell_the_allowance(self, bank):
        headers = bank.get("/customers").headers

        assert headers["x-ratelimit-limit"] == "1000"
        assert 0 <= int(headers["x-ratelimit-remaining"]) < 1000
        assert re.fullmatch(TIME, headers["x-ratelimit-reset"])

    def test_tell_the_page(self, bank, told):
        headers = bank.get("/customers").headers
        shorter = bank.get("/customers", params={"pageSize": 2}).headers

        assert (headers["x-page-number"], headers["x-page-size"]) == ("1", "50")
        assert (shorter["x-page-size"], shorter["x-total-count"]) == ("2", headers["x-total-count"])
        assert f'<{bank.base_url}customers?pageSize=2&page=2>; rel="next"' in shorter["link"]


class TestTheErrors:
    @pytest.mark.parametrize(
        ("status", "method", "path", "token"),
        [
            (400, "POST", "/customers", None),
            (401, "GET", "/customers", "nonsense"),
            (403, "GET", "/customers", sign([])),
            (404, "GET", f"/customers/{SOME_ID}", None),
        ],
    )
    def test_are_as_printed(self, bank, status, method, path, token):
        answer = bank.request(method, path, headers=bearer(token) if token else None)

        assert (answer.status_code, answer.json()["statusCode"]) == (status, status)
        assert isinstance(answer.json()["error"], str)


class TestTheWords:
    @pytest.mark.parametrize("enumeration", WORDS)
    def test_are_those_of_the_api(self, bank, enumeration):
        schemas = bank.get("/openapi.json").json()["components"]["schemas"].values()

        assert sorted(WORDS[enumeration]) in [schema.get("enum") for schema in schemas]


class TestTheCommands:
    def test_create_a_customer_and_log_an_interaction(self, place):
        customer = run(CREATE_CUSTOMER, place)

        assert customer.status == 201
        shown = [customer.body[key] for key in ("firstName", "lastName", "email")]
        assert shown == ["Jane", "Smith", "jane.smith@example.com"]

        logged = run(LOG_INTERACTION, place | {"a1b2c3d4-e5f6-7890-abcd-ef1234567890": customer.body["id"]})

        assert logged.status == 201
        assert logged.body["customerId"] == customer.body["id"]
        assert (logged.body["channel"], logged.body["durationMinutes"]) == ("Branch", 30)
