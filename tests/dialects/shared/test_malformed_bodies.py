"""What is not JSON that anybody should send is refused before anybody looks at its fields."""

import json

import pytest

from .world import name_of, served

LIMIT = 1_048_576

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
    (dialect, operation)
    for dialect in ("banking", "engagement", "tourism")
    for operation in served(dialect)
    if operation.body is not None
]
JSON = {"content-type": "application/json"}


class TestAMalformedBody:
    @pytest.mark.parametrize("name", MALFORMED)
    async def test_is_refused_and_changes_nothing(self, driver, client, untouched, name):
        async with untouched():
            answer = await client.post(driver.customers, content=MALFORMED[name], headers=JSON)

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
            {"id": "mine", "createdAt": 1, "created_at": [], "isActive": "no"},
            {"number": 10**400},
        ],
    )
    async def test_with_fields_nobody_knows_has_effect_all_the_same(self, driver, client, extra):
        answer = await client.post(driver.customers, json=driver.new_customer() | extra)

        assert answer.status_code == 201
        assert answer.json()["id"] != "mine"

    async def test_of_64_levels_is_read(self, driver, client):
        deep = json.loads("[" * 63 + "]" * 63)

        answer = await client.post(driver.customers, json=driver.new_customer(unknown=deep))

        assert answer.status_code == 201

    async def test_keeps_names_of_all_scripts(self, driver, client):
        name = "Zoë 李 \U0001f600 عمر"

        answer = await client.post(driver.customers, json=driver.new_customer(given_name=name))

        assert answer.json()[driver.word("given_name")] == name

    async def test_absent_counts_as_empty(self, driver, client):
        nothing = await client.post(driver.customers)
        empty = await client.post(driver.customers, json={})

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
    async def test_of_json_is_accepted(self, driver, client, declared):
        raw = json.dumps(driver.new_customer()).encode()

        answer = await client.post(driver.customers, content=raw, headers={"content-type": declared})

        assert answer.status_code == 201

    async def test_may_be_left_out(self, driver, client):
        raw = json.dumps(driver.new_customer()).encode()

        assert (await client.post(driver.customers, content=raw)).status_code == 201

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
    async def test_of_anything_else_is_415(self, driver, client, untouched, declared):
        raw = json.dumps(driver.new_customer()).encode()

        async with untouched():
            answer = await client.post(driver.customers, content=raw, headers={"content-type": declared})

        assert answer.status_code == 415
        driver.check_envelope(answer.json(), 415)


class TestTheSizeOfABody:
    async def test_may_be_one_mebibyte(self, driver, client):
        raw = json.dumps(driver.new_customer()).encode().ljust(LIMIT)

        assert (await client.post(driver.customers, content=raw, headers=JSON)).status_code == 201

    async def test_above_is_413(self, driver, client, untouched):
        raw = json.dumps(driver.new_customer()).encode().ljust(LIMIT + 1)

        async with untouched():
            answer = await client.post(driver.customers, content=raw, headers=JSON)

        assert answer.status_code == 413
        driver.check_envelope(answer.json(), 413)

    async def test_above_is_413_when_it_comes_in_chunks(self, driver, client, untouched):
        async def chunks():
            for _ in range(17):
                yield b" " * 65_536

        async with untouched():
            answer = await client.post(driver.customers, content=chunks(), headers=JSON)

        assert answer.status_code == 413
        driver.check_envelope(answer.json(), 413)

    async def test_below_may_come_in_chunks(self, driver, client):
        async def chunks():
            for byte in json.dumps(driver.new_customer()).encode():
                yield bytes([byte])

        assert (await client.post(driver.customers, content=chunks(), headers=JSON)).status_code == 201
