from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
import pytest
from msgspec import Meta

from accord.kit.http.bodies import InvalidInput, QueryReader

ID = "0b5d8c2e-7f53-4c83-9d21-2f6a3b1c9e10"


class Kind(StrEnum):
    TOUR = "Tour"
    CAR = "Rental Car"


class Search(msgspec.Struct):
    page: Annotated[int, Meta(ge=1)] = 1
    size: Annotated[int, Meta(ge=1, le=100)] = 20
    query: str | None = None
    kind: Kind | None = None
    tags: list[str] = []
    active: bool | Literal["all"] = True
    owner: UUID | None = None
    since: date | None = None
    until: datetime | None = None
    spent: Decimal | None = None
    ratio: float | None = None


class Needed(msgspec.Struct, rename="camel"):
    plan_id: UUID


reader = QueryReader(Search, ZoneInfo("Europe/Paris"))


def problems(query: bytes) -> list[tuple[str, str, str, str]]:
    with pytest.raises(InvalidInput) as refused:
        reader.read(query)
    return [(one.field, one.message, one.code, one.where) for one in refused.value.problems]


class TestReadingAQuery:
    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            (b"", Search()),
            (b"&&=&unknown=%zz&page", Search()),
            (b"page=&size=++&tags=&kind=", Search()),
            (b"page=2&page=3", Search(page=3)),
            (b"page=3&page=", Search(page=3)),
            (b"page=%32", Search(page=2)),
            (b"query=+a%20b+c%2B%C3%A9+", Search(query="a b c+é")),
            (b"query=a=b", Search(query="a=b")),
            (b"query[]=a", Search()),
            (b"kind=rental+CAR", Search(kind=Kind.CAR)),
            (b"tags=a&tags[]=b&tags%5B%5D=c", Search(tags=["a", "b", "c"])),
            (b"tags=a,b", Search(tags=["a,b"])),
            (b"active=FALSE", Search(active=False)),
            (b"active=1", Search(active=True)),
            (b"active=All", Search(active="all")),
            (b"owner=" + ID.upper().encode(), Search(owner=UUID(ID))),
            (b"since=2026-02-12", Search(since=date(2026, 2, 12))),
            (b"until=2026-02-12T10:00:00", Search(until=datetime(2026, 2, 12, 9, tzinfo=UTC))),
            (b"until=2026-02-12T10:00:00%2B02:00", Search(until=datetime(2026, 2, 12, 8, tzinfo=UTC))),
            (b"spent=12.50&ratio=0.5", Search(spent=Decimal("12.5"), ratio=0.5)),
        ],
    )
    def test_takes_what_clients_write(self, query, expected):
        assert reader.read(query) == expected

    def test_splits_lists_at_commas_where_asked(self):
        commas = QueryReader(Search, ZoneInfo("UTC"), commas=True)

        assert commas.read(b"tags=a,+b,&tags=c&query=x,y") == Search(tags=["a", "b", "c"], query="x,y")


class TestRefusingAQuery:
    @pytest.mark.parametrize(
        ("query", "message", "code"),
        [
            (b"page=0", "page must be at least 1", "out_of_range"),
            (b"size=101", "size must be between 1 and 100", "out_of_range"),
            (b"page=2147483648", "page must be at most 2147483647", "out_of_range"),
            (b"page=" + b"9" * 400, "page must be a whole number", "type"),
            (b"page=1.0", "page must be a whole number", "type"),
            (b"page=%2B1", "page must be a whole number", "type"),
            (b"page=--1", "page must be a whole number", "type"),
            (b"page=1_0", "page must be a whole number", "type"),
            (b"page=%D9%A1", "page must be a whole number", "type"),
            (b"kind=Boat", "kind must be one of Tour, Rental Car", "not_allowed"),
            (b"active=maybe", "active must be true or false or one of all", "type"),
            (b"owner=5", "owner must be a valid UUID", "invalid"),
            (b"since=yesterday", "since must be a date (YYYY-MM-DD)", "invalid"),
            (b"spent=1e5", "spent must be a number", "type"),
            (b"ratio=inf", "ratio must be a number", "type"),
            (b"query=%zz", "query must be percent-encoded UTF-8 text without NUL characters", "invalid"),
            (b"query=%f", "query must be percent-encoded UTF-8 text without NUL characters", "invalid"),
            (b"query=%ff", "query must be percent-encoded UTF-8 text without NUL characters", "invalid"),
            (b"query=\xff", "query must be percent-encoded UTF-8 text without NUL characters", "invalid"),
            (b"query=a%00", "query must be percent-encoded UTF-8 text without NUL characters", "invalid"),
            (b"query=" + b"x" * 10_001, "query must be at most 10000 characters", "too_long"),
        ],
    )
    def test_says_what_is_wrong(self, query, message, code):
        assert problems(query) == [(message.partition(" ")[0], message, code, "query")]

    def test_tells_of_all_fields_in_their_order(self):
        assert [field for field, *_ in problems(b"kind=x&size=0&page=0")] == ["page", "size", "kind"]

    def test_misses_what_is_required_by_its_wire_name(self):
        with pytest.raises(InvalidInput, match="planId is required"):
            QueryReader(Needed, ZoneInfo("UTC")).read(b"planId=")
