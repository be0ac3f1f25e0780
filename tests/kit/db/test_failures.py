"""What the database refuses, and that it may be away: told apart by what a caller can do about it."""

import asyncio
import socket

import asyncpg
import pytest

from accord.kit.db import (
    Collision,
    Database,
    DatabaseUnavailable,
    Db,
    ForeignKeyViolation,
    UniqueViolation,
    connect,
)

from .shelves import COUNT, PUT, PUT_BOARD, sql

RENAME = sql("UPDATE kit_tests.shelves SET name = :name WHERE id = :id")


class TestARefusedRow:
    async def test_names_the_rule_of_uniqueness(self, one):
        with pytest.raises(UniqueViolation) as refused:
            async with one.transaction() as db:
                await db.one(PUT, id=1, name="a")
                await db.one(PUT, id=2, name="a")

        assert refused.value.constraint == "shelves_name_key"

    async def test_names_the_broken_reference(self, one):
        with pytest.raises(ForeignKeyViolation) as refused:
            async with one.transaction() as db:
                await db.execute(PUT_BOARD, id=1, shelf_id=7)

        assert refused.value.constraint == "boards_shelf_id_fkey"

    async def test_stays_the_drivers_error_when_it_is_our_bug(self, one):
        with pytest.raises(asyncpg.UndefinedTableError):
            async with one.reading() as db:
                await db.value(sql("SELECT 1 FROM kit_tests.nothing"))

    async def test_stays_the_drivers_error_when_a_value_does_not_fit(self, one):
        with pytest.raises(asyncpg.DataError):
            async with one.transaction() as db:
                await db.one(PUT, id=2**40, name="a")


class TestACollision:
    async def test_is_known_from_other_failures(self, two):
        async with two.transaction() as db:
            await db.one(PUT, id=1, name="a")

        with pytest.raises(Collision) as lost:
            async with two.transaction() as late:
                await late.script("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
                await late.value(COUNT)
                async with two.transaction() as early:
                    await early.execute(RENAME, id=1, name="b")
                await late.execute(RENAME, id=1, name="c")

        assert str(lost.value) == "SerializationError"

    async def test_goes_away_by_running_again(self, two):
        async with two.transaction() as db:
            await db.one(PUT, id=1, name="a")
            await db.one(PUT, id=2, name="b")
        both_hold = asyncio.Barrier(2)

        async def rename(first: int, second: int) -> int:
            for attempt in range(10):
                try:
                    async with two.transaction() as db:
                        await db.execute(RENAME, id=first, name=f"{first}-{attempt}")
                        if attempt == 0:
                            await both_hold.wait()
                        await db.execute(RENAME, id=second, name=f"{second}+{first}")
                except Collision:
                    continue
                else:
                    return attempt
            raise AssertionError("lost ten times")

        winner, loser = sorted(await asyncio.gather(rename(1, 2), rename(2, 1)))
        assert winner == 0
        assert loser > 0  # more than once, when it took its first row again before the winner woke up


class TestADatabaseThatIsAway:
    async def test_cannot_be_connected_to(self):
        with socket.socket() as unused:
            unused.bind(("127.0.0.1", 0))
            port = unused.getsockname()[1]

            with pytest.raises(DatabaseUnavailable):
                await connect(f"postgresql://accord@127.0.0.1:{port}/accord")

    async def test_is_noticed_when_the_pool_was_closed(self, one: Database):
        await one.close()

        with pytest.raises(DatabaseUnavailable):
            async with one.reading() as db:
                await db.value(COUNT)

    async def test_is_noticed_when_a_statement_takes_too_long(self, url):
        hasty = await connect(url, size=1, statement_seconds=0.05)

        with pytest.raises(DatabaseUnavailable) as away:
            async with hasty.reading() as db:
                await db.value(sql("SELECT pg_sleep(5)"))

        await hasty.close()
        assert str(away.value) == "QueryCanceledError"

    async def test_is_noticed_when_a_savepoint_finds_no_connection(self, two):
        with pytest.raises(DatabaseUnavailable):
            async with two.transaction() as db:
                pid = await db.value(sql("SELECT pg_backend_pid()"))
                await two.pool.execute("SELECT pg_terminate_backend($1)", pid)
                async with db.savepoint():
                    await db.value(COUNT)


class TestAPoolThatIsUsedUp:
    async def test_is_waited_for_no_longer_than_said(self, one):
        loop = asyncio.get_running_loop()
        async with one.reading() as db:
            await db.value(COUNT)
            waiting = Db(one.pool, writing=False, acquire_seconds=0.05)
            began = loop.time()

            with pytest.raises(DatabaseUnavailable, match="no connection became free in time"):
                await waiting.value(COUNT)

        assert 0.04 < loop.time() - began < 2

    async def test_serves_who_waits_in_time(self, one):
        async with one.reading() as db:
            await db.value(COUNT)
            other = Db(one.pool, writing=False)
            waiting = asyncio.create_task(other.value(COUNT))
            await asyncio.sleep(0.01)
            assert not waiting.done()

        assert await waiting == 0
        await other.finish(commit=False)
