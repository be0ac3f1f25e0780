"""A customer's token reaches that customer's own records and nothing else, by any operation and any id."""

from collections.abc import Iterator
from typing import Any

import pytest

from accord.core.permissions import Permission
from accord.kit.ids import new_id
from dialects.conftest import customer_token, sign

from .drivers import NAMES
from .world import KINDS, STAYING, World, customer_fields, ids_of, kind_of, name_of, record_fields, served

# Not about one customer, or not the customer's own business: refused whatever the claims say.
FORBIDDEN = {
    ("banking", "POST", "/customers"),
    ("banking", "PUT", "/customers/{id}/kyc"),
    ("banking", "GET", "/analytics/dashboard"),
    ("banking", "GET", "/analytics/customers"),
    ("banking", "GET", "/analytics/cases"),
    ("banking", "GET", "/analytics/interactions"),
    ("banking", "GET", "/notifications"),
    ("banking", "POST", "/notifications"),
    ("banking", "GET", "/notifications/{id}"),
    ("banking", "DELETE", "/notifications/{id}"),
    ("banking", "PUT", "/notifications/{id}/read"),
    ("banking", "GET", "/notifications/user/{userId}"),
    ("banking", "GET", "/notifications/user/{userId}/unread"),
    ("banking", "GET", "/workflows/definitions"),
    ("banking", "POST", "/workflows/definitions"),
    ("banking", "GET", "/workflows/definitions/active"),
    ("banking", "GET", "/workflows/definitions/{id}"),
    ("banking", "PUT", "/workflows/definitions/{id}"),
    ("banking", "DELETE", "/workflows/definitions/{id}"),
    ("tourism", "POST", "/customers/"),
    ("tourism", "POST", "/segments/"),
    ("tourism", "GET", "/segments/"),
    ("tourism", "GET", "/segments/{segment_id}"),
    ("tourism", "GET", "/segments/{segment_id}/customers"),
    ("tourism", "PUT", "/segments/{segment_id}"),
    ("tourism", "DELETE", "/segments/{segment_id}"),
    ("tourism", "POST", "/segments/recalculate"),
}
OPERATIONS = [
    (dialect, operation)
    for dialect in NAMES
    for operation in served(dialect)
    if operation.permission is not None
]
ALLOWED = [(d, o) for d, o in OPERATIONS if (d, o.method, o.path) not in FORBIDDEN]
LISTS = [
    (dialect, operation)
    for dialect, operation in ALLOWED
    if operation.method == "GET"
    and not ids_of(operation)
    and "email" not in operation.path
    and not operation.answer_media
]


def foreign_words(world: World, operation: Any) -> dict[str, str]:
    """The other customer's words for the parameters of the path."""
    mirrored = world.mirrored()
    words = {name: str(mirrored.own[kind_of(operation, name)]) for name in ids_of(operation)}
    return words | ({"email": str(mirrored.customer.email)} if "{email}" in operation.path else {})


@pytest.fixture
def own(open_client_of, world):
    """A client of a dialect with the token of the world's own customer, and every right."""
    return lambda dialect: open_client_of(dialect, customer_token(world.customer.id))


class TestACustomersToken:
    @pytest.mark.parametrize("pair", ALLOWED, ids=name_of)
    async def test_serves_for_its_own_records(self, own, world, pair):
        (_, client), operation = own(pair[0]), pair[1]

        answer = await client.request(operation.method, world.path(operation), json=world.body(operation))

        assert answer.status_code == operation.success

    @pytest.mark.parametrize("pair", [pair for pair in ALLOWED if "{" in pair[1].path], ids=name_of)
    async def test_finds_another_customers_records_unknown(self, own, world, untouched, pair):
        (driver, client), operation = own(pair[0]), pair[1]
        words = foreign_words(world, operation)
        if not words:
            return

        async with untouched():
            path = world.path(operation, **words)
            answer = await client.request(operation.method, path, json=world.body(operation))

        kind = kind_of(operation, ids_of(operation)[0]) if ids_of(operation) else "customer"
        assert answer.status_code == 404
        assert driver.text_of(answer.json()) == driver.unknown(kind, next(iter(words.values())))

    @pytest.mark.parametrize("pair", [pair for pair in ALLOWED if customer_fields(pair[1].body)], ids=name_of)
    async def test_writes_nothing_for_another_customer(self, own, world, untouched, pair):
        (driver, client), operation = own(pair[0]), pair[1]

        async with untouched():
            body = world.mirrored().body(operation)
            answer = await client.request(operation.method, world.path(operation), json=body)

        assert answer.status_code == 404
        assert driver.text_of(answer.json()) == driver.unknown("customer", world.foreign_customer.id)

    @pytest.mark.parametrize("pair", [pair for pair in ALLOWED if record_fields(pair[1].body)], ids=name_of)
    async def test_writes_nothing_about_a_record_of_another_customer(self, own, world, untouched, pair):
        (driver, client), operation = own(pair[0]), pair[1]

        for field in record_fields(operation.body):
            kind = KINDS[field]
            body = world.body(operation) | {field: str(world.foreign[kind])}
            async with untouched():
                answer = await client.request(operation.method, world.path(operation), json=body)
            assert answer.status_code == 404
            assert driver.text_of(answer.json()) == driver.unknown(kind, world.foreign[kind])

    @pytest.mark.parametrize("pair", LISTS, ids=name_of)
    async def test_lists_its_own_records_only(self, own, world, pair):
        (_, client), operation = own(pair[0]), pair[1]

        shown = (await client.get(world.path(operation))).json()

        assert foreign_traces(shown, world) == []

    @pytest.mark.parametrize("pair", [pair for pair in LISTS if customer_fields(pair[1].query)], ids=name_of)
    async def test_is_told_of_another_customer_what_it_is_told_of_nobody(self, own, world, pair):
        (_, client), operation = own(pair[0]), pair[1]
        (field,) = customer_fields(operation.query)

        answers = [
            await client.get(world.path(operation), params={field: str(customer_id)})
            for customer_id in (world.customer.id, world.foreign_customer.id, new_id())
        ]

        (status, mine), theirs, nobodys = [(answer.status_code, answer.json()) for answer in answers]
        assert status == 200
        assert theirs == nobodys != mine

    @pytest.mark.parametrize("key", sorted(FORBIDDEN), ids=" ".join)
    async def test_is_refused_what_is_not_about_one_customer(self, own, world, untouched, key):
        driver, client = own(key[0])
        operation = next(o for d, o in OPERATIONS if (d, o.method, o.path) == key)

        async with untouched():
            for each in (world, world.mirrored()):
                answer = await client.request(
                    operation.method, each.path(operation), json=each.body(operation)
                )
                assert answer.status_code == 403
                driver.check_envelope(answer.json(), 403)

    async def test_totals_count_its_own_records_only(self, driver, own):
        _, client = own(driver.name)

        answer = await client.get(driver.records)

        assert (driver.total(answer), len(driver.items(answer))) == (1, 1)

    async def test_finds_none_of_anothers_messages_by_their_plan(self, own, world, database):
        _, client = own("engagement")
        plan = new_id()
        await database.pool.execute("UPDATE communications SET plan_id = $1", plan)

        (row,) = (await client.get("/communications", params={"plan_id": str(plan)})).json()["communications"]

        assert row["communication_id"] == str(world.own["communication"])

    async def test_counts_itself_as_the_only_customer(self, maker, own):
        _, client = own(maker.name)

        answer = await client.get(maker.customers)

        assert (maker.total(answer), len(maker.items(answer))) == (1, 1)

    async def test_does_what_its_claims_say_and_no_more(self, driver, open_client_of, world):
        token = customer_token(world.customer.id, [driver.reads])
        _, client = open_client_of(driver.name, token)

        refused = await client.post(driver.records, json=driver.new_record(world.customer.id))

        assert (await client.get(driver.records)).status_code == 200
        assert refused.status_code == 403

    async def test_reads_nothing_else_than_its_claims_say(self, driver, open_client_of, world):
        others = [each for each in Permission if each != driver.reads]
        _, client = open_client_of(driver.name, customer_token(world.customer.id, others))

        assert (await client.get(driver.records)).status_code == 403

    async def test_moves_no_record_of_its_own_to_another(self, own, world):
        _, client = own("tourism")
        path = f"/interactions/{world.own['interaction']}"

        answer = await client.put(
            path, json={"customer_id": str(world.foreign_customer.id), "summary": "Mine"}
        )

        assert answer.json()["customer_id"] == str(world.customer.id)

    async def test_takes_no_address_of_another(self, own, world, untouched):
        _, client = own("tourism")

        async with untouched():
            path, body = f"/customers/{world.customer.id}", {"email": world.foreign_customer.email}
            assert (await client.put(path, json=body)).status_code == 400

    async def test_has_no_role(self, driver, open_client, world):
        token = sign([], kind="customer", sub=str(world.customer.id), role="admin")

        assert (await open_client(driver.base, token).get(driver.records)).status_code == 403


def foreign_traces(shown: Any, world: World) -> list[str]:
    """Where an answer holds anything of the other customer."""
    names = [str(value) for kind, value in world.foreign.items() if kind not in STAYING]
    names += [str(world.foreign_customer.email), str(world.foreign_customer.full_name)]
    return [text for text in texts_of(shown) if text in names]


def texts_of(shown: Any) -> Iterator[str]:
    if isinstance(shown, dict):
        for value in shown.values():
            yield from texts_of(value)
    elif isinstance(shown, list):
        for value in shown:
            yield from texts_of(value)
    elif isinstance(shown, str):
        yield shown
