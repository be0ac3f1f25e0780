import asyncio

import pytest

from accord.kit.db import DatabaseUnavailable, Together


class Doubling:
    """Doubles numbers, slowly; fails for a batch that holds a bad one."""

    def __init__(self, failure: Exception | None = None) -> None:
        self.batches: list[list[int]] = []
        self._failure = failure or ValueError("13")

    async def work(self, numbers):
        self.batches.append(list(numbers))
        await asyncio.sleep(0.01)
        if 13 in numbers:
            raise self._failure
        return [2 * number for number in numbers]


class TestWorkDoneTogether:
    async def test_gives_each_its_own_result(self):
        together = Together(Doubling().work)

        assert await asyncio.gather(*map(together.do, range(5))) == [0, 2, 4, 6, 8]

    async def test_takes_what_was_asked_for_meanwhile_in_one_go(self):
        doubling = Doubling()
        together = Together(doubling.work)

        first = asyncio.create_task(together.do(1))
        await asyncio.sleep(0.005)
        await asyncio.gather(first, together.do(2), together.do(3))

        assert doubling.batches == [[1], [2, 3]]

    async def test_takes_so_many_at_most(self):
        doubling = Doubling()
        together = Together(doubling.work, most=2)

        await asyncio.gather(*map(together.do, range(5)))

        assert doubling.batches == [[0, 1], [2, 3], [4]]

    async def test_lets_none_suffer_for_another(self):
        together = Together(Doubling().work)

        found = await asyncio.gather(*map(together.do, [1, 13, 2]), return_exceptions=True)

        assert (found[0], str(found[1]), found[2]) == (2, "13", 4)

    async def test_is_not_tried_again_without_a_database(self):
        doubling = Doubling(DatabaseUnavailable("away"))
        together = Together(doubling.work)

        found = await asyncio.gather(*map(together.do, [1, 13, 2]), return_exceptions=True)

        assert [type(each) for each in found] == [DatabaseUnavailable] * 3
        assert len(doubling.batches) == 1

    async def test_goes_on_when_somebody_waits_no_longer(self):
        together = Together(Doubling().work)
        gone, other = asyncio.create_task(together.do(1)), asyncio.create_task(together.do(2))
        await asyncio.sleep(0.005)

        gone.cancel()

        assert await other == 4
        with pytest.raises(asyncio.CancelledError):
            await gone
