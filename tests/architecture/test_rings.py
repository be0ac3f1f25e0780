"""The import contracts of pyproject.toml are held by `lint-imports`; here, that they would notice."""

import subprocess
import sys
from pathlib import Path

import pytest

from .source import ROOT

PACKAGES = [
    *("app", "dialects", "dialects/banking", "dialects/tourism"),
    *("adapters", "adapters/postgres", "adapters/queue"),
    *("core", "core/access", "core/health", "core/customers", "core/interactions", "core/events"),
    *("kit", "kit/http", "kit/db"),
]
MODULES = ["core/context.py", "core/errors.py", "core/permissions.py"]


@pytest.fixture
def house(tmp_path) -> Path:
    """An empty house of the same plan."""
    for package in ["", *PACKAGES]:
        (tmp_path / "accord" / package).mkdir(parents=True, exist_ok=True)
        (tmp_path / "accord" / package / "__init__.py").touch()
    for module in MODULES:
        (tmp_path / "accord" / module).touch()
    return tmp_path


def plant(house: Path, path: str, text: str) -> None:
    file = house / "accord" / path
    file.parent.mkdir(exist_ok=True)
    file.write_text(text)


def broken(house: Path) -> list[str]:
    """The contracts that do not hold in a house, or what is wrong with them."""
    config = str(ROOT / "pyproject.toml")
    code = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(sys.argv[1]))"
    ran = subprocess.run(
        [sys.executable, "-c", code, config], cwd=house, capture_output=True, text=True, check=False
    )
    lines = [line.removesuffix(" BROKEN") for line in ran.stdout.splitlines() if line.endswith(" BROKEN")]
    return lines or ([] if ran.returncode == 0 else [ran.stdout + ran.stderr])


RINGS, LADDER = "Rings point inwards", "Features form a ladder"
DIALECTS, ADAPTERS = "Dialects do not know one another", "Adapters do not know one another"
VENDORS = "The core knows no HTTP, no vendor, no framework"


class TestTheContracts:
    def test_hold_in_an_empty_house(self, house):
        assert broken(house) == []

    @pytest.mark.parametrize(
        ("path", "text", "contract"),
        [
            ("kit/paging.py", "from accord.core import errors", RINGS),
            ("core/customers/service.py", "from accord.app import settings", RINGS),
            ("core/customers/service.py", "import accord.adapters.queue", RINGS),
            ("dialects/banking/app.py", "from accord.adapters import queue", RINGS),
            ("intelligence/__init__.py", "import accord.dialects", RINGS),
            ("gadgets/__init__.py", "", RINGS),
            ("core/access/service.py", "from accord.core import customers", LADDER),
            ("core/access/service.py", "from accord.core import health", LADDER),
            ("core/errors.py", "from accord.core import access", LADDER),
            ("core/cases/__init__.py", "from accord.core import automation", LADDER),
            ("core/gadgets/__init__.py", "", LADDER),
            ("dialects/banking/app.py", "from accord.dialects import tourism", DIALECTS),
            ("adapters/queue/worker.py", "from accord.adapters import postgres", ADAPTERS),
            ("core/customers/service.py", "from accord.kit import http", VENDORS),
            ("core/customers/service.py", "import uvicorn", VENDORS),
        ],
    )
    def test_notice_a_breach(self, house, path, text, contract):
        if "automation" in text:
            plant(house, "core/automation/__init__.py", "")
        plant(house, path, text)

        assert broken(house) == [contract]
