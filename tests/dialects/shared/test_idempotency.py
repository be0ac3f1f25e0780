"""A POST sent again with its key has one effect and gets the same answer, for a day."""

import asyncio
import json
from datetime import timedelta

import pytest

from accord.core import access
from accord.core.context import SYSTEM
from dialects.conftest import sign
from make.depth import TRIED, depth

from .drivers import MAKERS, NAMES
from .world import name_of, served

POSTS = [
    (dialect, operation)
    for dialect in NAMES
    for operation in served(dialect)
    if operation.method == "POST" and operation.idempotent
]
KEY = {"Idempotency-Key": "the same key"}
AT_ONCE = depth(50, 200)


@pytest.fixture
def count_events(database):
    """How many events of a request there are, whatever it did."""

    async def count():
        return await database.pool.fetchval("SELECT count(*) FROM events WHERE via <> 'test'")

    return count


class TestSendingAgainWithTheSameKey:
    @pytest.mark.parametrize("pair", POSTS, ids=name_of)
    async def test_answers_the_same_and_does_nothing(self, open_client_of, world, untouched, pair):
        (_, client), operation = open_client_of(pair[0]), pair[1]
        path, body = world.path(operation), world.body(operation)

        first = await client.post(path, json=body, headers=KEY)
        async with untouched():
            again = await client.post(path, json=body, headers=KEY)

        assert (first.status_code, "idempotency-replayed" in first.headers) == (operation.success, False)
        assert again.headers["idempotency-replayed"] == "true"
        assert (again.status_code, again.content) == (first.status_code, first.content)
        for name in ("location", "content-type"):
            assert again.headers.get(name) == first.headers.get(name)
        assert again.headers["x-request-id"] != first.headers["x-request-id"]

    @pytest.mark.parametrize("pair", POSTS, ids=name_of)
    async def test_and_another_body_is_422(self, open_client_of, world, untouched, pair):
        (driver, client), operation = open_client_of(pair[0]), pair[1]
        path, body = world.path(operation), world.body(operation)
        await client.post(path, json=body, headers=KEY)

        async with untouched():
            answer = await client.post(path, json=(body or {}) | {"unknown": 1}, headers=KEY)

        assert answer.status_code == 422
        driver.check_envelope(answer.json(), 422)

    @pytest.mark.parametrize("pair", POSTS, ids=name_of)
    async def test_at_the_same_time_has_one_effect(self, open_client_of, world, count_events, pair):
        (driver, client), operation = open_client_of(pair[0]), pair[1]
        path, body = world.path(operation), world.body(operation)

        answers = await asyncio.gather(*(client.post(path, json=body, headers=KEY) for _ in range(AT_ONCE)))

        done = [answer for answer in answers if answer.status_code == operation.success]
        running = [answer for answer in answers if answer.status_code == 409]
        original = [answer for answer in done if "idempotency-replayed" not in answer.headers]
        assert (len(done) + len(running), len(original)) == (AT_ONCE, 1)
        assert {answer.content for answer in done} == {original[0].content}
        assert await count_events() <= 1
        TRIED["requests at once"] += AT_ONCE
        for answer in running:
            driver.check_envelope(answer.json(), 409)

    async def test_is_told_apart_by_the_body_to_the_byte(self, driver, client, world):
        body = json.dumps(driver.new_record(world.customer.id))
        await client.post(driver.records, content=body, headers=KEY)

        answer = await client.post(driver.records, content=body + " ", headers=KEY)

        assert answer.status_code == 422


class TestWhatAKeyBelongsTo:
    async def test_is_one_caller(self, driver, open_client, world):
        body = driver.new_record(world.customer.id)
        clients = [open_client(driver.base, sign(sub=name)) for name in ("one", "two")]

        answers = [await client.post(driver.records, json=body, headers=KEY) for client in clients]

        assert len({driver.id_of(answer.json()) for answer in answers}) == 2

    async def test_is_one_caller_with_whatever_token(self, driver, open_client, world):
        body = driver.new_record(world.customer.id)
        clients = [open_client(driver.base, sign()) for _ in range(2)]

        answers = [await client.post(driver.records, json=body, headers=KEY) for client in clients]

        assert len({driver.id_of(answer.json()) for answer in answers}) == 1

    async def test_is_one_kind_of_caller(self, driver, open_client, platform, world):
        async with platform.context(SYSTEM, via="test") as ctx:
            _, secret = await access.create_api_key(ctx, name="tests", grants=["crm:admin"])
        body = driver.new_record(world.customer.id)
        clients = [open_client(driver.base, token) for token in (sign(), secret)]

        answers = [await client.post(driver.records, json=body, headers=KEY) for client in clients]

        assert len({driver.id_of(answer.json()) for answer in answers}) == 2

    async def test_is_one_path(self, open_client_of, world):
        paths = {
            **{
                maker.name: (maker.customers, maker.new_customer(email=f"{maker.name}@example.com"))
                for maker in MAKERS
            },
            "engagement": ("/preferences", {"client_id": str(world.customer.id)}),
        }

        for name, (path, body) in paths.items():
            driver, client = open_client_of(name)
            first = await client.post(path, json=body, headers=KEY)
            second = await client.post(driver.records, json=driver.new_record(world.customer.id), headers=KEY)
            assert (first.is_success, second.status_code) == (True, driver.added)
            assert "idempotency-replayed" not in second.headers

    async def test_is_the_path_with_or_without_its_slash(self, driver, client, world):
        body = driver.new_record(world.customer.id)

        answers = [
            await client.post(driver.records.rstrip("/") + slash, json=body, headers=KEY)
            for slash in ("", "/")
        ]

        assert answers[1].headers["idempotency-replayed"] == "true"

    async def test_is_one_dialect(self, open_client_of, world):
        shown = [
            await client.post(driver.records, json=driver.new_record(world.customer.id), headers=KEY)
            for driver, client in map(open_client_of, NAMES)
        ]

        assert [answer.is_success for answer in shown] == [True] * len(NAMES)
        assert ["idempotency-replayed" in answer.headers for answer in shown] == [False] * len(NAMES)

    async def test_is_not_what_is_no_post(self, maker, makers_client, world):
        path = f"{maker.customers.rstrip('/')}/{world.customer.id}"

        for phone in ("+1", "+2"):
            answer = await makers_client.put(path, json=maker.changes(phone=phone), headers=KEY)
            assert answer.json()[maker.word("phone")] == phone


class TestWhatIsKeptUnderAKey:
    @pytest.mark.parametrize(("minutes", "replayed"), [(24 * 60 - 1, True), (24 * 60 + 1, False)])
    async def test_is_kept_for_24_hours(self, driver, client, world, database, minutes, replayed):
        body = driver.new_record(world.customer.id)
        first = await client.post(driver.records, json=body, headers=KEY)
        await database.pool.execute(
            "UPDATE idempotency_keys SET created_at = created_at - $1::interval", timedelta(minutes=minutes)
        )

        again = await client.post(driver.records, json=body, headers=KEY)

        assert ("idempotency-replayed" in again.headers) == replayed
        assert (again.json() == first.json()) == replayed

    async def test_is_no_refusal(self, driver, client, open_client, world):
        good = driver.new_record(world.customer.id)
        nobody, powerless = open_client(driver.base), open_client(driver.base, sign([]))
        refused = [
            (client, b"{"),
            (client, json.dumps(driver.new_record("nonsense"))),
            (client, json.dumps(driver.new_record(world.customer.id, channel="Pigeon"))),
            (powerless, json.dumps(good)),
            (nobody, json.dumps(good)),
        ]
        for caller, body in refused:
            assert (await caller.post(driver.records, content=body, headers=KEY)).status_code >= 400

        answer = await client.post(driver.records, json=good, headers=KEY)

        assert (answer.status_code, "idempotency-replayed" in answer.headers) == (driver.added, False)

    async def test_is_no_refusal_of_a_taken_address(self, maker, makers_client, world):
        taken, good = maker.new_customer(email=world.customer.email), maker.new_customer()
        assert (await makers_client.post(maker.customers, json=taken, headers=KEY)).status_code == 400

        assert (await makers_client.post(maker.customers, json=good, headers=KEY)).status_code == 201

    async def test_is_no_404(self, driver, client, world):
        body = driver.new_record(world.customer.id)
        missing = body | {driver.word("customer_id"): "01a2014d-3ea5-7ac2-9f37-a5543137c136"}
        assert (await client.post(driver.records, json=missing, headers=KEY)).status_code == 404

        answer = await client.post(driver.records, json=body, headers=KEY)

        assert answer.status_code == driver.added

    async def test_is_a_failure_of_ours(self, driver, client, world, broken, count_events):
        body = driver.new_record(world.customer.id)
        async with broken(driver.table):
            first = await client.post(driver.records, json=body, headers=KEY)

        again = await client.post(driver.records, json=body, headers=KEY)

        assert (first.status_code, again.status_code) == (500, 500)
        assert again.headers["idempotency-replayed"] == "true"
        assert await count_events() == 0

    async def test_is_gone_with_the_customer_it_tells_of(self, maker, makers_client, banking):
        made = (await makers_client.post(maker.customers, json=maker.new_customer(), headers=KEY)).json()
        await banking.delete(f"/customers/{made['id']}")

        again = await makers_client.post(maker.customers, json=maker.new_customer(), headers=KEY)

        assert again.status_code == 201
        assert again.json()["id"] != made["id"]

    async def test_is_gone_with_the_customer_whose_record_it_tells_of(self, driver, client, banking, world):
        body = driver.new_record(world.customer.id)
        await client.post(driver.records, json=body, headers=KEY)
        await banking.delete(f"/customers/{world.customer.id}")

        again = await client.post(driver.records, json=body, headers=KEY)

        assert again.status_code == 404


class TestTheKeyItself:
    @pytest.mark.parametrize("key", ["x", "x" * 255, 'a key: with ~ all (sorts) of "signs" '])
    async def test_is_any_printable_ascii(self, driver, client, world, key):
        body = driver.new_record(world.customer.id)

        answer = await client.post(driver.records, json=body, headers={"Idempotency-Key": key})

        assert answer.status_code == driver.added

    @pytest.mark.parametrize("key", ["", "x" * 256, b"\xc3\xa9", b"tab\there", "x" * 5000])
    async def test_is_refused_when_it_is_anything_else(self, driver, client, world, untouched, key):
        body = driver.new_record(world.customer.id)

        async with untouched():
            answer = await client.post(driver.records, json=body, headers={"Idempotency-Key": key})

        assert answer.status_code == driver.invalid
        assert driver.fields(answer.json()) == ["Idempotency-Key"]
