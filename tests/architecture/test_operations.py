"""Each dialect serves the operations of the contract, as the contract says, and no others."""

from collections import Counter
from collections.abc import Sequence

import pytest

from accord.kit.http.answers import no_content
from accord.kit.http.operations import Operation
from tools.missing_operations import report
from tools.operations import TABLE, Row, as_served, dialect_names, operations_of, read_table, row_of


def differences(served: Sequence[Row], table: Sequence[Row]) -> list[str]:
    """Where route tables do not say what the contract's table says."""
    rows = {row.key: as_served(row) for row in table}
    found = [
        f"{' '.join(key)}: is served {count} times"
        for key, count in Counter(row.key for row in served).items()
        if count > 1
    ]
    for row in served:
        known = rows.get(row.key)
        if known is None:
            found.append(f"{' '.join(row.key)}: is not in {TABLE.name}")
        elif known != row:
            found.extend(_unlike(row, known))
    return found


def _unlike(served: Row, known: Row) -> list[str]:
    return [
        f"{' '.join(served.key)}: {field} is {mine or 'none'}, the contract says {theirs or 'none'}"
        for field, mine, theirs in zip(Row._fields, served, known, strict=True)
        if mine != theirs
    ]


class TestOperations:
    @pytest.mark.parametrize("dialect", dialect_names())
    def test_are_what_the_contract_says(self, dialect):
        served = [row_of(dialect, operation) for operation in operations_of(dialect)]

        assert served
        assert differences(served, read_table(TABLE.read_text())) == []

    def test_stand_in_the_table_once(self):
        rows = read_table(TABLE.read_text())

        assert len({row.key for row in rows}) == len(rows) == 259


KNOWN = [
    Row("bank", "GET", "/cases", "200", "token", "crm:read:cases", "standard", "yes"),
    Row("bank", "POST", "/cases", "201", "token", "crm:create:cases", "standard", "extra"),
    Row("bank", "GET", "/me", "200", "token", "any", "standard", "yes"),
    Row("bank", "GET", "/health", "200", "public", "-", "anonymous", "yes"),
]


async def _answer(ctx, call):
    return no_content()


def served(**changes) -> list[Row]:
    settings = {
        "method": "GET",
        "path": "/cases",
        "summary": "Cases",
        "handler": _answer,
        "permission": "crm:read:cases",
        "limit": "standard",
    }
    return [row_of("bank", Operation(**settings | changes))]


class TestAnOperationUnlikeTheContract:
    @pytest.mark.parametrize(
        ("changes", "difference"),
        [
            ({"method": "PUT"}, "PUT /cases: is not in"),
            ({"path": "/cases/"}, "GET /cases/: is not in"),
            ({"success": 201}, "success_status is 201, the contract says 200"),
            ({"auth": "public"}, "auth is public, the contract says token"),
            ({"permission": None}, "permission is none, the contract says crm:read:cases"),
            ({"limit": "default"}, "rate_class is default, the contract says standard"),
            ({"documented": False}, "documented is extra, the contract says yes"),
            ({"path": "/me"}, "permission is crm:read:cases, the contract says none"),
        ],
    )
    def test_is_reported(self, changes, difference):
        (found,) = differences(served(**changes), KNOWN)

        assert difference in found

    def test_is_reported_when_served_twice(self):
        assert differences(served() * 2, KNOWN) == ["bank GET /cases: is served 2 times"]

    def test_is_not_one_of_these(self):
        like = [*served(), *served(path="/me", permission=None)]
        health = served(path="/health", permission=None, auth="public", limit="anonymous")

        assert differences(like + health, KNOWN) == []


class TestTheReportOfWhatIsMissing:
    def test_names_operations_by_dialect(self):
        served = {("bank", "GET", "/cases"), ("bank", "GET", "/health"), ("bank", "GET", "/me")}

        assert report(KNOWN, served) == [
            "bank: 1 of 4 operations are not served yet",
            "  POST   /cases",
            "3 of 4 operations of operations.tsv are served",
        ]

    def test_is_one_line_when_nothing_is(self):
        assert report(KNOWN, {row.key for row in KNOWN}) == ["4 of 4 operations of operations.tsv are served"]
