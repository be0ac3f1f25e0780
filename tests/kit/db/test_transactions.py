"""Units of work: what stays, what goes, and when a connection is taken."""

import asyncio
from contextlib import suppress

import pytest
from sqlalchemy import text

from accord.kit.db import Database, DatabaseUnavailable, NothingCommitted, UniqueViolation, statement

from .shelves import ALL, COUNT, PUT, sql

WHO = sql("SELECT pg_backend_pid()")
TRANSACTION = sql("SELECT txid_current()")
PLANNING = "SELECT current_setting('plan_cache_mode')"


class Refused(Exception):
    """A refusal that is no error of the database."""


class Counted(Refused):
    keeps_changes = True


async def names(database: Database) -> list[str]:
    async with database.reading() as db:
        return [shelf.name for shelf in await db.all(ALL)]


class TestATransaction:
    async def test_is_committed_at_a_clean_end(self, one):
        async with one.transaction() as db:
            await db.one(PUT, id=1, name="a")
            await db.one(PUT, id=2, name="b")

        assert await names(one) == ["a", "b"]

    async def test_is_rolled_back_at_an_error(self, one):
        with pytest.raises(Refused):
            async with one.transaction() as db:
                await db.one(PUT, id=1, name="a")
                raise Refused

        assert await names(one) == []

    async def test_is_committed_at_an_error_that_keeps_changes(self, one):
        with pytest.raises(Counted):
            async with one.transaction() as db:
                await db.one(PUT, id=1, name="a")
                raise Counted

        assert await names(one) == ["a"]

    async def test_is_rolled_back_when_it_is_cancelled(self, one):
        started = asyncio.Event()

        async def work() -> None:
            async with one.transaction() as db:
                await db.one(PUT, id=1, name="a")
                started.set()
                await db.value(sql("SELECT pg_sleep(30)"))

        task = asyncio.create_task(work())
        await started.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

        assert await names(one) == []

    async def test_is_one_from_its_first_statement_to_its_end(self, one):
        async with one.transaction() as db:
            seen = {await db.value(TRANSACTION) for _ in range(3)}

        assert len(seen) == 1

    async def test_is_not_seen_by_others_before_its_end(self, two):
        async with two.transaction() as db:
            await db.one(PUT, id=1, name="a")

            assert await names(two) == []

    async def test_tells_that_nothing_was_committed_when_a_failure_was_swallowed(self, one):
        with pytest.raises(NothingCommitted):
            async with one.transaction() as db:
                await db.one(PUT, id=1, name="a")
                with suppress(UniqueViolation):
                    await db.one(PUT, id=2, name="a")

        assert await names(one) == []

    async def test_tells_what_its_commit_was_refused_for(self, one):
        paint = sql("UPDATE kit_tests.shelves SET wood = 'oak'")

        with pytest.raises(UniqueViolation) as refused:
            async with one.transaction() as db:
                await db.one(PUT, id=1, name="a")
                await db.one(PUT, id=2, name="b")
                await db.execute(paint)

        assert refused.value.constraint == "shelves_wood_key"
        assert await names(one) == []


class TestAReading:
    async def test_is_no_transaction(self, one):
        async with one.reading() as db:
            seen = {await db.value(TRANSACTION) for _ in range(3)}

        assert len(seen) == 3

    async def test_keeps_its_connection(self, two):
        async with two.reading() as db:
            seen = {await db.value(WHO) for _ in range(3)}

        assert len(seen) == 1


class TestAConnection:
    async def test_is_taken_by_the_first_statement(self, one):
        async with one.transaction() as db:
            assert db.driver is None
            async with one.transaction() as other:
                assert await other.value(COUNT) == 0
            assert await db.value(COUNT) == 0
            assert db.driver is not None

    async def test_is_given_back_at_the_end(self, one):
        for number in range(5):
            async with one.transaction() as db:
                await db.one(PUT, id=number, name=str(number))

        assert one.pool.get_idle_size() == one.pool.get_size() == 1

    @pytest.mark.parametrize("unit", ["reading", "transaction"])
    async def test_is_given_back_after_an_error(self, one, unit):
        for _ in range(3):
            with pytest.raises(Refused):
                async with getattr(one, unit)() as db:
                    await db.value(COUNT)
                    raise Refused

        assert one.pool.get_idle_size() == 1

    async def test_is_replaced_when_it_broke(self, two):
        with pytest.raises(DatabaseUnavailable):
            async with two.transaction() as db:
                broken = await db.value(WHO)
                await two.pool.execute("SELECT pg_terminate_backend($1)", broken)
                await db.value(COUNT)

        assert await names(two) == []


class TestASavepoint:
    async def test_can_fail_alone(self, one):
        async with one.transaction() as db:
            await db.one(PUT, id=1, name="a")
            with pytest.raises(UniqueViolation):
                async with db.savepoint():
                    await db.one(PUT, id=2, name="b")
                    await db.one(PUT, id=3, name="a")
            await db.one(PUT, id=4, name="d")

        assert await names(one) == ["a", "d"]

    async def test_stays_with_the_transaction_when_it_succeeds(self, one):
        async with one.transaction() as db, db.savepoint():
            await db.one(PUT, id=1, name="a")

        assert await names(one) == ["a"]

    async def test_goes_with_the_one_around_it_though_its_own_failure_was_caught(self, one):
        async with one.transaction() as db:
            with pytest.raises(Refused):
                async with db.savepoint():
                    await db.one(PUT, id=1, name="a")
                    with pytest.raises(UniqueViolation):
                        async with db.savepoint():
                            await db.one(PUT, id=2, name="a")
                    raise Refused

        assert await names(one) == []


class TestAStatementPlannedAfresh:
    @pytest.mark.parametrize("unit", ["reading", "transaction"])
    async def test_is_planned_for_its_own_parameters_however_it_is_read(self, one, unit):
        planned = statement(text(PLANNING), tuple[str], replan=True)

        async with getattr(one, unit)() as db:
            before = await db.value(sql(PLANNING))
            found = [await db.value(planned), *await db.all(planned), await db.one(planned)]

        assert before == "auto"
        assert found == ["force_custom_plan", ("force_custom_plan",), ("force_custom_plan",)]

    @pytest.mark.parametrize("unit", ["reading", "transaction"])
    async def test_leaves_nothing_behind(self, one, unit):
        async with getattr(one, unit)() as db:
            await db.value(sql(PLANNING, replan=True))
        async with one.reading() as db:
            after = await db.value(sql(PLANNING))
            apart = {await db.value(TRANSACTION) for _ in range(2)}

        assert (after, len(apart)) == ("auto", 2)

    async def test_leaves_no_transaction_when_it_fails(self, one):
        failing = sql("SELECT 1 / count(*) FROM kit_tests.shelves", replan=True)

        async with one.reading() as db:
            with pytest.raises(Exception, match="division by zero"):
                await db.value(failing)
            assert len({await db.value(TRANSACTION) for _ in range(2)}) == 2
