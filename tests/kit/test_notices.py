"""Hearing notifications, also after the connection broke."""

import asyncio

import asyncpg

from accord.kit.db import listening


class Heard:
    """Keeps what was told."""

    def __init__(self) -> None:
        self.told: asyncio.Queue[str] = asyncio.Queue()

    async def next(self) -> str:
        return await asyncio.wait_for(self.told.get(), 10)


class TestListening:
    async def test_tells_at_once_that_something_may_have_been_missed(self, url: str) -> None:
        heard = Heard()
        async with listening(url, "talk", heard.told.put_nowait):
            assert await heard.next() == ""

    async def test_tells_what_is_sent(self, url: str) -> None:
        heard = Heard()
        async with listening(url, "talk", heard.told.put_nowait):
            await heard.next()
            await _run(url, "NOTIFY talk, 'hello'")
            assert await heard.next() == "hello"

    async def test_begins_again_when_the_connection_breaks(self, url: str) -> None:
        heard = Heard()
        async with listening(url, "talk", heard.told.put_nowait):
            await heard.next()
            await _run(
                url,
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND query = 'LISTEN \"talk\"'",
            )
            assert await heard.next() == ""

    async def test_goes_on_trying_when_there_is_no_server(self) -> None:
        heard = Heard()
        nowhere = "postgresql://accord@127.0.0.1:1/nowhere"
        async with listening(nowhere, "talk", heard.told.put_nowait):
            await asyncio.sleep(0.1)
        assert heard.told.empty()


async def _run(url: str, sql: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(sql)
    finally:
        await connection.close()
