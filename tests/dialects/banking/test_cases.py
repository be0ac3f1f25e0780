import re
from datetime import datetime, timedelta

import pytest

from accord.core import cases
from accord.core.context import SYSTEM
from accord.core.sla import Priority
from accord.kit import clock
from accord.kit.ids import new_id
from dialects.conftest import customer_token, sign

from .test_interactions import CUSTOMER

KEYS = {
    *("id", "customerId", "caseNumber", "title", "description", "status", "priority", "category"),
    *("subCategory", "createdAt", "createdBy"),
    *("resolution", "resolvedAt", "closedAt", "assignedToUserId", "slaDueAt", "slaBreached", "updatedAt"),
}
# As the document prints them.
NEW = {
    "title": "Account Balance Discrepancy",
    "description": "Customer reports incorrect balance on savings account",
    "priority": "High",
    "category": "Account Issue",
    "subCategory": "Balance",
}
RESOLVED = {
    "status": "Resolved",
    "resolution": "Balance corrected after investigation. System glitch identified and fixed.",
}
STATUSES = ["Open", "InProgress", "PendingCustomer", "Resolved", "Closed", "Escalated"]


@pytest.fixture
async def customer_id(banking):
    return (await banking.post("/customers", json=CUSTOMER)).json()["id"]


@pytest.fixture
def body(customer_id):
    return NEW | {"customerId": customer_id}


@pytest.fixture
async def case(banking, body):
    return (await banking.post("/cases", json=body)).json()


@pytest.fixture
async def another_id(banking):
    answer = await banking.post("/customers", json=CUSTOMER | {"email": "other@example.com"})
    return answer.json()["id"]


def fields(answer):
    return [detail["field"] for detail in answer.json()["details"]]


def hours(earlier, later):
    return (datetime.fromisoformat(later) - datetime.fromisoformat(earlier)) / timedelta(hours=1)


class TestCreatingACase:
    async def test_answers_it_with_its_address(self, banking, body):
        answer = await banking.post("/cases", json=body)

        shown = answer.json()
        assert answer.status_code == 201
        assert answer.headers["location"] == f"/banking/api/cases/{shown['id']}"
        assert shown.keys() == KEYS
        assert {key: shown[key] for key in body} == body

    async def test_sets_what_the_document_shows(self, case):
        assert re.fullmatch(r"CASE-\d{14}-[0-9a-f]{6}", case["caseNumber"])
        assert case["caseNumber"][5:19] == re.sub(r"\D", "", case["createdAt"])[:14]
        assert (case["status"], case["createdBy"], case["slaBreached"]) == ("Open", "System", False)
        empty = ("resolution", "resolvedAt", "closedAt", "assignedToUserId", "updatedAt")
        assert {case[key] for key in empty} == {None}

    async def test_needs_the_required_fields_only(self, banking, body):
        del body["priority"], body["subCategory"]

        answer = await banking.post("/cases", json=body)

        shown = answer.json()
        assert (answer.status_code, shown["priority"], shown["subCategory"]) == (201, "Medium", "")

    @pytest.mark.parametrize("word", ["Low", "Medium", "High", "Critical"])
    async def test_takes_priorities_in_any_letter_case(self, banking, body, word):
        for written in (word.lower(), word.upper()):
            answer = await banking.post("/cases", json=body | {"priority": written})

            assert answer.json()["priority"] == word

    @pytest.mark.parametrize(("word", "promised"), [("Critical", 4), ("High", 24)])
    async def test_promises_hours_day_and_night(self, banking, body, word, promised):
        shown = (await banking.post("/cases", json=body | {"priority": word})).json()

        assert hours(shown["createdAt"], shown["slaDueAt"]) == promised

    @pytest.mark.parametrize("word", ["Medium", "Low"])
    async def test_promises_business_days(self, banking, body, word):
        shown = (await banking.post("/cases", json=body | {"priority": word})).json()

        due = datetime.fromisoformat(shown["slaDueAt"])
        assert due.weekday() < 5
        assert due > datetime.fromisoformat(shown["createdAt"])

    async def test_names_every_wrong_field_at_once(self, banking):
        answer = await banking.post("/cases", json={"title": " ", "priority": "Urgent", "subCategory": 5})

        assert answer.status_code == 400
        assert fields(answer) == [
            *("customerId", "title", "description", "priority", "category", "subCategory")
        ]

    async def test_takes_lengths_up_to_the_limits(self, banking, body):
        lengths = {"title": 255, "description": 10_000, "category": 100, "subCategory": 100}
        longest = body | {name: "x" * length for name, length in lengths.items()}
        too_long = body | {name: "x" * (length + 1) for name, length in lengths.items()}

        assert (await banking.post("/cases", json=longest)).status_code == 201
        assert fields(await banking.post("/cases", json=too_long)) == list(lengths)

    async def test_ignores_what_is_set_here(self, banking, body):
        sent = body | {
            "status": "Closed",
            "caseNumber": "CASE-1",
            "createdBy": "Me",
            "slaDueAt": "2020-01-01",
        }

        shown = (await banking.post("/cases", json=sent)).json()

        assert (shown["status"], shown["createdBy"]) == ("Open", "System")
        assert shown["caseNumber"] != "CASE-1"

    async def test_for_an_unknown_customer_is_404(self, banking, body):
        unknown = str(new_id())

        answer = await banking.post("/cases", json=body | {"customerId": unknown})

        assert (answer.status_code, answer.json()) == (
            404,
            {"error": f"Customer with ID {unknown} not found", "statusCode": 404},
        )

    async def test_with_a_malformed_customer_is_400(self, banking, body):
        assert fields(await banking.post("/cases", json=body | {"customerId": "17"})) == ["customerId"]

    async def test_names_the_customer_who_brought_it(self, open_client, customer_id, body):
        own = open_client("/banking/api", customer_token(customer_id))

        assert (await own.post("/cases", json=body)).json()["createdBy"] == "Amina Otieno"

    async def test_is_refused_to_another_customers_token(self, banking, open_client, another_id, body):
        stranger = open_client("/banking/api", customer_token(another_id))

        assert (await stranger.post("/cases", json=body)).status_code == 404
        assert (await banking.get("/cases")).json() == []

    async def test_needs_its_permission(self, open_client, body):
        reader = open_client("/banking/api", sign(["crm:read:cases"]))

        assert (await reader.post("/cases", json=body)).status_code == 403


class TestReadingCases:
    async def test_lists_the_newest_first_in_pages(self, banking, body):
        made = [(await banking.post("/cases", json=body)).json()["id"] for _ in range(3)]

        first = await banking.get("/cases", params={"pageSize": 2})
        second = await banking.get("/cases", params={"pageSize": 2, "page": 2})

        assert [item["id"] for item in first.json() + second.json()] == made[::-1]
        assert (first.headers["x-total-count"], first.headers["x-page-size"]) == ("3", "2")
        assert 'rel="next"' in first.headers["link"]

    async def test_shows_the_same_in_lists(self, banking, case):
        assert (await banking.get("/cases")).json() == [case]
        assert (await banking.get(f"/cases/customer/{case['customerId']}")).json() == [case]

    async def test_of_a_customer_leaves_out_others(self, banking, body, case, another_id):
        await banking.post("/cases", json=body | {"customerId": another_id})

        answer = await banking.get(f"/cases/customer/{case['customerId']}")

        assert (answer.json(), answer.headers["x-total-count"]) == ([case], "1")

    async def test_of_an_unknown_customer_is_404(self, banking):
        unknown = new_id()

        answer = await banking.get(f"/cases/customer/{unknown}")

        assert (answer.status_code, answer.json()["error"]) == (404, f"Customer with ID {unknown} not found")

    async def test_of_an_unknown_id_is_404(self, banking):
        unknown = new_id()

        answer = await banking.get(f"/cases/{unknown}")

        assert (answer.status_code, answer.json()) == (
            404,
            {"error": f"Case with ID {unknown} not found", "statusCode": 404},
        )

    @pytest.mark.parametrize("path", ["/cases/17", "/cases/customer/17"])
    async def test_by_a_malformed_id_is_400(self, banking, path):
        assert (await banking.get(path)).status_code == 400

    async def test_says_when_a_promise_is_broken(self, banking, platform, customer_id):
        await old_case(platform, customer_id, timedelta(days=2))

        (shown,) = (await banking.get("/cases")).json()

        assert shown["slaBreached"] is True

    async def test_stands_on_the_customers_timeline(self, platform, banking, case):
        async with platform.context(SYSTEM, via="test") as ctx:
            rows = await (await ctx.db.open()).fetch(
                "SELECT type FROM events WHERE customer_id = $1 ORDER BY sequence", case["customerId"]
            )

        assert [row[0] for row in rows] == ["customer.created", "case.opened"]


class TestWhyACaseIsDueThen:
    async def test_is_told_beside_the_documented_keys(self, banking, case):
        shown = (await banking.get(f"/cases/{case['id']}")).json()

        told = shown.pop("slaExplanation")
        assert shown == case
        assert (told["policy"], told["targetMinutes"], told["targetDays"]) == ("High: 24 hours", 1440, None)
        assert (told["startedAt"], told["dueAt"]) == (case["createdAt"], case["slaDueAt"])
        assert (told["timezone"], told["pauses"], told["moreSpans"]) == ("UTC", [], 0)
        assert told["sentence"].startswith("Promised: 24 hours, counted day and night, from ")

    async def test_sums_up_to_what_was_promised(self, banking, body):
        case = (await banking.post("/cases", json=body | {"priority": "Low"})).json()

        told = (await banking.get(f"/cases/{case['id']}")).json()["slaExplanation"]

        assert (told["targetMinutes"], told["targetDays"]) == (None, 5)
        minutes = sum(span["minutes"] for span in told["countedSpans"])
        assert minutes == pytest.approx(5 * 24 * 60, abs=0.1)
        assert told["countedSpans"][0].keys() == {"date", "from", "to", "minutes"}


class TestSettingTheStatusOfACase:
    async def test_takes_the_documents_example(self, banking, case):
        answer = await banking.put(f"/cases/{case['id']}/status", json=RESOLVED)

        shown = answer.json()
        assert answer.status_code == 200
        assert shown.keys() == KEYS
        assert {key: shown[key] for key in RESOLVED} == RESOLVED
        assert (shown["resolvedAt"], shown["closedAt"]) == (shown["updatedAt"], None)

    @pytest.mark.parametrize("word", STATUSES)
    async def test_takes_statuses_in_any_letter_case(self, banking, case, word):
        for written in (word.lower(), word.upper()):
            answer = await banking.put(f"/cases/{case['id']}/status", json={"status": written})

            assert answer.json()["status"] == word

    async def test_keeps_the_text_when_the_case_is_opened_again(self, banking, case):
        path = f"/cases/{case['id']}/status"
        await banking.put(path, json=RESOLVED)
        await banking.put(path, json={"status": "Closed"})

        shown = (await banking.put(path, json={"status": "Open", "resolution": "Never mind"})).json()

        assert (shown["resolution"], shown["resolvedAt"], shown["closedAt"]) == (
            *(RESOLVED["resolution"], None),
            None,
        )

    async def test_takes_a_text_up_to_the_limit(self, banking, case):
        path = f"/cases/{case['id']}/status"

        longest = await banking.put(path, json={"status": "Closed", "resolution": "x" * 10_000})
        too_long = await banking.put(path, json={"status": "Closed", "resolution": "x" * 10_001})

        assert (longest.status_code, fields(too_long)) == (200, ["resolution"])

    async def test_needs_a_status_of_the_document(self, banking, case):
        path = f"/cases/{case['id']}/status"

        missing = await banking.put(path, json={"resolution": "Done"})
        unknown = await banking.put(path, json={"status": "Done"})

        assert (missing.status_code, fields(missing)) == (400, ["status"])
        assert all(word in unknown.json()["error"] for word in STATUSES)

    async def test_of_an_unknown_case_is_404(self, banking):
        unknown = new_id()

        answer = await banking.put(f"/cases/{unknown}/status", json=RESOLVED)

        assert (answer.status_code, answer.json()["error"]) == (404, f"Case with ID {unknown} not found")

    async def test_of_another_customers_case_is_404(self, open_client, another_id, case):
        stranger = open_client("/banking/api", customer_token(another_id))

        assert (await stranger.put(f"/cases/{case['id']}/status", json=RESOLVED)).status_code == 404


class TestDeletingACase:
    async def test_answers_nothing_and_forgets_it(self, banking, case):
        path = f"/cases/{case['id']}"

        answer = await banking.delete(path)

        assert (answer.status_code, answer.content) == (204, b"")
        assert (await banking.get(path)).status_code == 404
        assert (await banking.delete(path)).json()["error"] == f"Case with ID {case['id']} not found"

    async def test_needs_its_permission(self, open_client, case):
        agent = open_client("/banking/api", sign(["crm:update:cases"]))

        assert (await agent.delete(f"/cases/{case['id']}")).status_code == 403


class TestErasingTheCustomer:
    async def test_takes_its_cases_with_it(self, banking, case):
        await banking.delete(f"/customers/{case['customerId']}")

        assert (await banking.get(f"/cases/{case['id']}")).status_code == 404
        assert (await banking.get("/cases")).json() == []


async def old_case(platform, customer_id, age):
    """A critical case that was opened some time ago."""
    async with platform.context(SYSTEM, via="test", now=clock.now() - age) as ctx:
        new = cases.NewCase(
            customer_id=customer_id,
            title="No cash",
            description="None anywhere",
            category="Cards",
            priority=Priority.P0,
        )
        await cases.open_case(ctx, new)
