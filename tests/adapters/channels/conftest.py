"""The stand-ins, one for each test: their ledgers begin empty."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from vendors import ACCOUNTS, Sink, Vendors

from . import counterparts
from .counterparts import Counterpart

PROVIDERS = ("smtp", "twilio", "whatsapp", "sendgrid", "mailgun")


@pytest.fixture
async def vendors(tmp_path: Path) -> AsyncIterator[Vendors]:
    opened = Vendors(tmp_path)
    await opened.open()
    yield opened
    await opened.close()


@pytest.fixture
async def sink(tmp_path: Path) -> AsyncIterator[Sink]:
    opened = Sink(tmp_path, accounts=ACCOUNTS)
    await opened.open()
    yield opened
    await opened.close()


@pytest.fixture(params=PROVIDERS)
async def counterpart(
    request: pytest.FixtureRequest, vendors: Vendors, sink: Sink
) -> AsyncIterator[Counterpart]:
    """Each provider in turn, or the ones that a test names."""
    make = getattr(counterparts, request.param)
    found = make(sink if request.param == "smtp" else vendors)
    yield found
    for provider in found.made:
        await provider.close()
