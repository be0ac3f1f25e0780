"""What must be written down is written down."""

import re
from collections.abc import Iterable
from pathlib import Path

import pytest

from tools.operations import dialect_names, operations_of

from .source import ROOT

DECISIONS = ROOT / "docs/decisions"
SECTIONS = ["Context", "Decision", "Consequences", "Alternatives"]
CHECKER = "Held by"
PAGE_LINES = 80


def flaws_of_decision(name: str, text: str) -> Iterable[str]:
    """What a decision's page lacks."""
    if re.fullmatch(r"\d{4}-[a-z0-9]+(-[a-z0-9]+)*\.md", name) is None:
        yield f"{name}: is named NNNN-what-it-is-about.md"
    if not text.startswith("# "):
        yield f"{name}: begins with its title"
    sections = re.findall(r"^## (.+?)\s*$", text, re.MULTILINE)
    if sections not in (SECTIONS, [*SECTIONS, CHECKER]):
        yield f"{name}: has the sections {', '.join(SECTIONS)}, in this order"
    if any(not part.strip() for part in re.split(r"^##? .*$", text, flags=re.MULTILINE)[2:]):
        yield f"{name}: has an empty section"
    if len(text.splitlines()) > PAGE_LINES:
        yield f"{name}: is longer than a page ({PAGE_LINES} lines)"


def missing_checkers(text: str) -> list[str]:
    """Files that a decision says it is held by, and that are not there."""
    named = re.findall(r"`((?:tests|tools)/[^`]+)`", text.partition(f"## {CHECKER}")[2])
    return [path for path in named if not (ROOT / path).exists()]


def unnamed(page: str, additions: Iterable[tuple[str, str]]) -> list[str]:
    """Operations, as method and path, that a dialect's page does not name."""
    return [f"{method} {path}" for method, path in additions if f"{method} {path}" not in page]


def decisions() -> list[Path]:
    return sorted(DECISIONS.glob("*"))


class TestDecisions:
    def test_are_pages_of_one_form(self):
        assert [flaw for page in decisions() for flaw in flaws_of_decision(page.name, page.read_text())] == []

    def test_are_held_by_what_they_say(self):
        assert [path for page in decisions() for path in missing_checkers(page.read_text())] == []

    def test_are_numbered_without_gaps(self):
        numbers = [page.name[:4] for page in decisions()]

        assert numbers == [f"{number:04}" for number in range(1, len(numbers) + 1)]


@pytest.mark.parametrize("dialect", dialect_names())
class TestADialectsPage:
    """The published document says what it says; our page says what Accord adds to it."""

    def test_names_every_operation_that_its_document_lacks(self, dialect):
        page = ROOT / f"docs/dialects/{dialect}.md"
        additions = [(each.method, each.path) for each in operations_of(dialect) if not each.documented]

        assert page.is_file(), f"{page.relative_to(ROOT)} is not there"
        assert unnamed(page.read_text(), additions) == []


GOOD = "# Title\n\n## Context\na\n## Decision\nb\n## Consequences\nc\n## Alternatives\nd\n"


class TestAFlawedDecision:
    @pytest.mark.parametrize(
        ("name", "text", "flaw"),
        [
            ("decision.md", GOOD, "is named"),
            ("0001-jobs.txt", GOOD, "is named"),
            ("0001-jobs.md", GOOD.replace("# Title", "Title", 1), "title"),
            ("0001-jobs.md", GOOD.replace("## Decision", "## Decided"), "sections"),
            ("0001-jobs.md", GOOD.replace("## Alternatives\nd\n", ""), "sections"),
            ("0001-jobs.md", GOOD.replace("\nb\n", "\n\n"), "empty"),
            ("0001-jobs.md", GOOD + "more\n" * PAGE_LINES, "longer"),
        ],
    )
    def test_is_reported(self, name, text, flaw):
        assert any(flaw in found for found in flaws_of_decision(name, text))

    def test_is_not_this_one(self):
        assert list(flaws_of_decision("0001-jobs-in-postgresql.md", GOOD)) == []
        assert list(flaws_of_decision("0001-jobs.md", GOOD + "## Held by\ne\n")) == []

    def test_is_reported_when_nothing_holds_it(self):
        text = GOOD + "## Held by\n`tests/conftest.py`, `tests/nowhere.py`\n"

        assert missing_checkers(text) == ["tests/nowhere.py"]


class TestAnUnnamedOperation:
    def test_is_reported(self):
        page = "It adds `GET /cases/{id}/notes`."

        found = unnamed(page, [("GET", "/cases/{id}/notes"), ("PUT", "/cases/{id}/notes")])

        assert found == ["PUT /cases/{id}/notes"]
