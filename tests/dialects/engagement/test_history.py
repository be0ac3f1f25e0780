"""Looking at messages: the history and one message in detail."""

from datetime import UTC, datetime

import pytest

from accord.kit.ids import new_id
from dialects.conftest import customer_token

from .conftest import BASE

ROW = {
    *(
        "communication_id",
        "plan_id",
        "client_id",
        "message_type",
        "channel",
        "status",
        "subject",
        "created_at",
    ),
    *("sent_at", "delivered_at", "opened_at", "clicked_at", "urgency", "retry_count", "failed_at"),
    *("error_message", "open_count", "click_count", "scheduled_at"),
}
DETAIL = ROW | {"content", "context", "metadata", "delivery_logs"}
STATUSES = (
    *("queued", "scheduled", "sending", "sent", "delivered", "opened", "clicked"),
    *("failed", "bounced", "suppressed", "expired"),
)


async def ids_of(client, **params):
    answer = await client.get("/communications", params=params)
    assert answer.status_code == 200, answer.text
    shown = answer.json()
    assert shown["total"] == len(shown["communications"])
    return [row["communication_id"] for row in shown["communications"]]


class TestTheHistory:
    async def test_has_every_key(self, engagement, message):
        made = await message()

        shown = (await engagement.get("/communications")).json()

        assert shown.keys() == {"total", "limit", "offset", "communications"}
        assert (shown["total"], shown["limit"], shown["offset"]) == (1, 50, 0)
        (row,) = shown["communications"]
        assert (row.keys(), row["communication_id"]) == (ROW, str(made))

    async def test_is_newest_first_and_paged(self, engagement, message):
        made = [str(await message(created_at=datetime(2025, 10, day, tzinfo=UTC))) for day in (1, 2, 3)]

        answer = (await engagement.get("/communications", params={"limit": 1, "offset": 1})).json()

        assert await ids_of(engagement) == made[::-1]
        assert (answer["total"], answer["limit"], answer["offset"]) == (3, 1, 1)
        assert [row["communication_id"] for row in answer["communications"]] == [made[1]]

    async def test_leaves_out_what_other_parts_sent_and_what_came_in(self, engagement, message):
        await message(origin="campaign")
        await message(direction="inbound")

        assert await ids_of(engagement) == []

    async def test_is_filtered_by_each_of_its_fields(self, engagement, message, customer):
        plan = str(new_id())
        one = str(await message(plan_id=plan, channel="sms", status="delivered"))
        await message()

        for params in (
            {"plan_id": plan},
            {"channel": "SMS"},
            {"status": "delivered"},
            {"plan_id": plan, "client_id": str(customer.id)},
        ):
            assert await ids_of(engagement, **params) == [one]
        assert len(await ids_of(engagement, client_id=str(customer.id))) == 2

    @pytest.mark.parametrize("status", STATUSES)
    async def test_knows_every_status(self, engagement, message, status):
        made = [str(await message(status=each)) for each in STATUSES]

        assert await ids_of(engagement, status=status) == [made[STATUSES.index(status)]]

    async def test_knows_what_is_pending(self, engagement, message):
        made = {str(await message(status=each)) for each in STATUSES[:3]}
        await message(status="sent")

        assert set(await ids_of(engagement, status="pending")) == made

    async def test_includes_both_end_days(self, engagement, message):
        first = str(await message(created_at=datetime(2025, 10, 1, tzinfo=UTC)))
        last = str(await message(created_at=datetime(2025, 10, 2, 23, 59, 59, tzinfo=UTC)))
        await message(created_at=datetime(2025, 10, 3, tzinfo=UTC))

        assert await ids_of(engagement, start_date="2025-10-01", end_date="2025-10-02") == [last, first]
        assert await ids_of(engagement, start_date="0001-01-02", end_date="2025-10-01") == [first]
        assert len(await ids_of(engagement, end_date="9999-12-31")) == 3

    @pytest.mark.parametrize("name", ["plan_id", "client_id"])
    async def test_of_an_unknown_id_is_empty(self, engagement, message, name):
        await message()

        assert await ids_of(engagement, **{name: str(new_id())}) == []

    @pytest.mark.parametrize(
        ("params", "field"),
        [
            ({"plan_id": "x"}, "plan_id"),
            ({"client_id": "7"}, "client_id"),
            ({"channel": "fax"}, "channel"),
            ({"status": "lost"}, "status"),
            ({"start_date": "soon"}, "start_date"),
            ({"end_date": "2025-02-30"}, "end_date"),
            ({"start_date": "2025-10-02", "end_date": "2025-10-01"}, "start_date"),
            ({"limit": 0}, "limit"),
            ({"limit": 201}, "limit"),
            ({"limit": "many"}, "limit"),
            ({"offset": -1}, "offset"),
        ],
    )
    async def test_refuses_a_wrong_filter(self, engagement, params, field):
        answer = await engagement.get("/communications", params=params)

        error = answer.json()["error"]
        assert (answer.status_code, error["code"], error["details"]["field"]) == (
            400,
            "INVALID_REQUEST",
            field,
        )

    async def test_names_the_allowed_statuses(self, engagement):
        details = (await engagement.get("/communications?status=x")).json()["error"]["details"]

        assert details["allowed_values"] == [*STATUSES, "pending"]

    async def test_of_a_client_is_its_own(self, open_client, message, customer):
        made = str(await message())
        own = open_client(BASE, customer_token(customer.id, ["crm:read"]))

        assert await ids_of(own) == [made]
        assert await ids_of(own, client_id=str(new_id())) == []


class TestOneMessage:
    async def test_has_every_key(self, engagement, message):
        made = await message(
            text="Dear Priya, ...", context={"a": {"b": 1}}, metadata={"attachments": ["a.pdf"]}
        )

        shown = (await engagement.get(f"/communications/{made}")).json()

        assert shown.keys() == DETAIL
        assert (shown["content"], shown["context"]) == ("Dear Priya, ...", {"a": {"b": 1}})
        assert shown["metadata"] == {
            "recipient": "priya@example.com",
            "attachments": ["a.pdf"],
            "tracking_enabled": True,
            "channels": {},
        }

    async def test_tells_what_became_of_it_in_order(self, engagement, message, platform, open_client):
        made = await message()
        await open_client("").get(
            platform.links.pixel(made).removeprefix("http://localhost:8000"),
            headers={"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Firefox/130.0"},
        )

        shown = (await engagement.get(f"/communications/{made}")).json()

        (event,) = shown["delivery_logs"]
        assert event.keys() == {"event_type", "event_timestamp", "delivery_status"}
        assert (event["event_type"], event["delivery_status"]) == ("opened", "opened")
        assert (shown["status"], shown["opened_at"]) == ("opened", shown["delivered_at"])

    @pytest.mark.parametrize("given", [{"origin": "campaign"}, {"direction": "inbound", "origin": "inbound"}])
    async def test_of_another_part_is_unknown(self, engagement, message, given):
        answer = await engagement.get(f"/communications/{await message(**given)}")

        assert (answer.status_code, answer.json()["error"]["code"]) == (404, "NOT_FOUND")

    async def test_of_another_client_is_unknown(self, open_client, message, other_customer):
        stranger = open_client(BASE, customer_token(other_customer.id, ["crm:read"]))

        for known in (await message(), new_id()):
            answer = await stranger.get(f"/communications/{known}")
            assert (answer.status_code, answer.json()["error"]["message"]) == (404, "Communication not found")

    async def test_takes_an_id(self, engagement):
        error = (await engagement.get("/communications/7")).json()["error"]

        assert (error["code"], error["details"]["field"]) == ("INVALID_REQUEST", "communication_id")
