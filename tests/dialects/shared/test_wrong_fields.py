"""Wrong values of fields are named, all of them at once, and nothing is changed."""

from datetime import UTC, datetime, timedelta

import pytest

from .drivers import DRIVERS, MAKERS

CHANNELS = ["email", "sms", "whatsapp"]
TOMORROW = (datetime.now(UTC) + timedelta(days=2)).date().isoformat()

CUSTOMERS = {
    "banking": [
        ("firstName", [None, "", "  ", "x" * 101, 1, True, [], {}]),
        ("lastName", [None, "", "x" * 101, 1.5]),
        (
            "email",
            [None, "", "nobody", "a@", "@b.example", "a b@example.com", "a@example", 7, ["a@example.com"]],
        ),
        ("email", ["x" * 250 + "@example.com", "a@b@example.com", "a\u2028b@example.com"]),
        ("phoneNumber", [None, "", "1" * 21, 254700000001]),
        ("segment", [None, "", "Rich", "Retail,SME", 1, ["Retail"]]),
        (
            "dateOfBirth",
            ["1899-12-31", TOMORROW, "2000-02-30", "yesterday", 19900101, "1990-13-01", "0000-01-01"],
        ),
        ("address", ["x" * 256, 5, {}]),
        ("city", ["x" * 101, []]),
        ("country", ["x" * 101, False]),
    ],
    "tourism": [
        ("full_name", ["x" * 256, 1, []]),
        ("company_name", ["x" * 256, {}]),
        ("contact_type", [None, "", "Company", 1, ["Individual"]]),
        ("email", [None, "", "nobody", "a@", "a b@example.com", 7, "x" * 250 + "@example.com"]),
        ("phone", [None, "", " ", "1" * 21, 254700000001]),
        ("nationality", ["x" * 101, 1]),
        ("region", ["x" * 101, []]),
        ("preferred_language", ["x" * 51, 1]),
        ("tags", ["vip", {"a": 1}, 7]),
        ("notes", ["x" * 10_001, 3]),
    ],
}
RECORDS = {
    "banking": [
        ("customerId", [None, "", "17", 17, "{01a2014d-3ea5-7ac2-9f37-a5543137c136}", "0" * 32]),
        ("channel", [None, "", "Pigeon", 1]),
        ("subject", [None, "", "x" * 256, 1]),
        ("description", [None, "", "x" * 10_001, []]),
        ("interactionDate", ["soon", "2026-02-30T10:00:00Z", 1_770_000_000, "2026-02-12T25:00:00Z", "10:00"]),
        ("durationMinutes", [-1, 1.5, "5", True, 2**31, 2**63, 10**30, []]),
    ],
    "tourism": [
        ("customer_id", [None, "", "17", 17, "0" * 32]),
        ("staff_member_id", ["17", 17]),
        ("channel", [None, "", "Branch", 1]),
        ("subject", ["x" * 256, 1]),
        ("summary", [None, "", "  ", "x" * 2001, []]),
        ("duration_minutes", [-1, 1.5, "5", True, 2**31, 2**63, 10**30]),
        ("follow_up_required", ["yes", 2, []]),
        ("follow_up_date", ["soon", 1, "2026-02-30"]),
        ("timestamp", ["now", "2026-13-01T00:00:00Z", {}]),
    ],
    "engagement": [
        ("plan_id", [None, "", "17", 17, "0" * 32]),
        ("client_id", [None, "", "17", 17, ["01a2014d-3ea5-7ac2-9f37-a5543137c136"]]),
        ("message_type", [None, "", "invoice", 1, ["welcome"]]),
        ("context", [None, "x", [], 7, {"text": "x" * 65_536}]),
        ("urgency", ["asap", 1, True]),
        ("preferred_channel", ["pigeon", "e-mail", 1, ["email"]]),
    ],
}
WISHES = [
    ("client_id", [None, "", "17", 17]),
    ("preferred_channels", ["email", 7, {}, ["email", "email"], ["SMS", "sms"]]),
    ("preferred_channels[0]", [["pigeon"], [1], [None], [["email"]]]),
    ("timezone", ["Mars/Olympus", "IST+5", "../UTC", 5.5, "x" * 200]),
    ("quiet_hours_start", ["24:00", "7:00", "07:60", "0700", "07:00:00", "\u0660\u0667:00", 7]),
    ("quiet_hours_end", ["25:00", "noon", [7, 0]]),
    ("opt_out_email", ["yes", 1, []]),
    ("opt_out_sms", ["false", 0]),
    ("opt_out_whatsapp", [{}]),
    ("language_preference", ["x" * 51, 7]),
]
QUERIES = {
    "banking": [
        ("/customers", "page", ["0", "-1", "1.5", "x", "9" * 30, "%00"]),
        ("/customers", "pageSize", ["0", "101", "-5", "ten", "1e1"]),
        ("/interactions", "page", ["0", "x"]),
        ("/interactions", "pageSize", ["0", "101"]),
        ("/analytics/dashboard", "startDate", ["soon", "2026-02-30", "12.02.2026", "1770854400", "%00"]),
        ("/analytics/cases", "endDate", ["2026", "2026-13-01"]),
        ("/notifications", "page", ["0", "x"]),
    ],
    "tourism": [
        ("/customers/", "page", ["0", "-1", "1.5", "x", "9" * 30]),
        ("/customers/", "size", ["0", "101", "x"]),
        ("/customers/", "contact_type", ["Company"]),
        ("/customers/", "loyalty_status", ["Wood"]),
        ("/customers/", "is_active", ["maybe", "2"]),
        ("/customers/", "query", ["x" * 256, "%ff", "%00", "%zz"]),
        ("/interactions/", "page", ["0"]),
        ("/interactions/", "size", ["101"]),
        ("/interactions/", "customer_id", ["17"]),
        ("/interactions/", "staff_member_id", ["me"]),
        ("/interactions/", "channel", ["Branch"]),
        ("/interactions/", "follow_up_required", ["perhaps"]),
        ("/interactions/stats", "days", ["0", "366", "x"]),
        ("/interactions/stats", "customer_id", ["17"]),
    ],
    "engagement": [
        ("/communications", "limit", ["0", "201", "-1", "x", "1.5", "9" * 30]),
        ("/communications", "offset", ["-1", "x", "9" * 30, "%00"]),
        ("/communications", "plan_id", ["17", "0" * 32]),
        ("/communications", "client_id", ["17", "me", "%00"]),
        ("/communications", "channel", ["pigeon", "email,sms"]),
        ("/communications", "status", ["lost", "%ff"]),
        ("/communications", "start_date", ["soon", "2026-02-30", "12.02.2026", "1770854400", "%00"]),
        ("/communications", "end_date", ["2026", "2026-13-01"]),
        ("/analytics", "group_by", ["year", "week,month"]),
        ("/analytics", "start_date", ["soon", "0000-01-01", "2026-02-12x"]),
        ("/analytics", "client_id", ["17"]),
        ("/analytics/export", "format", ["", "xml", "csv,pdf"]),
    ],
}


def cases(table):
    return [
        pytest.param(dialect, *row, id=f"{dialect} {row[-2]}") for dialect in table for row in table[dialect]
    ]


def changed(body, field, value):
    """The body with one value, None taking the field away."""
    return {
        name: said for name, said in (body | {field: value}).items() if name != field or value is not None
    }


class TestEachDriver:
    def test_has_its_wrong_fields_here(self):
        assert CUSTOMERS.keys() == {maker.name for maker in MAKERS}
        assert RECORDS.keys() == QUERIES.keys() == {driver.name for driver in DRIVERS}


class TestAWrongFieldOfACustomer:
    @pytest.mark.parametrize(("dialect", "field", "values"), cases(CUSTOMERS))
    async def test_is_named_alone_and_changes_nothing(
        self, open_client_of, untouched, dialect, field, values
    ):
        driver, client = open_client_of(dialect)

        async with untouched():
            for value in values:
                body = changed(driver.new_customer(), field, value)
                answer = await client.post(driver.customers, json=body)
                assert (answer.status_code, value) == (driver.invalid, value)
                assert driver.fields(answer.json()) == [field]
                driver.check_envelope(answer.json(), driver.invalid, validation=True)

    async def test_is_told_with_all_others_in_their_order(self, maker, makers_client, untouched):
        required = [field for field, values in CUSTOMERS[maker.name] if values[0] is None]

        async with untouched():
            answer = await makers_client.post(maker.customers, json={})

        assert maker.fields(answer.json()) == list(dict.fromkeys(required))


class TestAWrongFieldOfARecord:
    async def test_is_told_with_all_others_in_their_order(self, driver, client, untouched):
        required = [field for field, values in RECORDS[driver.name] if values[0] is None]

        async with untouched():
            answer = await client.post(driver.records, json={})

        assert driver.fields(answer.json()) == required

    @pytest.mark.parametrize(("dialect", "field", "values"), cases(RECORDS))
    async def test_is_named_alone_and_changes_nothing(
        self, open_client_of, world, untouched, dialect, field, values
    ):
        driver, client = open_client_of(dialect)

        async with untouched():
            for value in values:
                body = changed(driver.new_record(world.customer.id), field, value)
                answer = await client.post(driver.records, json=body)
                assert (answer.status_code, value) == (driver.invalid, value)
                assert driver.fields(answer.json()) == [field]
                driver.check_envelope(answer.json(), driver.invalid, validation=True)


class TestAWrongWish:
    @pytest.mark.parametrize(("named", "values"), WISHES, ids=[name for name, _ in WISHES])
    async def test_is_named_alone_and_changes_nothing(self, open_client_of, world, untouched, named, values):
        driver, client = open_client_of("engagement")
        field, wishes = named.removesuffix("[0]"), {"client_id": str(world.customer.id), "timezone": "UTC"}

        async with untouched():
            for value in values:
                answer = await client.post("/preferences", json=changed(wishes, field, value))
                assert (answer.status_code, value) == (400, value)
                assert driver.fields(answer.json()) == [named]
                assert answer.json()["error"]["details"]["field"] == field


class TestAWrongQuery:
    @pytest.mark.parametrize(("dialect", "path", "field", "values"), cases(QUERIES))
    async def test_is_named(self, open_client_of, dialect, path, field, values):
        driver, client = open_client_of(dialect)

        for value in values:
            answer = await client.get(f"{path}?{field}={value}")
            assert (answer.status_code, value) == (driver.invalid, value)
            assert driver.fields(answer.json()) == [field]

    async def test_is_not_an_empty_or_an_unknown_one(self, driver, client):
        empty = "&".join(f"{driver.word(name)}=" for name in ("page", "page_size"))

        answer = await client.get(f"{driver.records}?{empty}&unknown=%ff&&=")

        assert answer.status_code == 200

    @pytest.mark.parametrize(
        ("dialect", "path", "start", "end"),
        [
            ("banking", "/analytics/dashboard", "startDate", "endDate"),
            ("engagement", "/communications", "start_date", "end_date"),
            ("engagement", "/analytics", "start_date", "end_date"),
            ("engagement", "/analytics/export", "start_date", "end_date"),
        ],
    )
    async def test_is_a_period_that_ends_before_it_begins(self, open_client_of, dialect, path, start, end):
        driver, client = open_client_of(dialect)

        answers = [
            await client.get(path, params={start: first, end: "2026-02-12", "format": "csv"})
            for first in ("2026-02-13", "2026-02-12")
        ]

        assert [answer.status_code for answer in answers] == [400, 200]
        assert driver.fields(answers[0].json()) == [start]


class TestTheMessageOfAWrongField:
    async def test_names_the_allowed_values(self, driver, client, world):
        body = driver.new_record(world.customer.id, channel="Pigeon")

        (message,) = driver.messages((await client.post(driver.records, json=body)).json())

        assert all(word.lower() in message.lower() for word in ("email", "sms", "whatsapp"))

    @pytest.mark.parametrize(
        ("method", "path", "field", "allowed"),
        [
            ("POST", "/communications", "preferred_channel", CHANNELS),
            ("POST", "/communications", "urgency", ["critical", "high", "normal", "low"]),
            ("POST", "/preferences", "preferred_channels", CHANNELS),
            ("GET", "/communications", "channel", CHANNELS),
            ("GET", "/analytics", "group_by", ["day", "week", "month", "channel", "message_type"]),
            ("GET", "/analytics/export", "format", ["csv", "pdf"]),
        ],
    )
    async def test_of_engagement_has_them_as_a_list_too(
        self, open_client_of, world, method, path, field, allowed
    ):
        driver, client = open_client_of("engagement")
        value = ["pigeon"] if field == "preferred_channels" else "pigeon"
        given = driver.new_record(world.customer.id) | {field: value}

        sent = {"json": given} if method == "POST" else {"params": {field: value}}
        answer = await client.request(method, path, **sent)

        details = answer.json()["error"]["details"]
        assert (answer.status_code, details["field"], details["allowed_values"]) == (400, field, allowed)

    async def test_holds_at_most_a_hundred_characters_of_the_input(self, driver, client):
        canary = "canary" * 200

        for field in ("channel", "subject", "customer_id", "plan_id", "message_type"):
            answer = await client.post(
                driver.records, json=driver.new_record(1) | {driver.word(field): canary}
            )
            assert answer.status_code == driver.invalid
            assert "canary" * 17 not in answer.text

    async def test_of_a_customer_holds_at_most_a_hundred_characters_too(self, maker, makers_client):
        canary = "canary" * 200

        for field in ("email", "phone", "given_name"):
            answer = await makers_client.post(maker.customers, json=maker.new_customer(**{field: canary}))
            assert "canary" * 17 not in answer.text

    async def test_takes_words_in_any_letter_case(self, driver, client, world):
        channel = driver.new_record(world.customer.id)[driver.word("channel")]
        body = driver.new_record(world.customer.id, channel=channel.swapcase())

        answer = await client.post(driver.records, json=body)

        kept = (await client.get(driver.record(driver.id_of(answer.json())))).json()
        assert (answer.status_code, kept["channel"]) == (driver.added, channel)
