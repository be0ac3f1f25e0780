"""Allowances: counted exactly, told on every answer, refused with the time to wait, and free of charge when refused."""

import asyncio
import time

import msgspec
import pytest

from accord.app.settings import RateLimitSettings, RateLimitStore
from accord.kit.ids import new_id
from dialects.conftest import bearer, customer_token, sign
from tools.operations import TABLE, read_table

from .conftest import driver_called
from .drivers import DRIVERS
from .world import name_of, served

CONTRACT = read_table(TABLE.read_text())
HEADERS = ("x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset")
WINDOWS = {"banking": 3600, "engagement": 60, "tourism": 60}
AT_ONCE = 40


@pytest.fixture
async def limited(driver, limited_settings, serve, connect):
    """Opens a client of a platform of its own, whose classes of this dialect have these limits."""
    await calm()

    def build(store=RateLimitStore.MEMORY, token=None, **limits):
        overrides = {f"{driver.name}.{name.replace('_', '-')}": limit for name, limit in limits.items()}
        settings = msgspec.structs.replace(
            limited_settings, rate_limits=RateLimitSettings(store=store, overrides=overrides)
        )
        headers = {} if token == "" else bearer(token or sign())
        return connect(serve(settings), f"http://accord.test{driver.base}", **headers)

    return build


async def calm():
    """Windows follow the clock: wait for the next when this one is about to end."""
    left = 60 - time.time() % 60
    if left < 5:
        await asyncio.sleep(left + 0.1)


@pytest.fixture
def common(driver):
    """The class of looking at records, with a limit."""
    return lambda limit: {driver.reading: limit}


def with_a_token(rate_class):
    """The class of a caller whom we know: none of ours is anonymous."""
    return "standard" if rate_class == "anonymous" else rate_class


def told(answer):
    return [int(answer.headers[name]) for name in HEADERS[:2]]


class TestAnAllowance:
    async def test_is_told_with_a_body_that_is_too_large_whatever_is_left(self, driver, limited):
        client = limited(**{driver.adding: 1})
        large = b" " * (1024 * 1024 + 1)

        answers = [await client.post(driver.records, content=large) for _ in range(2)]

        assert [answer.status_code for answer in answers] == [413, 413]
        assert [told(answer) for answer in answers] == [[1, 0], [1, 0]]

    async def test_is_told_on_every_answer_refusals_too(self, driver, limited, common, world):
        client = limited(**common(5))

        answers = [
            await client.get(driver.records),
            await client.get(driver.record(world.own[driver.kind])),
            await client.get(driver.record(17)),
            await client.get(driver.record(new_id())),
            await client.get(driver.records, params=driver.page(0, 0)),
        ]

        assert [answer.status_code for answer in answers] == [200, 200, driver.invalid, 404, driver.invalid]
        assert [told(answer) for answer in answers] == [[5, 4], [5, 3], [5, 2], [5, 1], [5, 0]]

    async def test_ends_with_the_window_of_the_clock(self, driver, limited, common):
        answer = await limited(**common(5)).get(driver.records)

        reset, window = driver.reset_of(answer.headers["x-ratelimit-reset"]), WINDOWS[driver.name]
        assert reset % window == 0
        assert 0 < reset - time.time() <= window

    async def test_is_the_documents(self, driver, limited, world):
        client = limited()

        listed = await client.get(driver.records)
        added = await client.post(driver.records, json=driver.new_record(world.customer.id))

        limits = [told(answer)[0] for answer in (listed, added)]
        assert (
            limits == {"banking": [1000, 1000], "engagement": [300, 100], "tourism": [600, 100]}[driver.name]
        )

    async def test_is_that_of_its_class_for_every_operation(self, driver, limited, world):
        client, rows = limited(), [row for row in CONTRACT if row.dialect == driver.name]
        classes = {(row.method, row.path): row.rate_class for row in rows}

        for operation in served(driver.name):
            headers = bearer(sign(sub=name_of((driver.name, operation))))
            path, body = world.path(operation), world.body(operation)
            answer = await client.request(operation.method, path, json=body, headers=headers)
            limit = driver.rules.get(with_a_token(classes[operation.method, operation.path]))
            expected = [None, None] if limit is None else [str(limit), str(limit - 1)]
            assert [answer.headers.get(name) for name in HEADERS[:2]] == expected, operation.path

    async def test_when_spent_is_refused_with_the_time_to_wait(self, driver, limited, common):
        client = limited(**common(2))
        for _ in range(2):
            await client.get(driver.records)

        answer = await client.get(driver.records)

        wait = int(answer.headers["retry-after"])
        reset = driver.reset_of(answer.headers["x-ratelimit-reset"])
        assert (answer.status_code, told(answer)) == (429, [2, 0])
        assert 1 <= wait <= WINDOWS[driver.name]
        assert abs(reset - time.time() - wait) <= 2
        driver.check_envelope(answer.json(), 429)
        text = f"Rate limit exceeded. Try again in {wait} seconds."
        assert driver.text_of(answer.json()) == text
        assert answer.headers["cache-control"] == "no-store"

    async def test_when_spent_lets_nothing_happen(self, driver, limited, world, untouched):
        client, body = limited(**dict.fromkeys(driver.rules, 1)), driver.new_record(world.customer.id)
        await client.post(driver.records, json=body)

        async with untouched():
            answer = await client.post(driver.records, json=body)

        assert answer.status_code == 429

    async def test_is_not_charged_for_what_is_refused(self, driver, limited, common, database):
        client = limited(RateLimitStore.POSTGRES, **common(3))

        statuses = [(await client.get(driver.records)).status_code for _ in range(10)]

        assert statuses == [200] * 3 + [429] * 7
        assert await database.pool.fetchval("SELECT hits FROM rate_windows") == 3

    async def test_is_checked_before_permissions_and_after_the_token(self, driver, limited, common):
        client = limited(token=sign([]), **common(1))

        statuses = [(await client.get(driver.records)).status_code for _ in range(2)]
        unknown = await client.get(driver.records, headers=bearer("nonsense"))

        assert statuses == [403, 429]
        assert unknown.status_code == 401

    async def test_is_each_callers_own(self, driver, limited, common, world):
        client = limited(**common(1))
        callers = [sign(sub="one"), sign(sub="two"), customer_token(world.customer.id)]

        answers = [await client.get(driver.records, headers=bearer(token)) for token in callers]

        assert [answer.status_code for answer in answers] == [200, 200, 200]

    async def test_is_one_callers_with_whatever_token(self, driver, limited, common):
        client = limited(**common(1))

        answers = [await client.get(driver.records, headers=bearer(sign())) for _ in range(2)]

        assert [answer.status_code for answer in answers] == [200, 429]

    async def test_is_counted_for_head_as_for_get(self, driver, limited, common):
        client = limited(**common(2))

        answers = [await client.head(driver.records), await client.get(driver.records)]

        assert [told(answer) for answer in answers] == [[2, 1], [2, 0]]

    async def test_of_one_dialect_is_not_spent_in_another(self, driver, limited, common):
        client = limited(**common(1))
        await client.get(driver.records)

        for other in DRIVERS:
            expected = 429 if other is driver else 200
            answer = await client.get(f"http://accord.test{other.base}{other.records}")
            assert (answer.status_code, other.name) == (expected, other.name)

    async def test_is_exact_when_everybody_asks_at_once(self, driver, limited, common):
        clients = [limited(RateLimitStore.POSTGRES, **common(15)) for _ in range(2)]

        answers = await asyncio.gather(
            *(clients[number % 2].get(driver.records) for number in range(AT_ONCE))
        )

        allowed = [answer for answer in answers if answer.status_code == 200]
        assert len(allowed) == 15
        assert sorted(told(answer)[1] for answer in allowed) == list(range(15))
        assert {answer.status_code for answer in answers} == {200, 429}


class TestLimitsSwitchedOff:
    async def test_are_not_told_of(self, driver, client):
        answers = [await client.get(driver.records), await client.get(driver.record(17))]

        assert [name for answer in answers for name in answer.headers if name.startswith("x-ratelimit")] == []


class TestBankingsAnonymousAllowance:
    @pytest.fixture
    def driver(self):
        return driver_called("banking")

    async def test_is_spent_by_whoever_shows_no_token(self, limited):
        client = limited(token="", anonymous=3)

        answers = [
            await client.get(path)
            for path in ("/health", "/customers", "/customers", "/health", "/customers")
        ]

        assert [answer.status_code for answer in answers] == [200, 401, 401, 429, 429]
        assert [told(answer) for answer in answers] == [[3, 2], [3, 1], [3, 0], [3, 0], [3, 0]]

    async def test_is_spent_by_whoever_shows_a_bad_token(self, limited):
        client = limited(token="nonsense", anonymous=1)

        assert [(await client.get("/customers")).status_code for _ in range(2)] == [401, 429]

    async def test_is_not_spent_by_a_good_token(self, limited):
        client = limited(token=sign([]), anonymous=1, standard=5)

        assert [told(await client.get("/health")) for _ in range(3)] == [[5, 4], [5, 3], [5, 2]]

    async def test_is_each_addresses_own(self, driver, limited_settings, serve, connect):
        overrides = {"banking.anonymous": 1}
        settings = msgspec.structs.replace(
            limited_settings, rate_limits=RateLimitSettings(store=RateLimitStore.MEMORY, overrides=overrides)
        )
        app = serve(settings)

        for address in ("198.51.100.1", "198.51.100.2", "2001:db8::1"):
            client = connect(app, f"http://accord.test{driver.base}", address=address)
            assert [(await client.get("/health")).status_code for _ in range(2)] == [200, 429]

    async def test_is_not_multiplied_by_a_header_of_ones_own(self, limited):
        client = limited(token="", anonymous=1)

        statuses = [
            (await client.get("/health", headers={"X-Forwarded-For": f"198.51.100.{number}"})).status_code
            for number in range(3)
        ]

        assert statuses == [200, 429, 429]


class TestEngagementsClasses:
    @pytest.fixture
    def driver(self):
        return driver_called("engagement")

    async def test_are_counted_apart(self, driver, limited, world):
        client = limited(send=1, history=2, preferences=3, analytics=2, default=1)
        wishes = f"/preferences/{world.customer.id}"
        asked = {
            "send": [("POST", "/communications", driver.new_record(world.customer.id))] * 2,
            "history": [
                ("GET", "/communications", None),
                *[("GET", f"/communications/{world.own['communication']}", None)] * 2,
            ],
            "preferences": [
                *[("POST", "/preferences", {"client_id": str(world.customer.id)})] * 2,
                *[("DELETE", wishes, None)] * 2,
            ],
            "analytics": [("GET", "/analytics", None), *[("GET", "/analytics/export?format=csv", None)] * 2],
            "default": [("GET", wishes, None), ("GET", "/health", None)],
        }

        statuses = {
            name: [
                (await client.request(method, path, json=body)).status_code for method, path, body in requests
            ]
            for name, requests in asked.items()
        }

        assert statuses == {name: [200] * (len(asked[name]) - 1) + [429] for name in asked}

    async def test_refuse_the_twenty_first_wish(self, limited, world):
        client, body = limited(), {"client_id": str(world.customer.id), "timezone": "UTC"}

        answers = [await client.post("/preferences", json=body) for _ in range(21)]

        assert [answer.status_code for answer in answers] == [200] * 20 + [429]
        assert [told(answer)[1] for answer in answers] == [*range(19, -1, -1), 0]

    async def test_tell_the_time_to_wait_in_the_body_too(self, limited):
        client = limited(history=1)
        await client.get("/communications")

        answer = await client.get("/communications")

        error = answer.json()["error"]
        wait = int(answer.headers["retry-after"])
        assert (answer.status_code, error["code"], error["details"]) == (
            429,
            "RATE_LIMIT_EXCEEDED",
            {"retry_after": wait},
        )
        assert error["request_id"] == "req_" + answer.headers["x-request-id"].replace("-", "")

    async def test_count_whoever_shows_no_token_by_address(self, driver, limited_settings, serve, connect):
        limits = RateLimitSettings(store=RateLimitStore.MEMORY, overrides={"engagement.default": 1})
        app = serve(msgspec.structs.replace(limited_settings, rate_limits=limits))

        for address in ("198.51.100.1", "198.51.100.2"):
            client = connect(app, f"http://accord.test{driver.base}", address=address)
            statuses = [(await client.get("/health")).status_code for _ in range(2)]
            assert statuses == [200, 429]

    async def test_count_who_has_no_token_before_asking_for_one(self, limited):
        client = limited(token="", history=2)

        assert [(await client.get("/communications")).status_code for _ in range(3)] == [401, 401, 429]

    async def test_count_no_provider(self, limited):
        client = limited(token="", **dict.fromkeys(("send", "history", "preferences", "default"), 1))

        for path in ("/webhooks/whatsapp", "/webhooks/twilio"):
            answers = [await client.post(path, content=b"{}") for _ in range(5)]
            assert [answer.status_code for answer in answers] == [403] * 5
            assert [name for each in answers for name in each.headers if name.startswith("x-ratelimit")] == []


class TestTourismsClasses:
    @pytest.fixture
    def driver(self):
        return driver_called("tourism")

    async def test_are_counted_apart(self, driver, limited, world):
        client = limited(create_customer=1, log_interaction=2, default=3)
        interaction = driver.new_record(world.customer.id)

        made = [
            await client.post("/customers/", json=driver.new_customer(email=f"n{number}@example.com"))
            for number in range(2)
        ]
        logged = [await client.post("/interactions/", json=interaction) for _ in range(3)]
        listed = [await client.get("/customers/") for _ in range(4)]

        assert [answer.status_code for answer in made] == [201, 429]
        assert [answer.status_code for answer in logged] == [201, 201, 429]
        assert [answer.status_code for answer in listed] == [200, 200, 200, 429]

    async def test_count_feedback_by_its_customer(self, limited, world):
        client = limited(submit_feedback=1)

        def feedback(customer):
            body = {"customer_id": str(customer.id), "service_type": "Tour", "rating": 5}
            return client.post("/feedback/", json=body, headers=bearer(sign(sub=str(new_id()))))

        customers = (world.customer, world.customer, world.foreign_customer)
        assert [(await feedback(customer)).status_code for customer in customers] == [201, 429, 201]

    async def test_count_a_refused_body_too(self, limited):
        client = limited(create_customer=1)

        assert [(await client.post("/customers/", content=b"{")).status_code for _ in range(2)] == [422, 429]

    async def test_tell_nothing_of_anonymous_callers_without_an_allowance_spent(self, limited):
        client = limited(token="", default=2)

        assert [(await client.get("/customers/")).status_code for _ in range(3)] == [401, 401, 429]
