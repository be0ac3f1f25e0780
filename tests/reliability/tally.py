"""A plugin of pytest that leaves behind what its process tried, and how many tests of it failed."""

import os
from pathlib import Path

import msgspec
import pytest

from make.depth import TRIED

FILE = "ACCORD_TEST_TALLY"


class Tally(msgspec.Struct, frozen=True):
    """What one process of tests came to."""

    tried: dict[str, int]
    failed: int


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Write the tally where the environment says."""
    tally = Tally(dict(TRIED), session.testsfailed)
    Path(os.environ[FILE]).write_bytes(msgspec.json.encode(tally))
