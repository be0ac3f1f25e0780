"""A database that takes no connections for a while, as during a restore: away, and heard again afterwards."""

import asyncio
from collections.abc import AsyncIterator
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import asyncpg
import pytest

from accord.kit.db import DatabaseUnavailable, connect, listening


class Door:
    """A database of its own that can be closed to everybody."""

    def __init__(self, maintenance: str) -> None:
        self._maintenance = maintenance
        self._name = f"closing_{uuid4().hex[:12]}"
        self.url = urlunsplit(urlsplit(maintenance)._replace(path=f"/{self._name}"))

    async def run(self, *statements: str) -> None:
        connection = await asyncpg.connect(self._maintenance)
        for each in statements:
            await connection.execute(each.format(name=self._name))
        await connection.close()

    async def close(self) -> None:
        await self.run(
            "ALTER DATABASE {name} ALLOW_CONNECTIONS false",
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'",
        )

    async def open(self) -> None:
        await self.run("ALTER DATABASE {name} ALLOW_CONNECTIONS true")


@pytest.fixture
async def door(url: str) -> AsyncIterator[Door]:
    made = Door(url)
    await made.run("CREATE DATABASE {name}")
    yield made
    await made.run("DROP DATABASE {name} WITH (FORCE)")


class TestADatabaseThatTakesNoConnections:
    async def test_is_away(self, door):
        await door.close()

        with pytest.raises(DatabaseUnavailable):
            await connect(door.url)

    async def test_is_listened_to_again_when_it_takes_them(self, door):
        heard: asyncio.Queue[str] = asyncio.Queue()
        async with listening(door.url, "bell", heard.put_nowait, longest_pause_seconds=0.1):
            assert await heard.get() == ""
            await door.close()
            await asyncio.sleep(0.5)
            await door.open()

            assert await asyncio.wait_for(heard.get(), 5) == ""
