"""Figures, and the files of them."""

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest

from accord.kit import clock
from accord.kit.ids import new_id
from dialects.conftest import customer_token, sign

from .conftest import BASE

MEASURES = {
    *("total_sent", "delivered", "opened", "clicked", "failed"),
    *("delivery_rate", "open_rate", "click_through_rate"),
}
OCTOBER = {"start_date": "2025-10-01", "end_date": "2025-10-31"}
AT = datetime(2025, 10, 15, 12, tzinfo=UTC)


@pytest.fixture
async def sent(message):
    """Eight e-mails: six delivered, four of them opened, two of those clicked, one failed; and one SMS."""
    for status, number in (("sent", 1), ("delivered", 2), ("opened", 2), ("clicked", 2), ("failed", 1)):
        for _ in range(number):
            delivered = AT + timedelta(seconds=8.5) if status in ("delivered", "opened", "clicked") else None
            await message(status=status, created_at=AT, sent_at=AT, delivered_at=delivered)
    await message(channel="sms", message_type="reminder", created_at=AT + timedelta(days=7), sent_at=AT)


class TestAnalytics:
    async def test_has_the_keys_and_figures_of_the_contract(self, engagement, sent):
        shown = (await engagement.get("/analytics", params=OCTOBER | {"group_by": "channel"})).json()

        assert shown.keys() == {"period", "summary", "by_channel", "by_message_type"}
        assert shown["period"] == OCTOBER
        assert shown["summary"] == {
            "total_sent": 9,
            "total_delivered": 6,
            "total_opened": 4,
            "total_clicked": 2,
            "total_failed": 1,
            "delivery_rate": 66.67,
            "open_rate": 66.67,
            "click_through_rate": 50.0,
            "avg_delivery_time_seconds": 8.5,
        }
        assert [row["channel"] for row in shown["by_channel"]] == ["email", "sms"]
        assert [row.keys() for row in shown["by_channel"]] == [MEASURES | {"channel"}] * 2
        assert [row["message_type"] for row in shown["by_message_type"]] == ["welcome", "reminder"]
        assert shown["by_message_type"][0].keys() == MEASURES - {"failed", "delivery_rate"} | {"message_type"}

    @pytest.mark.parametrize(
        ("group_by", "key", "values"),
        [
            ("day", "day", ["2025-10-15", "2025-10-22"]),
            ("WEEK", "week", ["2025-10-13", "2025-10-20"]),
            ("month", "month", ["2025-10"]),
        ],
    )
    async def test_groups_by_time(self, engagement, sent, group_by, key, values):
        shown = (await engagement.get("/analytics", params=OCTOBER | {"group_by": group_by})).json()

        rows = shown[f"by_{key}"]
        assert [row[key] for row in rows] == values
        assert rows[0].keys() == MEASURES | {key}
        assert sum(row["total_sent"] for row in rows) == 9

    async def test_of_nothing_is_zeros_of_the_last_thirty_days(self, engagement):
        shown = (await engagement.get("/analytics")).json()

        today = clock.now().date()
        assert shown["period"] == {"start_date": f"{today - timedelta(days=30)}", "end_date": f"{today}"}
        assert set(shown["summary"].values()) == {0}
        assert (shown["by_channel"], shown["by_message_type"], shown["by_day"]) == ([], [], [])

    async def test_narrows_to_a_plan_and_a_client(self, engagement, message, customer):
        plan = str(new_id())
        await message(plan_id=plan)
        await message()

        async def count(**params):
            return (await engagement.get("/analytics", params=params)).json()["summary"]["total_sent"]

        assert (await count(), await count(plan_id=plan), await count(client_id=str(customer.id))) == (
            2,
            1,
            2,
        )
        assert await count(plan_id=str(new_id())) == await count(client_id=str(new_id())) == 0

    @pytest.mark.parametrize(
        ("params", "field"),
        [
            ({"start_date": "soon"}, "start_date"),
            ({"end_date": "2025-13-01"}, "end_date"),
            ({"start_date": "2025-10-02", "end_date": "2025-10-01"}, "start_date"),
            ({"start_date": "9999-01-01"}, "start_date"),
            ({"group_by": "year"}, "group_by"),
            ({"plan_id": "x"}, "plan_id"),
            ({"client_id": "x"}, "client_id"),
        ],
    )
    @pytest.mark.parametrize("path", ["/analytics", "/analytics/export"])
    async def test_refuses_a_wrong_question(self, engagement, path, params, field):
        if path.endswith("export") and "group_by" in params:
            return
        answer = await engagement.get(path, params={"format": "csv"} | params)

        error = answer.json()["error"]
        assert (answer.status_code, error["code"], error["details"]["field"]) == (
            400,
            "INVALID_REQUEST",
            field,
        )

    @pytest.mark.parametrize(
        ("grants", "status"), [(["crm:read"], 200), (["crm:write"], 403), (["crm:read:analytics"], 200)]
    )
    async def test_takes_the_scope(self, open_client, grants, status):
        assert (await open_client(BASE, sign(grants)).get("/analytics")).status_code == status

    async def test_of_a_client_is_its_own(self, open_client, message, customer, other_customer):
        await message()

        for who, count in ((customer, 1), (other_customer, 0)):
            client = open_client(BASE, customer_token(who.id, ["crm:read"]))
            assert (await client.get("/analytics")).json()["summary"]["total_sent"] == count


class TestExport:
    async def test_as_csv_has_the_sections_of_the_contract(self, engagement, sent):
        answer = await engagement.get("/analytics/export", params=OCTOBER | {"format": "csv"})

        assert answer.headers["content-type"] == "text/csv; charset=utf-8"
        name = "crm_analytics_2025-10-01_2025-10-31.csv"
        assert answer.headers["content-disposition"] == f'attachment; filename="{name}"'
        rows = list(csv.reader(io.StringIO(answer.text)))
        assert rows[:4] == [
            ["Period", "2025-10-01", "2025-10-31"],
            [],
            ["Metric", "Value"],
            ["total_sent", "9"],
        ]
        assert [row[0] for row in rows if row][-4:] == ["reminder", "Day", "2025-10-15", "2025-10-22"]

    async def test_as_pdf_is_one(self, engagement, sent):
        answer = await engagement.get("/analytics/export", params=OCTOBER | {"format": "PDF"})

        assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
        assert answer.headers["content-disposition"].endswith('_2025-10-31.pdf"')
        assert answer.content.startswith(b"%PDF-")

    @pytest.mark.parametrize("params", [{}, {"format": "xls"}, {"format": ""}])
    async def test_names_the_formats_that_there_are(self, engagement, params):
        answer = await engagement.get("/analytics/export", params=params)

        details = answer.json()["error"]["details"]
        assert (answer.status_code, details["field"], details["allowed_values"]) == (
            400,
            "format",
            ["csv", "pdf"],
        )
