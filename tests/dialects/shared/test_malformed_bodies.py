"""What is not JSON that anybody should send is refused before anybody looks at its fields."""

import json

import pytest

from .drivers import NAMES
from .world import name_of, served

LIMIT = 1_048_576
SCRIPTS = "Zoë 李 \U0001f600 عمر"

MALFORMED = {
    "nothing that ends": b"{",
    "a word": b"hello",
    "a list": b"[]",
    "a text": b'"x"',
    "a number": b"1",
    "null": b"null",
    "true": b"true",
    "two objects": b"{} {}",
    "a comma too many": b'{"email": "a@example.com",}',
    "single quotes": b"{'email': 'a@example.com'}",
    "a comment": b'{} // "x"',
    "a byte that is not UTF-8": b'{"email": "\xff"}',
    "UTF-16": '{"email": "a@example.com"}'.encode("utf-16"),
    "a surrogate in UTF-8": b'{"email": "\xed\xa0\x80"}',
    "NaN": b'{"email": NaN}',
    "Infinity": b'{"email": -Infinity}',
    "NaN where nobody reads": b'{"unknown": NaN}',
    "NUL": b'{"email": "a\\u0000b"}',
    "NUL where nobody reads": b'{"unknown": ["a\\u0000b"]}',
    "a raw NUL": b'{"email": "a\x00b"}',
    "a raw line break in a text": b'{"email": "a\nb"}',
    "half a surrogate pair": b'{"email": "\\ud83d"}',
    "the other half": b'{"email": "\\ude00"}',
    "a pair in the wrong order": b'{"email": "\\ude00\\ud83d"}',
    "65 levels of lists": b'{"x": ' + b"[" * 64 + b"]" * 64 + b"}",
    "65 levels of objects": b'{"x":' * 65 + b"1" + b"}" * 65,
    "50 000 levels": b"[" * 50_000,
    "an unknown escape": b'{"email": "\\x41"}',
    "a number with a leading zero": b'{"x": 01}',
}

WITH_BODY = [
    (dialect, operation) for dialect in NAMES for operation in served(dialect) if operation.body is not None
]
JSON = {"content-type": "application/json"}


@pytest.fixture
def raw(driver, world):
    """A body that would have effect."""
    return json.dumps(driver.new_record(world.customer.id)).encode()


class TestAMalformedBody:
    @pytest.mark.parametrize("name", MALFORMED)
    async def test_is_refused_and_changes_nothing(self, driver, client, untouched, name):
        async with untouched():
            answer = await client.post(driver.records, content=MALFORMED[name], headers=JSON)

        assert answer.status_code == driver.invalid
        driver.check_envelope(answer.json(), driver.invalid)

    @pytest.mark.parametrize("pair", WITH_BODY, ids=name_of)
    async def test_is_refused_by_every_operation(self, open_client_of, world, untouched, pair):
        (driver, client), operation = open_client_of(pair[0]), pair[1]

        async with untouched():
            for raw in MALFORMED.values():
                answer = await client.request(
                    operation.method, world.path(operation), content=raw, headers=JSON
                )
                assert answer.status_code == driver.invalid, raw[:40]
                driver.check_envelope(answer.json(), driver.invalid)


class TestAnUnusualBodyThatIsWellFormed:
    @pytest.mark.parametrize(
        "extra",
        [
            {"unknown": [[1, {"deep": None}]]},
            {"id": "mine", "communication_id": "mine", "createdAt": 1, "created_at": [], "isActive": "no"},
            {"number": 10**400},
        ],
    )
    async def test_with_fields_nobody_knows_has_effect_all_the_same(self, driver, client, world, extra):
        body = driver.new_record(world.customer.id) | extra

        answer = await client.post(driver.records, json=body)

        assert answer.status_code == driver.added
        assert driver.id_of(answer.json()) != "mine"

    async def test_of_64_levels_is_read(self, driver, client, world):
        deep = json.loads("[" * 63 + "]" * 63)

        answer = await client.post(driver.records, json=driver.new_record(world.customer.id, unknown=deep))

        assert answer.status_code == driver.added

    async def test_keeps_names_of_all_scripts(self, maker, makers_client):
        answer = await makers_client.post(maker.customers, json=maker.new_customer(given_name=SCRIPTS))

        assert answer.json()[maker.word("given_name")] == SCRIPTS

    async def test_keeps_what_a_message_is_about_in_all_scripts(self, open_client_of, world):
        driver, client = open_client_of("engagement")
        about = {SCRIPTS: [SCRIPTS, 1.5, None, True, {"deep": 10**15}]}

        made = (
            await client.post(driver.records, json=driver.new_record(world.customer.id, context=about))
        ).json()

        assert (await client.get(driver.record(driver.id_of(made)))).json()["context"] == about

    async def test_absent_counts_as_empty(self, driver, client):
        nothing = await client.post(driver.records)
        empty = await client.post(driver.records, json={})

        assert nothing.status_code == empty.status_code == driver.invalid
        assert driver.fields(nothing.json()) == driver.fields(empty.json())


class TestTheMediaType:
    @pytest.mark.parametrize(
        "declared",
        [
            "application/json",
            "application/json; charset=utf-8",
            "Application/JSON",
            "application/vnd.api+json",
            "application/merge-patch+json;x=y",
        ],
    )
    async def test_of_json_is_accepted(self, driver, client, raw, declared):
        answer = await client.post(driver.records, content=raw, headers={"content-type": declared})

        assert answer.status_code == driver.added

    async def test_may_be_left_out(self, driver, client, raw):
        assert (await client.post(driver.records, content=raw)).status_code == driver.added

    @pytest.mark.parametrize(
        "declared",
        [
            "text/plain",
            "text/json",
            "application/xml",
            "application/x-www-form-urlencoded",
            "application/jsonx",
            "x",
        ],
    )
    async def test_of_anything_else_is_415(self, driver, client, raw, untouched, declared):
        async with untouched():
            answer = await client.post(driver.records, content=raw, headers={"content-type": declared})

        assert answer.status_code == 415
        driver.check_envelope(answer.json(), 415)


class TestTheSizeOfABody:
    async def test_may_be_one_mebibyte(self, driver, client, raw):
        answer = await client.post(driver.records, content=raw.ljust(LIMIT), headers=JSON)

        assert answer.status_code == driver.added

    async def test_above_is_413(self, driver, client, raw, untouched):
        async with untouched():
            answer = await client.post(driver.records, content=raw.ljust(LIMIT + 1), headers=JSON)

        assert answer.status_code == 413
        driver.check_envelope(answer.json(), 413)

    async def test_above_is_413_when_it_comes_in_chunks(self, driver, client, untouched):
        async def chunks():
            for _ in range(17):
                yield b" " * 65_536

        async with untouched():
            answer = await client.post(driver.records, content=chunks(), headers=JSON)

        assert answer.status_code == 413
        driver.check_envelope(answer.json(), 413)

    async def test_below_may_come_in_chunks(self, driver, client, raw):
        async def chunks():
            for byte in raw:
                yield bytes([byte])

        answer = await client.post(driver.records, content=chunks(), headers=JSON)

        assert answer.status_code == driver.added
