"""41,188 calls of a bank's campaign (UCI bank-additional, CC BY 4.0), in the order of time.

`duration` is left out: it is known only after the call.
"""

import csv
import io
import zipfile
from collections.abc import Iterator
from math import log
from pathlib import Path
from typing import NamedTuple

ARCHIVE = "bank-additional.zip"
TABLE = "bank-additional/bank-additional-full.csv"
WORDS = (
    *("job", "marital", "education", "default", "housing", "loan", "contact", "poutcome", "month"),
    "day_of_week",
)
# What the economy was like, with about the middle and the width of each figure.
ECONOMY = {
    "emp.var.rate": (0.0, 1.5),
    "cons.price.idx": (93.5, 0.6),
    "cons.conf.idx": (-40.0, 5.0),
    "euribor3m": (3.0, 2.0),
    "nr.employed": (5150.0, 70.0),
}


class Call(NamedTuple):
    """What was known of a person before the call, on which day it was, and whether the person accepted."""

    features: dict[str, float]
    day: tuple[str, str]
    is_accepted: bool


def read_calls(data: Path) -> list[Call]:
    """The calls. Raises FileNotFoundError when the archive is not below the folder."""
    archive = next(iter(sorted(data.rglob(ARCHIVE))), None)
    if archive is None:
        raise FileNotFoundError(f"{data} holds no {ARCHIVE}")
    with zipfile.ZipFile(archive) as opened, opened.open(TABLE) as table:
        return list(_calls(io.TextIOWrapper(table, encoding="utf-8")))


def _calls(table: io.TextIOWrapper) -> Iterator[Call]:
    for row in csv.DictReader(table, delimiter=";"):
        yield Call(_features(row), (row["month"], row["day_of_week"]), row["y"] == "yes")


def _features(row: dict[str, str]) -> dict[str, float]:
    age = (float(row["age"]) - 40) / 20
    found = {f"{word}:{row[word]}": 1.0 for word in WORDS}
    found |= {name: (float(row[name]) - middle) / width for name, (middle, width) in ECONOMY.items()}
    return found | {
        "age": age,
        "age squared": age * age,
        "calls": log(float(row["campaign"])),
        "earlier calls": min(float(row["previous"]), 3.0),
        "called lately": float(row["pdays"] != "999"),
    }
