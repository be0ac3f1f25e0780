"""Unknown paths, wrong methods, bad ids, taken addresses; and which refusal comes first when several apply."""

import pytest

from accord.kit.ids import new_id
from dialects.conftest import sign

from .drivers import NAMES
from .world import NOT_LOOKED_UP, STAYING, ids_of, kind_of, methods_of, name_of, served

LIMIT = 1_048_576
MALFORMED_IDS = [
    "17",
    "me",
    "{id}",
    "0" * 32,
    "urn:uuid:01a2014d-3ea5-7ac2-9f37-a5543137c136",
    "%20",
    "%00",
    "é",
]
ALMOST_IDS = ["01a2014d-3ea5-7ac2-9f37-a5543137c13", "01a2014d-3ea5-7ac2-9f37-a5543137c1366", "x" * 500]
WITH_ID = [(dialect, operation) for dialect in NAMES for operation in served(dialect) if ids_of(operation)]


def naming_none_of(kinds):
    """Operations with an id of none of these kinds of objects."""
    return [pair for pair in WITH_ID if all(kind_of(pair[1], name) not in kinds for name in ids_of(pair[1]))]


LOOKED_UP = naming_none_of(NOT_LOOKED_UP)
OF_A_CUSTOMER = naming_none_of(STAYING)
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW")


class TestAnIdInThePath:
    @pytest.mark.parametrize("pair", WITH_ID, ids=name_of)
    async def test_that_is_malformed_is_refused(self, open_client_of, world, untouched, pair):
        (driver, client), operation = open_client_of(pair[0]), pair[1]

        async with untouched():
            for bad in MALFORMED_IDS + ALMOST_IDS:
                path = world.path(operation, **dict.fromkeys(ids_of(operation), bad))
                answer = await client.request(operation.method, path, json=world.body(operation))
                assert (answer.status_code, bad) == (driver.invalid, bad)
                driver.check_envelope(answer.json(), driver.invalid)

    @pytest.mark.parametrize("pair", LOOKED_UP, ids=name_of)
    async def test_that_is_unknown_is_404(self, open_client_of, world, untouched, pair):
        (driver, client), operation = open_client_of(pair[0]), pair[1]
        (parameter,), unknown = ids_of(operation), str(new_id())
        path = world.path(operation, **{parameter: unknown})

        async with untouched():
            answer = await client.request(operation.method, path, json=world.body(operation))

        assert answer.status_code == 404
        driver.check_envelope(answer.json(), 404)
        assert driver.text_of(answer.json()) == driver.unknown(kind_of(operation, parameter), unknown)

    @pytest.mark.parametrize("pair", WITH_ID, ids=name_of)
    async def test_may_be_written_in_capitals(self, open_client_of, world, pair):
        (_, client), operation = open_client_of(pair[0]), pair[1]
        (parameter,) = ids_of(operation)
        known = str(world.own[kind_of(operation, parameter)])
        path = world.path(operation, **{parameter: known.upper()})

        answer = await client.request(operation.method, path, json=world.body(operation))

        assert answer.status_code == operation.success

    @pytest.mark.parametrize("pair", OF_A_CUSTOMER, ids=name_of)
    async def test_of_an_erased_customer_is_404(self, open_client_of, banking, world, untouched, pair):
        (driver, client), operation = open_client_of(pair[0]), pair[1]
        await banking.delete(f"/customers/{world.customer.id}")

        async with untouched():
            answer = await client.request(operation.method, world.path(operation), json=world.body(operation))

        assert answer.status_code == 404
        driver.check_envelope(answer.json(), 404)


class TestACustomerInTheBody:
    async def test_that_is_unknown_or_erased_is_404(self, driver, client, banking, world, untouched):
        await banking.delete(f"/customers/{world.customer.id}")

        async with untouched():
            for gone in (world.customer.id, new_id()):
                answer = await client.post(driver.records, json=driver.new_record(gone))
                assert answer.status_code == 404
                assert driver.text_of(answer.json()) == driver.unknown("customer", gone)

    async def test_may_be_written_in_capitals(self, driver, client, world):
        body = driver.new_record(str(world.customer.id).upper())

        answer = await client.post(driver.records, json=body)

        kept = (await client.get(driver.record(driver.id_of(answer.json())))).json()
        assert answer.status_code == driver.added
        assert kept[driver.word("customer_id")] == str(world.customer.id)


class TestAnAddressThatIsTaken:
    @pytest.mark.parametrize("change", [str, str.upper, str.title, lambda email: f"  {email} "])
    async def test_is_400_in_any_letter_case(self, maker, makers_client, world, untouched, change):
        body = maker.new_customer(email=change(world.customer.email))

        async with untouched():
            answer = await makers_client.post(maker.customers, json=body)

        assert (answer.status_code, maker.text_of(answer.json())) == (400, "Email already registered")
        maker.check_envelope(answer.json(), 400)

    async def test_is_free_again_once_its_customer_is_erased(self, maker, makers_client, banking, world):
        await banking.delete(f"/customers/{world.customer.id}")

        body = maker.new_customer(email=world.customer.email)
        answer = await makers_client.post(maker.customers, json=body)

        assert answer.status_code == 201


class TestAnUnknownPath:
    @pytest.mark.parametrize("path", ["/nowhere", "/customers/a/b/c/d", "/Customers", "/Communications"])
    async def test_is_404_with_any_method(self, driver, client, path):
        for method in ("GET", "POST", "PUT", "DELETE", "PATCH"):
            answer = await client.request(method, client.base_url.join(driver.base + path))
            assert (answer.status_code, method) == (404, method)
            driver.check_envelope(answer.json(), 404)
            assert driver.text_of(answer.json()).lower() in ("not found", "resource not found")


class TestAWrongMethod:
    async def test_is_405_and_names_the_right_ones(self, driver, client, world, untouched):
        async with untouched():
            for path, methods in methods_of(driver, world).items():
                for wrong in set(METHODS) - methods:
                    answer = await client.request(wrong, path)
                    assert (answer.status_code, wrong, path) == (405, wrong, path)
                    assert set(answer.headers["allow"].split(", ")) == methods
                    if wrong != "HEAD":
                        driver.check_envelope(answer.json(), 405)


async def refusal(client, method, path, **request):
    return (await client.request(method, path, **request)).status_code


class TestTheOrderOfChecks:
    async def test_puts_path_and_method_before_the_token(self, driver, open_client):
        nobody = open_client(driver.base)

        assert await refusal(nobody, "GET", "/nowhere") == 404
        assert await refusal(nobody, "PATCH", driver.records) == 405

    async def test_puts_the_size_before_the_token(self, driver, open_client):
        nobody, large = open_client(driver.base), b" " * (LIMIT + 1)

        assert await refusal(nobody, "POST", driver.records, content=large) == 413

    async def test_puts_the_token_before_ids_and_bodies(self, driver, open_client):
        nobody = open_client(driver.base)

        assert await refusal(nobody, "POST", driver.records, content=b"{") == 401
        assert await refusal(nobody, "GET", driver.record(17)) == 401
        assert await refusal(nobody, "GET", driver.records, params=driver.page(0, 0)) == 401

    async def test_puts_the_permission_before_ids_and_bodies(self, driver, open_client):
        nothing = open_client(driver.base, sign([]))

        assert await refusal(nothing, "POST", driver.records, content=b"{") == 403
        assert await refusal(nothing, "GET", driver.record(17)) == 403
        assert await refusal(nothing, "GET", driver.records, params=driver.page(0, 0)) == 403
        assert await refusal(nothing, "GET", driver.record(new_id())) == 403

    async def test_puts_the_body_before_existence(self, maker, makers_client):
        path = f"{maker.customers.rstrip('/')}/{new_id()}"
        wrong, plain = maker.changes(phone="1" * 21), {"content-type": "text/plain"}

        assert await refusal(makers_client, "PUT", path, content=b"{") == maker.invalid
        assert await refusal(makers_client, "PUT", path, json=wrong) == maker.invalid
        assert await refusal(makers_client, "PUT", path, content=b"{}", headers=plain) == 415
        assert await refusal(makers_client, "PUT", path, json={}) == 404

    async def test_puts_fields_before_what_they_refer_to(self, driver, client):
        body = driver.new_record(new_id(), channel="Pigeon")

        assert await refusal(client, "POST", driver.records, json=body) == driver.invalid
        assert await refusal(client, "POST", driver.records, json=driver.new_record(new_id())) == 404

    async def test_puts_a_wrong_field_before_a_taken_address(self, maker, makers_client, world):
        body = maker.new_customer(email=world.customer.email, phone="1" * 21)

        answer = await makers_client.post(maker.customers, json=body)

        assert answer.status_code == maker.invalid
        assert maker.fields(answer.json()) == [maker.word("phone")]
