"""What belongs to the way a request comes in: request ids, HEAD, slashes, keys, sites, proxies, mounts."""

import msgspec
import pytest

from accord.app.settings import (
    CorsSettings,
    ListenSettings,
    RateLimitSettings,
    RateLimitStore,
    ServerSettings,
)
from accord.app.settings.values import Dialect
from accord.kit.ids import new_id, read_uuid
from dialects.conftest import bearer, sign

from .conftest import driver_called
from .drivers import DRIVERS, NAMES
from .world import name_of, served

OPERATIONS = [(dialect, operation) for dialect in NAMES for operation in served(dialect)]
GETS = [pair for pair in OPERATIONS if pair[1].method == "GET" and pair[1].auth != "signature"]
SITE = "https://crm.example.com"
EXPOSED = {
    *("X-Request-Id", "X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset", "Retry-After"),
    *("X-Total-Count", "X-Page-Number", "X-Page-Size", "Link", "Location", "Idempotency-Replayed"),
}


class TestTheRequestId:
    async def test_is_on_every_answer(self, driver, client):
        answers = [
            await client.get(driver.records),
            await client.get("/nowhere"),
            await client.patch(driver.records),
            await client.post(driver.records, content=b"{"),
            await client.get(driver.records, headers={"Authorization": "Bearer nonsense"}),
        ]

        ids = [read_uuid(answer.headers["x-request-id"]) for answer in answers]
        assert None not in ids
        assert len(set(ids)) == len(ids)

    async def test_is_the_callers_when_it_is_a_uuid(self, driver, client):
        sent = str(new_id())

        for spelled in (sent, sent.upper()):
            answer = await client.get(driver.records, headers={"X-Request-Id": spelled})
            assert answer.headers["x-request-id"] == sent

    @pytest.mark.parametrize("sent", ["17", "", "x" * 200, "0" * 32, "\x7f", "a, b"])
    async def test_is_a_new_one_when_the_callers_is_none(self, driver, client, sent):
        answer = await client.get(driver.records, headers={"X-Request-Id": sent})

        assert read_uuid(answer.headers["x-request-id"]) is not None

    async def test_is_kept_with_what_was_done(self, driver, client, world, database):
        sent, body = new_id(), driver.new_record(world.customer.id)

        await client.post(driver.records, json=body, headers={"X-Request-Id": str(sent)})

        assert await database.pool.fetchval("SELECT request_id FROM events WHERE via <> 'test'") == sent


class TestHead:
    @pytest.mark.parametrize("pair", GETS, ids=name_of)
    async def test_answers_like_get_without_a_body(self, open_client_of, world, pair):
        (_, client), operation = open_client_of(pair[0]), pair[1]

        get = await client.get(world.path(operation))
        head = await client.head(world.path(operation))

        names = {"content-type", "link", "x-total-count", "x-page-number", "x-page-size"}
        assert head.status_code == get.status_code == 200
        assert {n: head.headers.get(n) for n in names} == {n: get.headers.get(n) for n in names}
        assert abs(int(head.headers["content-length"]) - int(get.headers["content-length"])) <= 8

    async def test_of_a_refusal_is_refused_alike(self, driver, client):
        assert (await client.head(driver.record(new_id()))).status_code == 404
        assert (await client.head("/nowhere")).status_code == 404


class TestASlashAtTheEnd:
    @pytest.mark.parametrize("pair", OPERATIONS, ids=name_of)
    async def test_makes_no_difference_and_never_redirects(self, open_client_of, world, pair):
        (_, client), operation = open_client_of(pair[0]), pair[1]
        path, mark, query = world.path(operation).partition("?")
        spelled = [path.rstrip("/") + slash + mark + query for slash in ("", "/")]

        answers = [await client.request(operation.method, each, content=b"{") for each in spelled]
        unslashed = [answer.status_code for answer in answers]

        assert unslashed[0] not in (301, 302, 307, 308, 404, 405)
        if operation.method != "DELETE":
            assert unslashed[0] == unslashed[1]


class TestAnAnswer:
    async def test_is_utf8_json_without_a_server_of_its_own(self, driver, client, world):
        answer = await client.get(driver.records)

        assert answer.headers["content-type"] == "application/json"
        assert "server" not in answer.headers
        answer.content.decode()

    async def test_without_content_has_no_type_and_no_length(self, banking, world):
        answer = await banking.delete(f"/customers/{world.customer.id}")

        assert (answer.status_code, answer.content) == (204, b"")
        assert {"content-type", "content-length"} & answer.headers.keys() == set()

    async def test_of_a_bug_tells_nothing_of_it(self, driver, client, world, broken):
        async with broken(driver.table):
            answer = await client.post(driver.records, json=driver.new_record(world.customer.id))

        assert (answer.status_code, driver.text_of(answer.json())) == (500, "Internal server error")
        driver.check_envelope(answer.json(), 500)
        assert "canary" not in answer.text


class TestOtherSites:
    @pytest.fixture
    def open_site(self, settings, serve, connect, driver):
        app = serve(msgspec.structs.replace(settings, cors=CorsSettings(allow_origins=(SITE,))))
        return lambda **headers: connect(app, f"http://accord.test{driver.base}", **bearer(sign()) | headers)

    async def test_that_are_listed_may_read_answers(self, driver, open_site):
        client = open_site(Origin=SITE)

        for path in (driver.records, "/nowhere"):
            headers = (await client.get(path)).headers
            assert headers["access-control-allow-origin"] == SITE
            assert headers["access-control-allow-credentials"] == "true"
            assert set(headers["access-control-expose-headers"].split(", ")) >= EXPOSED
            assert "Origin" in headers["vary"]

    @pytest.mark.parametrize(
        "origin",
        [
            "https://crm.example.com.evil.test",
            "http://crm.example.com",
            "https://example.com",
            "null",
            SITE + ":443",
        ],
    )
    async def test_that_are_not_listed_may_not(self, driver, open_site, origin):
        client = open_site(Origin=origin)

        asked = await client.get(driver.records)
        before = await client.options(driver.records, headers={"Access-Control-Request-Method": "GET"})

        for headers in (asked.headers, before.headers):
            assert [name for name in headers if name.startswith("access-control")] == []
            assert headers["vary"] == "Origin"

    async def test_ask_first_and_are_told_the_methods(self, driver, open_site):
        headers = {
            "Access-Control-Request-Method": "PUT",
            "Access-Control-Request-Headers": "authorization, content-type, idempotency-key",
        }

        for path in (driver.records, driver.record(17), "/nowhere"):
            answer = await open_site(Origin=SITE, Authorization="").options(path, headers=headers)
            assert answer.status_code in (200, 204)
            assert answer.headers["access-control-allow-origin"] == SITE
            assert set(answer.headers["access-control-allow-methods"].split(", ")) == driver.methods
            allowed = answer.headers["access-control-allow-headers"].lower().split(", ")
            assert {"authorization", "content-type", "x-api-key", "idempotency-key"} <= set(allowed)

    async def test_are_not_spoken_of_where_none_is_listed(self, driver, client):
        answer = await client.get(driver.records, headers={"Origin": SITE})

        assert [name for name in answer.headers if name.startswith("access-control")] == []


class TestHowADialectIsChosen:
    @pytest.fixture
    def listening(self, settings, serve):
        mapping = {
            ":5001": Dialect.BANKING,
            ":8001": Dialect.ENGAGEMENT,
            "tours.example.com": Dialect.TOURISM,
            "bank.example.com:8443": Dialect.BANKING,
        }
        return serve(msgspec.structs.replace(settings, listen=ListenSettings(map=mapping)))

    @pytest.mark.parametrize(
        ("site", "dialect"),
        [
            ("http://127.0.0.1:5001", "banking"),
            ("http://whatever.example.com:5001", "banking"),
            ("http://localhost:8001", "engagement"),
            ("http://tours.example.com", "tourism"),
            ("http://TOURS.example.com:8000", "tourism"),
            ("https://bank.example.com:8443", "banking"),
        ],
    )
    async def test_by_port_or_host_at_its_own_base(self, listening, connect, world, site, dialect):
        driver = driver_called(dialect)
        client = connect(listening, site, **bearer(sign()))

        body = driver.new_record(world.customer.id)
        answer = await client.post(driver.own_base + driver.records, json=body)
        missing = [await client.get(path) for path in ("/nowhere", driver.base + driver.records, "/healthz")]

        assert answer.status_code == driver.added
        assert [refused.status_code for refused in missing] == [404] * 3
        for refused in missing:
            driver.check_envelope(refused.json(), 404)
        assert answer.headers.get("location", driver.own_base).startswith(driver.own_base)

    async def test_by_prefix_everywhere_else(self, listening, connect):
        client = connect(listening, "http://bank.example.com:80", **bearer(sign()))

        for driver in DRIVERS:
            assert (await client.get(driver.base + driver.records)).status_code == 200

    @pytest.mark.parametrize(
        "path", ["/{name}", "/{name}/", "/{name}/x", "/{name}/healthz", "/{name}/api/nowhere"]
    )
    async def test_so_that_all_below_its_name_wears_its_envelope(self, driver, open_client, path):
        answer = await open_client("").get(path.format(name=driver.name))

        assert answer.status_code == 404
        driver.check_envelope(answer.json(), 404)
        assert answer.headers["cache-control"] == "no-store"

    @pytest.mark.parametrize(
        "path", ["/nowhere", "/bankings/api", "/xbanking/api", "/api/customers", "/Banking/api"]
    )
    async def test_so_that_all_else_is_the_platforms_own(self, open_client, path):
        answer = await open_client("").get(path)

        assert answer.status_code == 404
        assert answer.json() == {"error": {"code": "NOT_FOUND", "message": "Not found"}}

    async def test_by_either_of_tourisms_bases(self, open_client, world):
        for base in ("/tourism/api/v1", "/tourism/v1"):
            shown = (await open_client(base, sign()).get(f"/customers/{world.customer.id}")).json()
            assert shown["id"] == str(world.customer.id)

    async def test_so_that_engagements_bare_base_is_no_other_dialects(self, listening, connect):
        for site, dialect in (("http://tours.example.com", "tourism"), ("http://x.test:5001", "banking")):
            answer = await connect(listening, site, **bearer(sign())).get("/api/crm/communications")
            assert answer.status_code == 404
            driver_called(dialect).check_envelope(answer.json(), 404)


class TestForwardedAddresses:
    @pytest.fixture
    def statuses(self, limited_settings, serve, connect):
        """Two requests' statuses under an allowance of one for each address, each with its own header."""
        limits = RateLimitSettings(store=RateLimitStore.MEMORY, overrides={"banking.anonymous": 1})
        trusted = ServerSettings(worker=False, trusted_proxies=("10.0.0.0/8", "2001:db8::/32"))
        app = serve(msgspec.structs.replace(limited_settings, rate_limits=limits, server=trusted))

        async def ask(address, *forwarded):
            client = connect(app, "http://accord.test/banking/api", address=address)
            answers = [await client.get("/health", headers={"X-Forwarded-For": each}) for each in forwarded]
            return [answer.status_code for answer in answers]

        return ask

    async def test_are_believed_from_our_proxies(self, statuses):
        assert await statuses("10.1.2.3", "198.51.100.1", "198.51.100.2", "198.51.100.1") == [200, 200, 429]

    async def test_are_not_believed_from_anybody_else(self, statuses):
        assert await statuses("192.0.2.1", "198.51.100.1", "198.51.100.2") == [200, 429]

    async def test_are_read_from_the_right_past_our_own_proxies(self, statuses):
        chains = ("1.1.1.1, 198.51.100.1, 10.9.9.9", "2.2.2.2, 198.51.100.1")

        assert await statuses("10.1.2.3", *chains) == [200, 429]

    async def test_that_are_none_leave_the_proxys(self, statuses):
        assert await statuses("10.1.2.3", "unknown", "_hidden", "") == [200, 429, 429]
