from datetime import timedelta

import pytest

from accord.core import interactions
from accord.core.context import SYSTEM
from accord.core.interactions import Channel, NewInteraction
from accord.kit import clock
from accord.kit.http.wire import show_time
from accord.kit.ids import new_id
from dialects.conftest import customer_token, sign

CUSTOMER = {"contact_type": "Individual", "email": "salma@example.com", "phone": "+212600000001"}
KEYS = {
    *("id", "customer_id", "staff_member_id", "channel", "subject", "summary", "duration_minutes"),
    *("follow_up_required", "follow_up_date", "timestamp", "created_at"),
}


@pytest.fixture
async def customer_id(tourism):
    return (await tourism.post("/customers/", json=CUSTOMER)).json()["id"]


@pytest.fixture
def body(customer_id):
    return {"customer_id": customer_id, "channel": "phone", "summary": "Asked about a tour"}


@pytest.fixture
def log(platform, customer_id):
    """Logs an interaction on any channel of the core; its id."""

    async def log(channel, **given):
        async with platform.context(SYSTEM, via="test") as ctx:
            new = NewInteraction(customer_id=customer_id, channel=channel, summary="Met", **given)
            return str((await interactions.log_interaction(ctx, new)).id)

    return log


async def ids_of(client, **params):
    answer = await client.get("/interactions/", params=params)
    assert answer.json()["total"] == len(answer.json()["items"])
    return {item["id"] for item in answer.json()["items"]}


class TestLoggingAnInteraction:
    async def test_answers_every_key_of_the_document(self, tourism, body):
        answer = await tourism.post("/interactions/", json=body)

        shown = answer.json()
        assert (answer.status_code, shown.keys()) == (201, KEYS)
        assert {key: shown[key] for key in body} == body
        assert shown["timestamp"] == shown["created_at"]
        nothing = [shown[key] for key in ("staff_member_id", "subject", "duration_minutes", "follow_up_date")]
        assert (nothing, shown["follow_up_required"]) == ([None] * 4, False)

    async def test_keeps_all_that_was_sent(self, tourism, body):
        body |= {
            "staff_member_id": str(new_id()),
            "channel": "in-person",
            "subject": "Atlas",
            "duration_minutes": 15,
            "follow_up_required": True,
            "follow_up_date": "2026-02-19T09:00:00Z",
            "timestamp": "2026-02-12T10:00:00.250Z",
        }

        shown = (await tourism.post("/interactions/", json=body)).json()

        assert {key: shown[key] for key in body} == body

    async def test_names_every_wrong_field_at_once(self, tourism):
        answer = await tourism.post(
            "/interactions/", json={"channel": "fax", "summary": "s" * 2001, "duration_minutes": 1.5}
        )

        assert (answer.status_code, answer.json()["detail"]) == (422, "Validation error")
        fields = [problem["field"] for problem in answer.json()["errors"]]
        assert fields == ["customer_id", "channel", "summary", "duration_minutes"]

    async def test_for_an_unknown_customer_is_404(self, tourism, body):
        answer = await tourism.post("/interactions/", json=body | {"customer_id": str(new_id())})

        assert (answer.status_code, answer.json()) == (404, {"detail": "Customer not found"})

    async def test_needs_its_permission(self, open_client, body):
        reader = open_client("/tourism/api/v1", sign(["crm:read:interactions"]))

        answer = await reader.post("/interactions/", json=body)

        assert answer.json() == {"detail": "Permission denied: crm:create:interactions"}

    async def test_moves_the_last_interaction_of_the_customer(self, tourism, body):
        logged = (await tourism.post("/interactions/", json=body)).json()

        customer = (await tourism.get(f"/customers/{body['customer_id']}")).json()

        assert customer["last_interaction"] == customer["updated_at"] == logged["timestamp"]


class TestListingInteractions:
    async def test_answers_pages_the_latest_first(self, tourism, body):
        for day in ("11", "13", "12"):
            await tourism.post("/interactions/", json=body | {"timestamp": f"2026-02-{day}"})

        answer = (await tourism.get("/interactions/", params={"size": 2})).json()

        assert [item["timestamp"][8:10] for item in answer["items"]] == ["13", "12"]
        assert (answer["total"], answer["page"], answer["size"], answer["pages"]) == (3, 1, 2, 2)

    async def test_filters_by_a_word_all_channels_shown_as_it(self, tourism, log):
        chats = {
            await log(channel)
            for channel in (Channel.CHAT, Channel.WEB, Channel.MOBILE_APP, Channel.PUSH, Channel.TWITTER)
        }
        met = {await log(Channel.IN_PERSON), await log(Channel.ATM)}
        await log(Channel.EMAIL)

        assert await ids_of(tourism, channel="chat") == chats
        assert await ids_of(tourism, channel="IN-PERSON") == met

    async def test_filters_by_customer_staff_and_follow_up(self, tourism, body):
        staff = str(new_id())
        mine = await tourism.post("/interactions/", json=body | {"staff_member_id": staff})
        due = await tourism.post("/interactions/", json=body | {"follow_up_required": True})

        assert await ids_of(tourism, staff_member_id=staff) == {mine.json()["id"]}
        assert await ids_of(tourism, follow_up_required="true") == {due.json()["id"]}
        assert await ids_of(tourism, follow_up_required="0") == {mine.json()["id"]}
        assert len(await ids_of(tourism, customer_id=body["customer_id"])) == 2
        assert await ids_of(tourism, customer_id=str(new_id())) == set()

    @pytest.mark.parametrize("query", [{"channel": "fax"}, {"customer_id": "17"}, {"size": 101}, {"page": 0}])
    async def test_refuses_filters_it_cannot_read(self, tourism, query):
        assert (await tourism.get("/interactions/", params=query)).status_code == 422

    async def test_shows_a_banking_interaction(self, banking, tourism, customer_id):
        new = {"customerId": customer_id, "channel": "ATM", "subject": "Jam", "description": "Kept the card"}
        logged = (await banking.post("/interactions", json=new)).json()

        [shown] = (await tourism.get(f"/interactions/customer/{customer_id}")).json()["items"]

        assert (shown["id"], shown["channel"], shown["summary"]) == (
            logged["id"],
            "in-person",
            "Kept the card",
        )

    async def test_of_an_unknown_customer_is_404(self, tourism):
        answer = await tourism.get(f"/interactions/customer/{new_id()}")

        assert (answer.status_code, answer.json()) == (404, {"detail": "Customer not found"})

    async def test_shows_a_customers_token_its_own_only(self, tourism, open_client, body):
        own = (await tourism.post("/interactions/", json=body)).json()["id"]
        other = (await tourism.post("/customers/", json=CUSTOMER | {"email": "b@example.com"})).json()["id"]
        await tourism.post("/interactions/", json=body | {"customer_id": other})

        customer = open_client("/tourism/api/v1", customer_token(body["customer_id"]))

        assert await ids_of(customer) == {own}


class TestAnInternalNote:
    async def test_is_not_shown(self, tourism, log, customer_id):
        note = await log(Channel.INTERNAL)

        assert await ids_of(tourism) == set()
        assert (await tourism.get(f"/interactions/customer/{customer_id}")).json()["total"] == 0
        assert (await tourism.get("/interactions/stats")).json()["total_interactions"] == 0
        assert (await tourism.get(f"/interactions/{note}")).json() == {"detail": "Interaction not found"}

    async def test_can_be_neither_changed_nor_deleted(self, tourism, banking, log):
        note = await log(Channel.INTERNAL)

        assert (await tourism.put(f"/interactions/{note}", json={"summary": "X"})).status_code == 404
        assert (await tourism.delete(f"/interactions/{note}")).status_code == 404
        assert (await banking.get(f"/interactions/{note}")).json()["description"] == "Met"


class TestUpdatingAnInteraction:
    async def test_changes_what_was_sent_and_clears_by_null(self, tourism, body):
        sent = body | {"subject": "Atlas", "duration_minutes": 5, "follow_up_required": True}
        logged = (await tourism.post("/interactions/", json=sent)).json()

        changes = {"summary": "Booked", "subject": None, "follow_up_required": None, "customer_id": "ignored"}
        answer = await tourism.put(f"/interactions/{logged['id']}", json=changes)

        expected = logged | {"summary": "Booked", "subject": None, "follow_up_required": False}
        assert (answer.status_code, answer.json()) == (200, expected)

    async def test_by_writing_back_what_was_read_changes_nothing(self, tourism, banking, log):
        visit = await log(Channel.ATM)
        shown = (await tourism.get(f"/interactions/{visit}")).json()

        assert (await tourism.put(f"/interactions/{visit}", json=shown)).json() == shown
        assert (await banking.get(f"/interactions/{visit}")).json()["channel"] == "ATM"

    async def test_refuses_to_clear_what_is_required(self, tourism, body):
        logged = (await tourism.post("/interactions/", json=body)).json()
        path = f"/interactions/{logged['id']}"

        answer = await tourism.put(path, json={"summary": None, "channel": None, "timestamp": None})

        fields = {problem["field"] for problem in answer.json()["errors"]}
        assert (answer.status_code, fields) == (422, {"summary", "channel", "timestamp"})
        assert (await tourism.get(path)).json() == logged

    async def test_of_an_unknown_one_is_404(self, tourism):
        answer = await tourism.put(f"/interactions/{new_id()}", json={"summary": "X"})

        assert (answer.status_code, answer.json()) == (404, {"detail": "Interaction not found"})


class TestDeletingAnInteraction:
    async def test_says_so_and_forgets_it(self, tourism, body):
        path = f"/interactions/{(await tourism.post('/interactions/', json=body)).json()['id']}"

        answer = await tourism.delete(path)

        assert (answer.status_code, answer.json()) == (200, {"message": "Interaction deleted successfully"})
        assert (await tourism.get(path)).status_code == 404
        assert (await tourism.delete(path)).json() == {"detail": "Interaction not found"}


class TestInteractionStats:
    async def test_count_by_the_documents_channels(self, tourism, log):
        now = clock.now()
        await log(Channel.WEB, duration_minutes=10)
        await log(Channel.CHAT, duration_minutes=5, follow_up_required=True, follow_up_at=now)
        await log(Channel.SMS, duration_minutes=5)
        await log(Channel.EMAIL, occurred_at=now - timedelta(days=8))

        stats = (await tourism.get("/interactions/stats", params={"days": 7})).json()

        assert stats["total_interactions"] == 3
        assert stats["by_channel"] == {"email": 0, "phone": 0, "chat": 2, "sms": 1}
        assert (stats["average_duration"], stats["follow_ups_pending"]) == (6.67, 1)
        assert list(stats["by_month"])[-1] == show_time(now)[:7]
        assert sum(stats["by_month"].values()) == 4

    async def test_of_nothing_are_zeros(self, tourism, customer_id):
        stats = (await tourism.get("/interactions/stats", params={"customer_id": customer_id})).json()

        assert (len(stats["by_month"]), set(stats.pop("by_month").values())) == (12, {0})
        assert stats == {
            "total_interactions": 0,
            "by_channel": {"email": 0, "phone": 0, "chat": 0},
            "average_duration": 0.0,
            "follow_ups_pending": 0,
        }

    @pytest.mark.parametrize("days", [0, 366, "week"])
    async def test_refuse_days_out_of_range(self, tourism, days):
        assert (await tourism.get("/interactions/stats", params={"days": days})).status_code == 422
