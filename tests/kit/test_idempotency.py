"""The same request with the same key: one effect, one answer."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from accord.kit import clock
from accord.kit.db import Database, statement
from accord.kit.idempotency import (
    KEPT,
    KeyInUse,
    KeyReused,
    Remembered,
    claim,
    find,
    forget_mentions,
    idempotency_keys,
    purge,
    remember,
    remember_failure,
    scope_of,
)

SCOPE = scope_of("machine:tests", "banking", "/banking/api/cases", "key-1")
OTHER = scope_of("machine:tests", "banking", "/banking/api/cases", "key-2")
NOW = clock.now()
COUNT: Any = statement(select(func.count()).select_from(idempotency_keys))


def answer(*, at: datetime = NOW, **given: Any) -> Remembered:
    values = {
        "payload": b"digest",
        "status": 201,
        "headers": "location: /cases/1",
        "body": b'{"id": 1}',
        "created_at": at,
    }
    return Remembered(**values | given)


class TestAScope:
    def test_is_a_digest_of_its_own(self):
        parts = ("ann", "banking", "/cases", "k")
        changed = [
            (*parts[:place], other, *parts[place + 1 :])
            for place, other in enumerate(("bob", "tourism", "/customers", "l"))
        ]
        shifted = [("annb", "anking", "/cases", "k"), ("ann", "banking", "/case", "sk")]

        scopes = {scope_of(*each) for each in [parts, *changed, *shifted]}

        assert len(scopes) == 7
        assert {len(scope) for scope in scopes} == {32}
        assert scope_of(*parts) == scope_of(*parts)


class TestClaimingAKey:
    async def test_that_is_new_has_the_work_done(self, db):
        assert await claim(db, SCOPE, b"digest", now=NOW) is None

    async def test_that_was_answered_gives_the_answer(self, db):
        await remember(db, SCOPE, answer())

        assert await claim(db, SCOPE, b"digest", now=NOW) == answer()

    async def test_may_come_twice_in_one_transaction(self, db):
        assert [await claim(db, SCOPE, b"digest", now=NOW) for _ in range(2)] == [None, None]

    async def test_with_another_body_is_refused(self, db):
        await remember(db, SCOPE, answer())

        with pytest.raises(KeyReused):
            await claim(db, SCOPE, b"other", now=NOW)

        assert await claim(db, SCOPE, b"digest", now=NOW) == answer()

    @pytest.mark.parametrize(("age", "known"), [(KEPT, True), (KEPT + timedelta(microseconds=1), False)])
    async def test_is_answered_for_a_day(self, db, age, known):
        await remember(db, SCOPE, answer(at=NOW - age))

        found = await claim(db, SCOPE, b"digest", now=NOW)

        assert (found is not None) is known

    async def test_that_is_over_takes_another_body(self, db):
        await remember(db, SCOPE, answer(at=NOW - timedelta(hours=25)))

        assert await claim(db, SCOPE, b"other", now=NOW) is None


@pytest.fixture
async def first(database: Database) -> AsyncIterator[Any]:
    """The transaction of a first request, still running."""
    async with database.transaction() as db:
        await claim(db, SCOPE, b"digest", now=NOW)
        yield db


class TestTheSecondOfTwoRequests:
    @pytest.mark.parametrize("payload", [b"digest", b"other"])
    async def test_is_refused_while_the_first_runs(self, first, database, payload):
        with pytest.raises(KeyInUse):
            async with database.transaction() as db:
                await claim(db, SCOPE, payload, now=NOW)

    async def test_may_look_for_an_answer_before_and_finds_none(self, first, database):
        async with database.reading() as db:
            assert await find(db, SCOPE, b"digest", now=NOW) is None

    async def test_is_free_with_another_key(self, first, database):
        async with database.transaction() as db:
            assert await claim(db, OTHER, b"digest", now=NOW) is None

    async def test_gets_the_answer_of_the_first(self, database):
        async with database.transaction() as db:
            await claim(db, SCOPE, b"digest", now=NOW)
            await remember(db, SCOPE, answer())

        async with database.transaction() as db:
            assert await claim(db, SCOPE, b"digest", now=NOW) == answer()

    async def test_does_the_work_when_the_first_was_rolled_back(self, database):
        with pytest.raises(RuntimeError):
            await _fail(database)

        async with database.transaction() as db:
            assert await claim(db, SCOPE, b"digest", now=NOW) is None


async def _fail(database: Database) -> None:
    async with database.transaction() as db:
        await claim(db, SCOPE, b"digest", now=NOW)
        await remember(db, SCOPE, answer())
        raise RuntimeError


class TestRemembering:
    async def test_takes_the_place_of_an_answer_that_is_over(self, db):
        await remember(db, SCOPE, answer(at=NOW - timedelta(hours=25)))

        await remember(db, SCOPE, answer(status=200, payload=b"other"))

        assert await claim(db, SCOPE, b"other", now=NOW) == answer(status=200, payload=b"other")

    async def test_never_takes_the_place_of_an_answer_that_holds(self, db):
        await remember(db, SCOPE, answer())

        await remember(db, SCOPE, answer(status=500, body=b"late"))

        assert await claim(db, SCOPE, b"digest", now=NOW) == answer()

    @pytest.mark.parametrize("body", [b"", b"\x00\xff", b"x" * 300_000])
    async def test_keeps_any_body(self, db, body):
        await remember(db, SCOPE, answer(body=body))

        found = await claim(db, SCOPE, b"digest", now=NOW)

        assert found == answer(body=body)


class TestRememberingAFailure:
    """It happens after the failed transaction, when somebody else may have come already."""

    failed = answer(status=500, body=b"failed")

    async def test_keeps_it_for_repetitions(self, db):
        await remember_failure(db, SCOPE, self.failed)

        assert await claim(db, SCOPE, b"digest", now=NOW) == self.failed

    async def test_gives_way_to_an_answer(self, db):
        await remember(db, SCOPE, answer())

        await remember_failure(db, SCOPE, self.failed)

        assert await claim(db, SCOPE, b"digest", now=NOW) == answer()

    async def test_gives_way_to_a_request_that_runs(self, first, database):
        async with database.transaction() as db:
            await remember_failure(db, SCOPE, self.failed)

        assert await first.value(COUNT) == 0


class TestLookingForAnAnswer:
    async def test_finds_the_one_that_is_kept(self, db):
        await remember(db, SCOPE, answer())

        assert await find(db, SCOPE, b"digest", now=NOW) == answer()

    async def test_finds_none_that_is_over(self, db):
        await remember(db, SCOPE, answer())

        assert await find(db, SCOPE, b"digest", now=NOW + KEPT + timedelta(microseconds=1)) is None

    async def test_with_another_body_is_refused(self, db):
        await remember(db, SCOPE, answer())

        with pytest.raises(KeyReused):
            await find(db, SCOPE, b"other", now=NOW)

    async def test_takes_the_key_from_nobody(self, db, database):
        await find(db, SCOPE, b"digest", now=NOW)

        async with database.transaction() as other:
            assert await claim(other, SCOPE, b"digest", now=NOW) is None


class TestForgetting:
    async def test_drops_the_answers_that_mention_somebody(self, db):
        await remember(db, SCOPE, answer(body=b'{"customerId": "0190-abcd"}'))
        await remember(db, OTHER, answer(body=b'{"customerId": "0190-abce"}'))

        assert await forget_mentions(db, "0190-abcd") == 1
        assert await claim(db, SCOPE, b"digest", now=NOW) is None
        assert await claim(db, OTHER, b"digest", now=NOW) is not None

    async def test_drops_the_answers_that_mention_somebody_in_a_header(self, db):
        await remember(db, SCOPE, answer(headers="location: /customers/0190-abcd", body=b"{}"))

        assert await forget_mentions(db, "0190-abcd") == 1

    async def test_takes_a_mention_as_it_is_written(self, db):
        await remember(db, SCOPE, answer(body=b"abc"))

        assert [await forget_mentions(db, mention) for mention in ("%", "a_c", "ABC", "abc")] == [0, 0, 0, 1]

    async def test_drops_what_is_over(self, db):
        await remember(db, SCOPE, answer(at=NOW - timedelta(hours=24, seconds=1)))
        await remember(db, OTHER, answer(at=NOW - timedelta(hours=24)))

        assert (await purge(db, now=NOW), await db.value(COUNT)) == (1, 1)
