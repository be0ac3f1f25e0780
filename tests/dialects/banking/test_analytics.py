from datetime import timedelta

import pytest

from accord.kit import clock
from accord.kit.http.wire import show_time
from dialects.conftest import sign
from make import Factory

# As printed in the document.
PRINTED = {
    "customerAnalytics": {
        "totalCustomers": 1250,
        "activeCustomers": 1100,
        "newCustomersThisMonth": 45,
        "customersBySegment": {"Retail": 850, "SME": 250, "Corporate": 100, "HighNetWorth": 50},
        "customersByKYCStatus": {"Verified": 1000, "Pending": 150, "InProgress": 100},
    },
    "caseAnalytics": {
        "totalCases": 320,
        "openCases": 45,
        "resolvedCases": 265,
        "averageResolutionTimeHours": 18.5,
        "casesByPriority": {"Low": 120, "Medium": 150, "High": 40, "Critical": 10},
    },
    "interactionAnalytics": {
        "totalInteractions": 5420,
        "interactionsThisMonth": 450,
        "interactionsByChannel": {"Branch": 2100, "CallCenter": 1800, "Email": 950, "WhatsApp": 570},
        "averageInteractionDurationMinutes": 12.3,
    },
    "generatedAt": "2026-02-12T10:00:00Z",
}
PARTS = {
    "/analytics/customers": "customerAnalytics",
    "/analytics/cases": "caseAnalytics",
    "/analytics/interactions": "interactionAnalytics",
}
PATHS = ["/analytics/dashboard", *PARTS]
CUSTOMER = {"firstName": "Amina", "lastName": "O", "phoneNumber": "1", "segment": "Retail"}


@pytest.fixture
async def written(banking, tourism, database):
    """Customers, interactions and cases through the dialects, and some of long ago."""
    ids = []
    for number, segment in enumerate(("Retail", "Retail", "SME")):
        body = CUSTOMER | {"segment": segment, "email": f"{number}@example.com"}
        ids.append((await banking.post("/customers", json=body)).json()["id"])
    await banking.put(f"/customers/{ids[0]}/kyc", json={"kycStatus": "Verified"})
    await tourism.delete(f"/customers/{ids[1]}")
    talk = {"customerId": ids[0], "subject": "s", "description": "d"}
    for channel, minutes in (("Branch", 5), ("CallCenter", None), ("Web", 0)):
        await banking.post("/interactions", json=talk | {"channel": channel, "durationMinutes": minutes})
    await tourism.post("/interactions/", json={"customer_id": ids[0], "channel": "chat", "summary": "s"})
    problem = {"customerId": ids[0], "title": "t", "description": "d", "category": "c"}
    for priority, status in (("High", None), ("High", "InProgress"), ("Low", "Escalated")):
        made = (await banking.post("/cases", json=problem | {"priority": priority})).json()
        if status is not None:
            await banking.put(f"/cases/{made['id']}/status", json={"status": status})
    long_ago = clock.now() - timedelta(days=4000)
    async with database.transaction() as db:
        make = Factory(db)
        old = await make.customer(created_at=long_ago, written_segment="HighNetWorth")
        await make.interaction(old.id, channel="phone", duration_minutes=7, occurred_at=long_ago)
        times = {"created_at": long_ago, "resolved_at": long_ago + timedelta(hours=18, minutes=20)}
        await make.case(old.id, status="resolved", priority="P0", **times)


EVER = {
    "customerAnalytics": {
        "totalCustomers": 4,
        "activeCustomers": 3,
        "newCustomersThisMonth": 3,
        "customersBySegment": {"Retail": 2, "SME": 1, "HighNetWorth": 1},
        "customersByKYCStatus": {"Pending": 3, "Verified": 1},
    },
    "caseAnalytics": {
        "totalCases": 4,
        "openCases": 2,
        "resolvedCases": 1,
        "averageResolutionTimeHours": 18.33,
        "casesByPriority": {"Low": 1, "High": 2, "Critical": 1},
        "casesByStatus": {"Open": 1, "InProgress": 1, "Resolved": 1, "Escalated": 1},
    },
    "interactionAnalytics": {
        "totalInteractions": 5,
        "interactionsThisMonth": 4,
        "interactionsByChannel": {"Branch": 1, "CallCenter": 2, "Web": 2},
        "averageInteractionDurationMinutes": 4.0,
    },
}


class TestTheDashboard:
    async def test_tells_every_figure_as_the_document_names_it(self, banking, written):
        answer = await banking.get("/analytics/dashboard")

        shown = answer.json()
        assert answer.status_code == 200
        assert shown == EVER | {"generatedAt": shown["generatedAt"]}
        for part, keys in PRINTED.items():
            if isinstance(keys, dict):
                assert {key: type(shown[part][key]) for key in keys} == {
                    key: type(value) for key, value in keys.items()
                }

    async def test_of_nothing_has_zeros_and_no_groups(self, banking):
        shown = (await banking.get("/analytics/dashboard")).json()

        assert shown["customerAnalytics"] == {
            "totalCustomers": 0,
            "activeCustomers": 0,
            "newCustomersThisMonth": 0,
            "customersBySegment": {},
            "customersByKYCStatus": {},
        }
        assert shown["caseAnalytics"]["averageResolutionTimeHours"] == 0
        assert shown["interactionAnalytics"]["averageInteractionDurationMinutes"] == 0

    @pytest.mark.parametrize(("path", "part"), PARTS.items())
    async def test_has_parts_that_can_be_asked_for_alone(self, banking, written, path, part):
        assert (await banking.get(path)).json() == EVER[part]

    async def test_sees_what_was_written_a_moment_ago(self, banking, written):
        (interaction, *_) = (await banking.get("/interactions")).json()

        await banking.delete(f"/interactions/{interaction['id']}")

        assert (await banking.get("/analytics/interactions")).json()["totalInteractions"] == 4

    async def test_forgets_who_is_erased_with_all_that_was_theirs(self, banking, written):
        for customer in (await banking.get("/customers")).json():
            await banking.delete(f"/customers/{customer['id']}")

        shown = (await banking.get("/analytics/dashboard")).json()

        totals = [shown[part][key] for part, key in zip(PARTS.values(), TOTALS, strict=True)]
        assert totals == [0, 0, 0]


TOTALS = ("totalCustomers", "totalCases", "totalInteractions")


class TestAPeriod:
    async def totals(self, banking, **query):
        answers = [await banking.get(path, params=query) for path in PARTS]
        return [answer.json()[key] for answer, key in zip(answers, TOTALS, strict=True)]

    async def test_includes_both_of_its_days(self, banking, written):
        today = clock.now().date()
        yesterday, tomorrow = today - timedelta(days=1), today + timedelta(days=1)

        assert await self.totals(banking, startDate=str(today), endDate=str(today)) == [3, 3, 4]
        assert await self.totals(banking, startDate=str(tomorrow)) == [0, 0, 0]
        assert await self.totals(banking, endDate=str(yesterday)) == [1, 1, 1]

    async def test_may_be_told_in_date_times_which_stand_for_their_days(self, banking, written):
        now = clock.now()

        assert await self.totals(banking, startDate=show_time(now), endDate=show_time(now)) == [3, 3, 4]

    @pytest.mark.parametrize("path", PATHS)
    @pytest.mark.parametrize(
        ("query", "field"),
        [
            ("startDate=yesterday", "startDate"),
            ("endDate=2026-02-30", "endDate"),
            ("startDate=2026-13-01", "startDate"),
            ("startDate=2026-02-13&endDate=2026-02-12", "startDate"),
        ],
    )
    async def test_that_is_malformed_or_backwards_is_400(self, banking, path, query, field):
        answer = await banking.get(f"{path}?{query}")

        assert answer.status_code == 400
        assert [detail["field"] for detail in answer.json()["details"]] == [field]

    async def test_without_values_has_no_bounds(self, banking, written):
        assert await self.totals(banking, startDate="", endDate="") == [4, 4, 5]


class TestWhoMayLook:
    @pytest.mark.parametrize("path", PATHS)
    async def test_holds_the_permission(self, open_client, path):
        reader = open_client("/banking/api", sign(["crm:read:analytics"]))
        other = open_client("/banking/api", sign(["crm:read:customers"]))

        assert [(await client.get(path)).status_code for client in (reader, other)] == [200, 403]
