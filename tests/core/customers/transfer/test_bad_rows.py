"""Files with planted defects: each bad row is reported as it should be, and every other row is kept."""

import pytest

from accord.core.customers.transfer import RowCode

C = RowCode
HEAD = "firstName,lastName,email"
GOOD = "Ann,Good,good@example.com"


def with_column(name: str, *values: str) -> str:
    rows = [f"Ann,Otieno,a{at}@example.com,{value}" for at, value in enumerate(values)]
    return "\n".join([f"{HEAD},{name}", *rows, ""])


# Name -> file, the errors as (line, record, column, code), and the number of customers made of it.
CASES = {
    "blank names": (
        f"{HEAD}\n,Otieno,a@example.com\nAnn,  ,b@example.com\n,,c@example.com\n{GOOD}\n",
        [
            (2, 1, "firstName", C.REQUIRED),
            (3, 2, "lastName", C.REQUIRED),
            (4, 3, "firstName", C.REQUIRED),
            (4, 3, "lastName", C.REQUIRED),
        ],
        1,
    ),
    "no address": (f"{HEAD}\nAnn,Otieno,\n{GOOD}\n", [(2, 1, "email", C.REQUIRED)], 1),
    "addresses that are none": (
        f"{HEAD}\nA,B,plain\nA,B,a@b\nA,B,a b@example.com\nA,B,a@example..com\nA,B,.a@example.com\n{GOOD}\n",
        [(line, line - 1, "email", C.INVALID_EMAIL) for line in range(2, 7)],
        1,
    ),
    "addresses that look odd and are right": (
        f"{HEAD}\nA,B,o'hara+x@sub.example.co.uk\nA,B,jörg@exämple.com\nA,B,{'x' * 64}@example.com\n",
        [],
        3,
    ),
    "a local part that is too long": (
        f"{HEAD}\nA,B,{'x' * 65}@example.com\n{GOOD}\n",
        [(2, 1, "email", C.INVALID_EMAIL)],
        1,
    ),
    "an address that is too long": (
        f"{HEAD}\nA,B,a@{'b.' * 130}com\n{GOOD}\n",
        [(2, 1, "email", C.TOO_LONG)],
        1,
    ),
    "names that are too long": (
        f"{HEAD}\n{'é' * 100},B,a@example.com\n{'é' * 101},B,b@example.com\n",
        [(3, 2, "firstName", C.TOO_LONG)],
        1,
    ),
    "phones that are too long": (with_column("phone", "1" * 20, "1" * 21), [(3, 2, "phone", C.TOO_LONG)], 1),
    "several errors in a row": (
        f"{HEAD},orderCount\n,B,nowhere,many\n",
        [
            (2, 1, "firstName", C.REQUIRED),
            (2, 1, "email", C.INVALID_EMAIL),
            (2, 1, "orderCount", C.INVALID_NUMBER),
        ],
        0,
    ),
    "amounts": (
        with_column("totalSpent", "0", "12.345", "-1", "1e3", "1 000", "NaN", "9999999999999", "+7.50", ""),
        [(line, line - 1, "totalSpent", C.INVALID_NUMBER) for line in (4, 5, 6, 7, 8)],
        4,
    ),
    "counts": (
        with_column("orderCount", "0", "5.0", "5.5", "-1", "2147483647", "2147483648", "five"),
        [(line, line - 1, "orderCount", C.INVALID_NUMBER) for line in (4, 5, 7, 8)],
        3,
    ),
    "times": (
        with_column(
            *("lastOrderDate", "2026-01-31", "2026-01-31T10:00:00Z", "2026-01-31 10:00:00+02:00"),
            *("2026-02-30", "31/01/2026", "2026-01-31T25:00:00Z", "0000-01-01T00:00:00Z", "yesterday"),
        ),
        [(line, line - 1, "lastOrderDate", C.INVALID_DATE) for line in (5, 6, 7, 8, 9)],
        3,
    ),
    "dates of birth": (
        with_column(
            "dateOfBirth", "1900-01-01", "1899-12-31", "2999-01-01", "1990-02-29", "1990-05-06T12:00:00Z"
        ),
        [(line, line - 1, "dateOfBirth", C.INVALID_DATE) for line in (3, 4, 5)],
        2,
    ),
    "words outside their lists": (
        f"{HEAD},status,segment,loyalty\nA,B,a@example.com,ACTIVE,highnetworth,vip\nA,B,b@example.com,gone,Private,Iron\n",
        [
            (3, 2, "status", C.INVALID_VALUE),
            (3, 2, "segment", C.INVALID_VALUE),
            (3, 2, "loyalty", C.INVALID_VALUE),
        ],
        1,
    ),
    "a merged status": (with_column("status", "merged"), [(2, 1, "status", C.INVALID_VALUE)], 0),
    "tags that are too long": (
        with_column("tags", f"ok;{'t' * 100}", f"ok|{'t' * 101}"),
        [(3, 2, "tags", C.TOO_LONG)],
        1,
    ),
    "preferences": (
        f"{HEAD},channel,preferences.frequency\nA,B,a@example.com,SMS,daily\nA,B,b@example.com,fax,hourly\n",
        [(3, 2, "channel", C.INVALID_VALUE), (3, 2, "preferences.frequency", C.INVALID_VALUE)],
        1,
    ),
    "control characters": (
        f"{HEAD},notes\nA\x00,B,a@example.com,x\nA,B,b@example.com,x\x07\n{GOOD},\tfine\t\n",
        [(2, 1, "firstName", C.INVALID_VALUE), (3, 2, "notes", C.INVALID_VALUE)],
        1,
    ),
    "too few and too many columns": (
        f"{HEAD}\nA,B\nA,B,a@example.com,x\nA,B,b@example.com,\n{GOOD}\n",
        [(2, 1, None, C.COLUMN_COUNT), (3, 2, None, C.COLUMN_COUNT), (4, 3, None, C.COLUMN_COUNT)],
        1,
    ),
    "a quote that is never closed": (
        f'{HEAD}\nA,"B,a@example.com\n{GOOD}\nA,"B, C",c@example.com\n',
        [(2, 1, None, C.COLUMN_COUNT)],
        2,
    ),
    "a quote that is never closed at the end": (
        f'{HEAD}\n{GOOD}\nA,"B,a@example.com\nA,B,b@example.com\n',
        [(3, 2, None, C.COLUMN_COUNT)],
        2,
    ),
    "text after a closing quote": (
        f'{HEAD}\nA,"B"x,a@example.com\n{GOOD}\n',
        [(2, 1, None, C.COLUMN_COUNT)],
        1,
    ),
    "a cell without end": (
        f"{HEAD}\n{'A' * 140_000},B,a@example.com\n{GOOD}\n",
        [(2, 1, None, C.TOO_LONG)],
        1,
    ),
    "lines within quotes": (
        f'{HEAD},notes\nA,B,a@example.com,"one\ntwo\r\nthree"\nA,B,bad,x\n\n\n"A","B\n","c@example.com",""\nA,B,worse,\n',
        [(5, 2, "email", C.INVALID_EMAIL), (10, 4, "email", C.INVALID_EMAIL)],
        2,
    ),
    "blank lines": (
        f"\n\n{HEAD}\n\n{GOOD}\n   \nA,B,bad\n",
        [(7, 2, "email", C.INVALID_EMAIL)],
        1,
    ),
    "lines that end in CR alone": (f"{HEAD}\rA,B,bad\r{GOOD}\r", [(2, 1, "email", C.INVALID_EMAIL)], 1),
    "the same address twice": (
        f"{HEAD}\nA,B,a@example.com\nA,B,A@Example.com\nA,B,a@example.com\n",
        [(3, 2, "email", C.DUPLICATE_IN_FILE), (4, 3, "email", C.DUPLICATE_IN_FILE)],
        1,
    ),
    "an address whose first row is bad": (
        f"{HEAD}\n,B,a@example.com\nA,B,a@example.com\nC,D,a@example.com\n",
        [(2, 1, "firstName", C.REQUIRED), (4, 3, "email", C.DUPLICATE_IN_FILE)],
        1,
    ),
    "bytes that are not UTF-8": (
        f"{HEAD}\nJosé,Müller,a@example.com\nZoë,É,b@example.com\n".encode()
        + b"Jos\xe9,M\xfcller,c@example.com\nA,B,d@example.com\n",
        [(4, 3, "firstName", C.ENCODING), (4, 3, "lastName", C.ENCODING)],
        3,
    ),
    "damaged bytes in a column that is not read": (
        f"{HEAD},remark\nJosé,B,a@example.com,é\nZoë,B,c@example.com,\nA,B,b@example.com,".encode()
        + b"\xff\n",
        [(4, 3, None, C.ENCODING)],
        2,
    ),
    "bytes that cp1252 lacks": (
        f"{HEAD}\nJosé,Müller,a@example.com\nRené,B,b@example.com\n".encode("cp1252")
        + b"Fran\xe7ois \x81,B,c@example.com\n",
        [(4, 3, "firstName", C.ENCODING)],
        2,
    ),
    "nothing but a header": (f"{HEAD}\n", [], 0),
    "no newline at the end": (f"{HEAD}\n{GOOD}", [], 1),
}


@pytest.mark.parametrize("name", CASES)
async def test_reports_exactly_what_is_wrong_and_keeps_the_rest(bring, known, name):
    content, expected, kept = CASES[name]

    report = await bring(content)

    assert [(each.line, each.record, each.column, each.code) for each in report.errors] == expected
    assert len(await known()) == kept == report.run.imported
    run = report.run
    assert run.total == run.imported + run.updated + run.skipped + run.failed


@pytest.mark.parametrize("name", CASES)
async def test_a_rehearsal_says_the_same_and_leaves_nothing(bring, ctx, known, name):
    content, expected, kept = CASES[name]

    report = await bring(content, dry_run=True)

    assert [(each.line, each.record, each.column, each.code) for each in report.errors] == expected
    assert report.run.imported == kept
    assert await known() == []
