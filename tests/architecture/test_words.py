"""The repository names no place of one machine and no package registry, and lock files name no addresses."""

import re
from collections.abc import Iterable
from pathlib import Path

import pytest

from .source import ROOT

# Written so that the patterns do not find themselves.
FORBIDDEN = {
    "a path of one machine": re.compile(r"(?<![\w.}-])/(?:work|home|Users)/(?=\w)|/tmp/w[/]"),
    "a folder beside the repository": re.compile(r"\.\./share[d]\b"),
    "a package registry": re.compile(
        r"\bpypi\.(?:org|io)\b|\bpythonhosted\.org\b|\bnpmjs\.(?:com|org)\b|\bregistry\.yarnpkg\.com\b"
        r"|\bproxy\.golang\.org\b|\brubygems\.org\b|\bcrates\.io\b",
        re.IGNORECASE,
    ),
}
ADDRESS = re.compile(r"\w+://")
LOCK_FILES = re.compile(r"requirements[\w-]*\.txt|.*[-.]lock|.*-lock\.\w+|.*\.lockb?")
UNTRACKED = {".git", ".venv", ".data", "__pycache__", "node_modules", "build", "dist"}


def words_out_of_place(name: str, text: str) -> Iterable[str]:
    """Words of a file that only hold on one machine or at one registry."""
    for number, line in enumerate(text.splitlines(), 1):
        for what, pattern in FORBIDDEN.items():
            if pattern.search(line):
                yield f"{name}:{number}: names {what}"
        if LOCK_FILES.fullmatch(Path(name).name) and ADDRESS.search(line):
            yield f"{name}:{number}: a lock file names an address"


def _texts(folder: Path) -> Iterable[tuple[str, str]]:
    for path in sorted(folder.iterdir()):
        if (
            path.name in UNTRACKED
            or path.name.endswith((".egg-info", "_cache"))
            or path.name == ".hypothesis"
        ):
            continue
        if path.is_dir():
            yield from _texts(path)
        elif path.is_file():
            yield path.relative_to(ROOT).as_posix(), path.read_text(errors="replace")


class TestWords:
    def test_hold_anywhere(self):
        assert [place for name, text in _texts(ROOT) for place in words_out_of_place(name, text)] == []


class TestAWordOutOfPlace:
    @pytest.mark.parametrize(
        ("name", "text"),
        [
            ("README.md", "See /wor" + "k/main/docs."),
            ("src/accord/kit/log.py", "PATH = '/hom" + "e/ann/accord'"),
            ("docs/operations.md", "as in ../share" + "d/contracts"),
            ("Makefile", "pip install --index-url https://PyP" + "I.org/simple"),
            ("tools/build", "curl https://registry.npmj" + "s.org/x"),
            ("requirements-dev.txt", "x @ https://example.com/x.whl"),
            ("sdk/javascript/package-lock.json", '"resolved": "https://example.com/x.tgz"'),
        ],
    )
    def test_is_reported(self, name, text):
        assert len(list(words_out_of_place(name, text))) >= 1

    @pytest.mark.parametrize(
        ("name", "text"),
        [
            ("README.md", "see https://example.com and /homework/x, and network/work/flows"),
            ("requirements.txt", "alembic==1.18 --hash=sha256:abc"),
            ("docs/operations.md", "the data folder is /var/lib/accord"),
        ],
    )
    def test_is_something_else_than_these(self, name, text):
        assert list(words_out_of_place(name, text)) == []
