"""The fast way and the field-by-field way of reading a body are one."""

import json
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from hypothesis import example, given, settings
from hypothesis import strategies as some

from accord.kit.http.bodies import InvalidInput, MalformedBody, Reader
from accord.kit.http.json_text import check_text

from .forms import ID, Form

ZONE = ZoneInfo("America/Sao_Paulo")
reader = Reader(Form, ZONE)

texts = some.sampled_from(["", " ", "Ann", " Ann ", "é\u00a0", "\u2003x", "0123456789", "😀"]) | some.text(
    max_size=12
)
numbers = some.sampled_from(["0", "-0", "5.0", "5e0", "1E2", "1.50", "-1.5", "1e400", "99999.99", "9" * 30])
moments = some.datetimes().map(datetime.isoformat) | some.sampled_from(
    [
        "2026-02-12T10:00:00.1234567Z",
        "2026-02-12 10:00:00+00:00",
        "2026-02-12",
        "2026-02-12T10:00:00-00:00",
        "",
    ]
)
values = {
    "fullName": texts,
    "level": some.sampled_from(["Low", "HIGH", " low", "", "Middle"]),
    "replyTo": some.sampled_from(["a@b.example", " a@b.example", "a@b", "ü@exämple.de", ""]) | some.none(),
    "nick": texts,
    "note": texts | some.none(),
    "rating": some.integers(0, 6) | some.none() | some.booleans(),
    "bornOn": moments | some.none(),
    "dueAt": moments | some.none(),
    "owner": some.sampled_from([ID, ID.upper(), ID.replace("-", ""), f" {ID}", ""]) | some.none(),
    "heir": some.sampled_from([ID, "no-heir", " no-heir\n", "no-heir!", "No-Heir", ""]) | some.none(),
    "memo": some.sampled_from(["no-memo", " no-memo", "no-memo!", "memo", ""]) | some.none(),
    "tags": some.lists(texts, max_size=3),
    "lines": some.lists(
        some.fixed_dictionaries({"unitPrice": some.integers(-1, 10) | some.just("5")}), max_size=4
    ),
    "weights": some.dictionaries(texts, some.floats(allow_nan=False, allow_infinity=False), max_size=2),
    "context": texts | some.dictionaries(texts, texts, max_size=2),
    "extra": some.recursive(
        texts | some.booleans() | some.none(), lambda inner: some.lists(inner, max_size=2)
    ),
    "shown": some.sampled_from([True, "all", "ALL", "some", None]),
    "code": some.sampled_from(["DE", "de", " DE", ""]),
}
bodies = some.fixed_dictionaries({}, optional=values)


def outcome(read: Any, raw: bytes) -> object:
    try:
        form = read(raw)
    except InvalidInput as refused:
        return refused.problems
    except MalformedBody:
        return "malformed"
    return repr(msgspec.to_builtins(form, builtin_types=(Decimal, datetime)))


class TestTheTwoWaysOfReading:
    @given(body=bodies, ascii_only=some.booleans())
    @settings(max_examples=400, deadline=None)
    def test_agree_on_bodies(self, body, ascii_only):
        raw = json.dumps(body, ensure_ascii=ascii_only).encode(errors="surrogatepass")

        assert outcome(reader.read, raw) == outcome(read_slowly, raw)

    @given(number=numbers, field=some.sampled_from(["rating", "extra", "fullName", "dueAt", "unknown"]))
    @settings(max_examples=100, deadline=None)
    def test_agree_on_numbers(self, number, field):
        raw = f'{{"fullName": "Ann", "{field}": {number}, "weights": {{"a": {number}}}}}'.encode()

        assert outcome(reader.read, raw) == outcome(read_slowly, raw)

    @given(number=numbers)
    @settings(max_examples=50, deadline=None)
    def test_agree_on_decimals(self, number):
        raw = f'{{"fullName": "Ann", "lines": [{{"unitPrice": {number}}}]}}'.encode()

        assert outcome(reader.read, raw) == outcome(read_slowly, raw)

    @given(at=some.integers(0, 80), byte=some.integers(0, 255), drop=some.integers(0, 2))
    @example(at=13, byte=0x1F, drop=0)
    @settings(max_examples=400, deadline=None)
    def test_agree_on_damaged_bodies(self, at, byte, drop):
        whole = b'{"fullName":"Ann","x":[1,2.5e1,"\\u00e9"],"owner":"%s","tags":["a"]}' % ID.encode()
        raw = whole[:at] + bytes([byte]) + whole[at + drop :]

        assert outcome(reader.read, raw) == outcome(read_slowly, raw)


def read_slowly(raw: bytes) -> Form:
    """What `read` does, never trusting the decoder."""
    check_text(raw)
    return reader.read_slowly(raw)
