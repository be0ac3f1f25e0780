from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
import pytest
from msgspec import UNSET

from accord.kit.http.bodies import InvalidInput, MalformedBody, Reader
from accord.kit.problems import Problem

from .forms import ID, Form, Group, Level, Line, Strict

PARIS = ZoneInfo("Europe/Paris")

reader = Reader(Form, PARIS)


def read(**fields: object) -> Form:
    return reader.read(msgspec.json.encode({"fullName": "Ann", **fields}))


def problems(**fields: object) -> list[tuple[str, str, str]]:
    with pytest.raises(InvalidInput) as refused:
        read(**fields)
    return [(problem.field, problem.message, problem.code) for problem in refused.value.problems]


class TestReadingABody:
    def test_trims_text(self):
        assert read(fullName="\u00a0 Ann \n").full_name == "Ann"

    def test_measures_text_after_trimming(self):
        assert read(fullName="  0123456789  ").full_name == "0123456789"

    @pytest.mark.parametrize("raw", [b"", b"  \n"])
    def test_takes_no_body_for_an_empty_object(self, raw):
        with pytest.raises(InvalidInput, match="fullName is required"):
            reader.read(raw)

    def test_ignores_unknown_fields(self):
        assert read(unknown={"a": [1, 1e300]}) == Form("Ann")

    def test_keeps_absent_null_and_a_value_apart(self):
        assert [read().born_on, read(bornOn=None).born_on, read(bornOn="1990-02-28").born_on] == [
            UNSET,
            None,
            date(1990, 2, 28),
        ]

    @pytest.mark.parametrize("text", ["High", "high", "HIGH", " hIgH "])
    def test_takes_a_choice_in_any_letter_case(self, text):
        assert read(level=text).level is Level.HIGH

    @pytest.mark.parametrize("raw", [b"no-heir", b" no-heir ", b"no-h\\u0065ir"])
    def test_takes_a_word_that_stands_for_nothing_as_nothing(self, raw):
        assert reader.read(b'{"fullName": "Ann", "heir": "%b"}' % raw).heir is None

    def test_takes_such_a_word_for_nothing_in_texts_too(self):
        assert (read(memo="no-memo").memo, read(memo="a memo").memo) == (None, "a memo")

    def test_keeps_a_blank_optional_text_as_empty(self):
        assert read(note="  ").note == ""

    @pytest.mark.parametrize("field", ["rating", "bornOn", "dueAt", "owner", "replyTo"])
    def test_takes_a_blank_for_absent_where_text_is_no_value(self, field):
        assert read(**{field: " "}) == Form("Ann")

    @pytest.mark.parametrize("field", ["rating", "owner", "shown"])
    def test_refuses_a_blank_where_its_struct_judges_blanks(self, field):
        strict = Reader(Strict, PARIS)

        with pytest.raises(InvalidInput) as refused:
            strict.read(msgspec.json.encode({field: " "}))

        assert [problem.field for problem in refused.value.problems] == [field]
        assert strict.read(b'{"note": " ", "owner": null}') == Strict(note="")

    def test_takes_an_integral_float_for_a_whole_number(self):
        rating = read(rating=5.0).rating

        assert (rating, type(rating)) == (5, int)

    def test_keeps_every_digit_of_a_decimal(self):
        line = Reader(Line, PARIS).read(b'{"unitPrice": 12345.1000000000000000001}')

        assert line.unit_price == Decimal("12345.1000000000000000001")

    @pytest.mark.parametrize(
        ("text", "day"),
        [("1990-02-28", date(1990, 2, 28)), ("1990-02-28T23:30:00-08:00", date(1990, 2, 28))],
    )
    def test_cuts_a_date_time_to_its_date(self, text, day):
        assert read(bornOn=text).born_on == day

    @pytest.mark.parametrize(
        ("text", "moment"),
        [
            ("2026-02-12T10:00:00Z", datetime(2026, 2, 12, 10, tzinfo=UTC)),
            ("2026-02-12t10:00:00z", datetime(2026, 2, 12, 10, tzinfo=UTC)),
            ("2026-02-12 10:00:00.5+02:00", datetime(2026, 2, 12, 8, 0, 0, 500_000, tzinfo=UTC)),
            ("2026-02-12T10:00+0200", datetime(2026, 2, 12, 8, tzinfo=UTC)),
            ("2026-02-12T10:00:00", datetime(2026, 2, 12, 9, tzinfo=UTC)),
            ("2026-07-12T10:00", datetime(2026, 7, 12, 8, tzinfo=UTC)),
            ("2026-02-12", datetime(2026, 2, 11, 23, tzinfo=UTC)),
        ],
    )
    def test_reads_times_in_the_zone_and_returns_them_in_utc(self, text, moment):
        due_at = read(dueAt=text).due_at

        assert (due_at, due_at.tzinfo) == (moment, UTC)

    def test_takes_an_id_in_upper_case(self):
        assert read(owner=ID.upper()).owner == UUID(ID)

    def test_tells_types_of_one_field_apart(self):
        assert [read(context=value).context for value in ("{}", {"a": 1.5})] == ["{}", {"a": 1.5}]

    def test_keeps_free_values_as_they_were_sent(self):
        free = {" key ": [" text ", 1, 1.5, None, True, 10**25]}

        assert read(extra=free).extra == free

    def test_reads_structs_that_hold_themselves(self):
        raw = b'{"name": "a", "groups": [{"name": " b "}]}'

        assert Reader(Group, PARIS).read(raw) == Group("a", [Group("b")])


class TestRefusingFields:
    @pytest.mark.parametrize(
        ("fields", "message", "code"),
        [
            ({"fullName": "  "}, "fullName is required", "required"),
            ({"fullName": None}, "fullName must not be null", "required"),
            ({"fullName": 5}, "fullName must be a string", "type"),
            ({"fullName": "x" * 11}, "fullName must be at most 10 characters", "too_long"),
            ({"note": "x" * 10_001}, "note must be at most 10000 characters", "too_long"),
            ({"nick": ""}, "nick must not be empty", "too_short"),
            ({"nick": None}, "nick must not be null", "required"),
            ({"level": "Middle"}, "level must be one of Low, High", "not_allowed"),
            ({"level": ""}, "level must be one of Low, High", "not_allowed"),
            ({"level": 1}, "level must be one of Low, High", "not_allowed"),
            ({"replyTo": "nobody"}, "replyTo must be a valid e-mail address", "invalid"),
            ({"rating": 6}, "rating must be between 1 and 5", "out_of_range"),
            ({"rating": 1.5}, "rating must be a whole number", "type"),
            ({"rating": True}, "rating must be a whole number", "type"),
            ({"rating": "5"}, "rating must be a whole number", "type"),
            ({"bornOn": "1990-02-30"}, "bornOn must be a date (YYYY-MM-DD)", "invalid"),
            ({"bornOn": 19900228}, "bornOn must be a date (YYYY-MM-DD)", "type"),
            ({"dueAt": "20260212T100000Z"}, "dueAt must be an ISO 8601 date or date-time", "invalid"),
            (
                {"dueAt": "0001-01-01T00:00:00+02:00"},
                "dueAt must be an ISO 8601 date or date-time",
                "invalid",
            ),
            ({"dueAt": "0001-01-01T00:00:00Z"}, "dueAt must be an ISO 8601 date or date-time", "invalid"),
            (
                {"dueAt": "9999-12-31T23:59:59.999999Z"},
                "dueAt must be an ISO 8601 date or date-time",
                "invalid",
            ),
            ({"owner": ID.replace("-", "")}, "owner must be a valid UUID", "invalid"),
            ({"owner": f"{{{ID}}}"}, "owner must be a valid UUID", "invalid"),
            ({"tags": "a"}, "tags must be a list", "type"),
            ({"tags": ["a", "123456"]}, "tags[1] must be at most 5 characters", "too_long"),
            ({"tags": [None]}, "tags[0] must not be null", "required"),
            ({"lines": [{}] * 4}, "lines must have at most 3 items", "too_long"),
            ({"lines": [{"unitPrice": 1}, {}]}, "lines[1].unitPrice is required", "required"),
            ({"lines": [{"unitPrice": "1"}]}, "lines[0].unitPrice must be a number", "type"),
            (
                {"lines": [{"unitPrice": 100_000}]},
                "lines[0].unitPrice must be between 0 and 99999.99",
                "out_of_range",
            ),
            (
                {"lines": [{"unitPrice": 1, "quantity": 0}]},
                "lines[0].quantity must be at least 1",
                "out_of_range",
            ),
            (
                {"lines": [{"unitPrice": 1, "quantity": 2**31}]},
                "lines[0].quantity must be at most 2147483647",
                "out_of_range",
            ),
            ({"weights": {"a": "x"}}, "weights.a must be a number", "type"),
            ({"context": 5}, "context must be a string or an object", "type"),
            ({"shown": "some"}, "shown must be one of all", "not_allowed"),
            ({"code": "abc"}, "code has an invalid format", "invalid"),
        ],
    )
    def test_says_what_is_wrong(self, fields, message, code):
        field = message.partition(" ")[0]

        assert problems(**fields) == [(field, message, code)]

    @pytest.mark.parametrize(
        "number", ["1e400", "-1e400", "1e999999999", "1e9999999999999999999", "9" * 5000]
    )
    @pytest.mark.parametrize("field", ["rating", "weights", "extra"])
    def test_refuses_numbers_too_large_to_hold(self, number, field):
        value = f'{{"a": {number}}}' if field == "weights" else number

        with pytest.raises(InvalidInput) as refused:
            reader.read(f'{{"fullName": "Ann", "{field}": {value}}}'.encode())

        assert [problem.code for problem in refused.value.problems] in (["out_of_range"], ["type"])

    def test_names_the_allowed_values(self):
        with pytest.raises(InvalidInput) as refused:
            read(level="Middle")

        assert refused.value.problems == (
            Problem("level", "level must be one of Low, High", "not_allowed", ("Low", "High"), "body"),
        )

    def test_tells_of_all_fields_in_their_order(self):
        fields = {"rating": 9, "fullName": "", "level": "x", "tags": [1, "ok", 2]}

        assert [field for field, _, _ in problems(**fields)] == [
            "fullName",
            "level",
            "rating",
            "tags[0]",
            "tags[2]",
        ]

    def test_stops_at_fifty(self):
        assert len(problems(tags=[1] * 200, level="x")) == 50

    def test_quotes_no_more_than_a_hundred_characters_of_a_key(self):
        assert len(problems(weights={"k" * 5000: "x"})[0][0]) == len("weights.") + 100

    def test_tells_what_a_struct_itself_refuses(self):
        class Span(msgspec.Struct):
            first: int
            last: int

            def __post_init__(self) -> None:
                if self.first > self.last:
                    raise ValueError("first must not be after last")

        with pytest.raises(InvalidInput, match="first must not be after last"):
            Reader(Span, PARIS).read(b'{"first": 2, "last": 1}')


class TestRefusingABody:
    @pytest.mark.parametrize(
        "raw",
        [
            b"[]",
            b"null",
            b"5",
            b'"text"',
            b"{",
            b"{} {}",
            b'{"fullName": "Ann",}',
            b"{'fullName': 'Ann'}",
            b'{"fullName": "Ann", "x": NaN}',
            b'{"fullName": "Ann", "x": -Infinity}',
            b'{"fullName": "Ann", "x": "\xff"}',
            b'{"fullName": "Ann", "x": "\xed\xa0\x80"}',
            b'{"fullName": "A\\u0000nn"}',
            b'{"fullName": "Ann", "x": "\\u0000"}',
            b'{"fullName": "Ann", "x": {"\\u0000": 1}}',
            b'{"fullName": "Ann", "x": "\\ud800"}',
            b'{"fullName": "Ann", "x": "\\udc00\\ud800"}',
            b'{"fullName": "A\x00nn"}',
            b'{"fullName": "A\nnn"}',
            b'\xef\xbb\xbf{"fullName": "Ann"}',
            '{"fullName": "Ann"}'.encode("utf-16"),
            b'{"fullName": "Ann", "x": ' + b"[" * 64 + b"]" * 64 + b"}",
            b'{"fullName": "Ann", "x": ' + b'{"a":[' * 32 + b"]}" * 32 + b"}",
            b"[" * 1_000_000,
        ],
        ids=lambda raw: repr(raw[:48]),
    )
    def test_refuses_what_is_not_sound_json(self, raw):
        with pytest.raises(MalformedBody):
            reader.read(raw)

    def test_takes_sixty_four_levels(self):
        deep: object = None
        for _ in range(63):
            deep = [deep]

        assert read(extra=deep).extra == deep

    def test_does_not_count_brackets_in_text(self):
        assert read(note='"[{' * 100).note == '"[{' * 100

    @pytest.mark.parametrize("text", [b"\\\\u0000", b"\\\\ud800", b"\\ud83d\\ude00"])
    def test_takes_escapes_that_are_sound(self, text):
        assert reader.read(b'{"fullName": "' + text + b'"}').full_name in ("\\u0000", "\\ud800", "\U0001f600")
