"""A hundred thousand rows with planted defects, through the command line, as an operator would import them."""

import csv
import os
import random
import subprocess
import sys
from pathlib import Path

import asyncpg
import pytest

from conftest import create_database

ROWS = 100_000
Defect = tuple[int, str, str]
"""Line, column, code."""

_KINDS = (
    ("required", "First name", ("", "Mwangi", "{n}@example.org", "+254700000001", "")),
    ("invalid_email", "Mail", ("Asha", "Mwangi", "asha at example", "+254700000001", "")),
    ("too_long", "Phone", ("Asha", "Mwangi", "{n}@example.org", "0" * 21, "")),
    ("invalid_number", "Total spent", ("Asha", "Mwangi", "{n}@example.org", "+254700000001", "lots")),
    ("duplicate_in_file", "Mail", ("Asha", "Mwangi", "row1@example.org", "+254700000001", "")),
    ("duplicate", "Mail", ("Asha", "Mwangi", "KNOWN@example.org", "+254700000001", "")),
)


def write_file(path: Path) -> set[Defect]:
    """Write the file; what is wrong with it. A quoted line break moves the lines after it."""
    chance = random.Random(77)
    planted: set[Defect] = set()
    line = 1
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, delimiter=";", lineterminator="\n")
        out.writerow(("First name", "Surname", "Mail", "Phone", "Total spent", "Shoe size"))
        known = False
        for number in range(1, ROWS + 1):
            line += 1
            if number > 10 and chance.random() < 0.004:
                code, column, cells = chance.choice(_KINDS)
                if code == "duplicate" and known:
                    code = "duplicate_in_file"
                known = known or code == "duplicate"
                out.writerow((*(cell.format(n=number) for cell in cells), "43"))
                planted.add((line, column, code))
                continue
            name = "Asha\nof Kisumu" if chance.random() < 0.001 else "Asha"
            out.writerow((name, "Mwangi", f"row{number}@example.org", "+254700000001", "12.50", "43"))
            line += name.count("\n")
    return planted


def accord(url: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], "ACCORD_DATABASE_URL": url, "ACCORD_LOG__LEVEL": "warning"}
    command = [sys.executable, "-m", "accord.app", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300, check=False)


@pytest.fixture(scope="module")
async def imported(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> tuple:
    folder = tmp_path_factory.mktemp("import")
    url = await create_database(f"accord_large_import_{os.getpid()}_{worker_id}")
    planted = write_file(folder / "people.csv")
    known = folder / "known.csv"
    known.write_text("firstName,lastName,email\nKnown,Person,known@example.org\n")
    assert accord(url, "import", "customers", str(known)).returncode == 0
    mapping = ("First name=firstName", "Surname=lastName", "Mail=email", "Total spent=totalSpent")
    options = [part for each in mapping for part in ("--map", each)]
    errors = folder / "errors.csv"
    done = accord(url, "import", "customers", str(folder / "people.csv"), *options, "--errors", str(errors))
    return url, planted, done, errors


class TestImportingAHundredThousandRows:
    async def test_reports_exactly_what_is_wrong(self, imported: tuple) -> None:
        _, planted, done, errors = imported

        with errors.open(encoding="utf-8", newline="") as file:
            told = {(int(row["line"]), row["column"], row["code"]) for row in csv.DictReader(file)}

        assert done.returncode == 0, done.stderr
        assert told == planted

    async def test_keeps_every_good_row_once(self, imported: tuple) -> None:
        url, planted, _, _ = imported
        connection = await asyncpg.connect(url)

        counts = await connection.fetchrow(
            "SELECT count(*), count(DISTINCT lower(email)), (SELECT count(*) FROM customer_identities"
            " WHERE kind = 'email'), (SELECT count(*) FROM events WHERE type = 'customer.created') FROM customers"
        )
        await connection.close()

        good = ROWS - len(planted) + 1
        assert tuple(counts) == (good, good, good, good)
