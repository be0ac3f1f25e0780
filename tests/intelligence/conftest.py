from collections.abc import AsyncIterator

import pytest

from accord.intelligence.local import LocalSentiment, NoEmbedder
from accord.intelligence.openai import Endpoint, EndpointSentiment

from .openai.standin import KEY, MODEL, StandIn, standing_in

LANGUAGES = ("en", "fr", "ar", "sw")


@pytest.fixture(scope="session")
def local() -> LocalSentiment:
    return LocalSentiment(LANGUAGES)


@pytest.fixture(scope="session")
def bare() -> LocalSentiment:
    return LocalSentiment(LANGUAGES, NoEmbedder())


@pytest.fixture
async def standin() -> AsyncIterator[StandIn]:
    async with standing_in() as started:
        yield started


@pytest.fixture
async def remote(standin: StandIn, local: LocalSentiment) -> AsyncIterator[EndpointSentiment]:
    analyser = EndpointSentiment(Endpoint(standin.url, model=MODEL, key=KEY, seconds=2.0), local)
    yield analyser
    await analyser.close()
