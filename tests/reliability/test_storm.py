"""Eighty SIGKILLs under ten messages a second."""

from make.depth import SEED

from .storm import ANSWERS_AFTER, Weather, endure

WEATHER = Weather(seed=SEED, kills=80, messages=350, per_second=10.0)


class TestAStormOfKills:
    async def test_loses_nothing_and_records_nothing_twice(self, open_estate):
        print(f"RELIABILITY_SEED={SEED}")
        estate = await open_estate(answers_after=ANSWERS_AFTER)

        found = await endure(estate, WEATHER)

        print(found.figures)
        assert found.wrong == {}, f"{found.wrong}\n{estate.logs()}"
        assert found.figures["kills"] == WEATHER.kills
