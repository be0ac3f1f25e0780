"""Texts that people rated: snippets of four domains from -4 to 4, tweets of two languages in three classes."""

import csv
import random
from pathlib import Path
from typing import NamedTuple

DOMAINS = {
    "tweets": "tweets_GroundTruth.txt",
    "amazon": "amazonReviewSnippets_GroundTruth.txt",
    "film": "movieReviewSnippets_GroundTruth.txt",
    "news": "nytEditorialSnippets_GroundTruth.txt",
}
LANGUAGES = {"darija": "afri_ma_dev.tsv", "swahili": "afri_sw_dev.tsv"}
SIDES = {"negative": -1, "neutral": 0, "positive": 1}
_CLEAR = 0.5  # mean ratings beyond this count as a side


class Rated(NamedTuple):
    """One text and what people made of it: a mean rating, or a side (-1, 0, 1)."""

    text: str
    rating: float

    @property
    def side(self) -> int:
        """Negative, neutral or positive."""
        return 1 if self.rating >= _CLEAR else -1 if self.rating <= -_CLEAR else 0


def read_domain(folder: Path, name: str, *, most: int) -> list[Rated]:
    """At most so many texts of a domain, the same ones every time."""
    lines = (folder / DOMAINS[name]).read_text(encoding="utf-8", errors="replace").splitlines()
    rows = [line.split("\t") for line in lines if line.count("\t") >= 2]
    found = [Rated(text, float(rating)) for _, rating, text in (row[:3] for row in rows)]
    random.Random(20260212).shuffle(found)
    return found[:most]


def read_language(folder: Path, name: str) -> list[Rated]:
    """Every text of a language's development set."""
    with (folder / LANGUAGES[name]).open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [Rated(row["tweet"], SIDES[row["label"]]) for row in rows]
