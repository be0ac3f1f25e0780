import pytest

from accord.kit.ids import new_id
from dialects.conftest import customer_token, sign

CUSTOMER = {
    "firstName": "Amina",
    "lastName": "Otieno",
    "email": "amina@example.com",
    "phoneNumber": "+254700000001",
    "segment": "Retail",
}
KEYS = {
    *("id", "customerId", "channel", "subject", "description", "interactionDate", "durationMinutes"),
    "createdAt",
}


@pytest.fixture
async def customer_id(banking):
    return (await banking.post("/customers", json=CUSTOMER)).json()["id"]


@pytest.fixture
def body(customer_id):
    return {
        "customerId": customer_id,
        "channel": "CallCenter",
        "subject": "Balance Inquiry",
        "description": "Customer called to check account balance",
        "interactionDate": "2026-02-12T10:00:00Z",
        "durationMinutes": 5,
    }


class TestLoggingAnInteraction:
    async def test_answers_it_with_its_address(self, banking, body):
        answer = await banking.post("/interactions", json=body)

        shown = answer.json()
        assert answer.status_code == 201
        assert answer.headers["location"] == f"/banking/api/interactions/{shown['id']}"
        assert shown.keys() == KEYS
        assert {key: shown[key] for key in body} == body

    async def test_needs_the_documents_fields_only(self, banking, body):
        del body["interactionDate"], body["durationMinutes"]

        answer = await banking.post("/interactions", json=body)

        shown = answer.json()
        assert (answer.status_code, shown["durationMinutes"]) == (201, None)
        assert shown["interactionDate"] == shown["createdAt"]

    @pytest.mark.parametrize(
        "word", ["Branch", "CallCenter", "Email", "SMS", "WhatsApp", "MobileApp", "Web", "ATM"]
    )
    async def test_shows_every_channel_as_it_was_written(self, banking, body, word):
        answer = await banking.post("/interactions", json=body | {"channel": word.upper()})

        assert answer.json()["channel"] == word

    @pytest.mark.parametrize("end", ["0001-01-01", "9999-12-31T23:59:59.999999Z"])
    async def test_at_an_end_of_the_calendar_is_400(self, banking, body, end):
        answer = await banking.post("/interactions", json=body | {"interactionDate": end})

        assert answer.status_code == 400
        assert [detail["field"] for detail in answer.json()["details"]] == ["interactionDate"]

    async def test_names_every_wrong_field_at_once(self, banking):
        answer = await banking.post(
            "/interactions", json={"channel": "Pigeon", "subject": " ", "durationMinutes": -1}
        )

        assert answer.status_code == 400
        assert [detail["field"] for detail in answer.json()["details"]] == [
            *("customerId", "channel", "subject", "description", "durationMinutes")
        ]

    async def test_takes_lengths_up_to_the_limits(self, banking, body):
        longest = body | {"subject": "s" * 255, "description": "d" * 10_000}
        too_long = body | {"subject": "s" * 256, "description": "d" * 10_001}

        assert (await banking.post("/interactions", json=longest)).status_code == 201
        refused = await banking.post("/interactions", json=too_long)
        assert [detail["field"] for detail in refused.json()["details"]] == ["subject", "description"]

    async def test_for_an_unknown_customer_is_404(self, banking, body):
        unknown = str(new_id())

        answer = await banking.post("/interactions", json=body | {"customerId": unknown})

        assert (answer.status_code, answer.json()) == (
            404,
            {"error": f"Customer with ID {unknown} not found", "statusCode": 404},
        )

    async def test_is_refused_to_another_customers_token(self, banking, open_client, body):
        stranger = open_client("/banking/api", customer_token(await another(banking)))

        assert (await stranger.post("/interactions", json=body)).status_code == 404
        assert (await banking.get("/interactions")).json() == []

    async def test_needs_its_permission(self, open_client, body):
        reader = open_client("/banking/api", sign(["crm:read:interactions"]))

        assert (await reader.post("/interactions", json=body)).status_code == 403


class TestReadingInteractions:
    async def test_lists_the_latest_first_in_pages(self, banking, body):
        days = ("11", "13", "12")
        for day in days:
            await banking.post("/interactions", json=body | {"interactionDate": f"2026-02-{day}"})

        first = await banking.get("/interactions", params={"pageSize": 2})
        second = await banking.get("/interactions", params={"pageSize": 2, "page": 2})

        shown = [item["interactionDate"][:10] for item in first.json() + second.json()]
        assert shown == ["2026-02-13", "2026-02-12", "2026-02-11"]
        assert (first.headers["x-total-count"], first.headers["x-page-size"]) == ("3", "2")
        assert 'rel="next"' in first.headers["link"]

    async def test_finds_one_by_its_id(self, banking, body):
        logged = (await banking.post("/interactions", json=body)).json()

        assert (await banking.get(f"/interactions/{logged['id']}")).json() == logged

    async def test_lists_those_of_a_customer(self, banking, body, customer_id):
        logged = (await banking.post("/interactions", json=body)).json()
        await banking.post("/interactions", json=body | {"customerId": await another(banking)})

        answer = await banking.get(f"/interactions/customer/{customer_id}")

        assert (answer.json(), answer.headers["x-total-count"]) == ([logged], "1")

    async def test_of_an_unknown_customer_is_404(self, banking):
        assert (await banking.get(f"/interactions/customer/{new_id()}")).status_code == 404

    async def test_shows_a_tourism_interaction_without_subject(self, banking, tourism, customer_id):
        new = {"customer_id": customer_id, "channel": "chat", "summary": "Asked about a tour"}
        logged = (await tourism.post("/interactions/", json=new)).json()

        shown = (await banking.get(f"/interactions/{logged['id']}")).json()

        assert (shown["channel"], shown["subject"], shown["description"]) == ("Web", "", "Asked about a tour")

    @pytest.mark.parametrize("path", ["/interactions/17", "/interactions/customer/17"])
    async def test_by_a_malformed_id_is_400(self, banking, path):
        assert (await banking.get(path)).status_code == 400


class TestDeletingAnInteraction:
    async def test_answers_nothing_and_forgets_it(self, banking, body):
        path = f"/interactions/{(await banking.post('/interactions', json=body)).json()['id']}"

        answer = await banking.delete(path)

        assert (answer.status_code, answer.content) == (204, b"")
        assert (await banking.get(path)).status_code == 404
        assert (await banking.delete(path)).json()["error"] == f"Interaction with ID {path[14:]} not found"


async def another(banking):
    answer = await banking.post("/customers", json=CUSTOMER | {"email": "other@example.com"})
    return answer.json()["id"]
