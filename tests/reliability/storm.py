"""Messages under a storm of SIGKILLs, and the comparison of the ledgers afterwards."""

import asyncio
import random

import msgspec

from .clients import Clients
from .estate import Estate
from .ledgers import Books, Findings, analytics_differ, read_counterparts, read_database, write_told
from .reporters import Reporters

FINAL_SECONDS = 120.0
ANSWERS_AFTER = 0.15
VICTIMS = (("api",), ("worker",), ("api", "worker"))


class Weather(msgspec.Struct, frozen=True, kw_only=True):
    """How hard it is. The same seed chooses the same victims at the same moments of the storm."""

    seed: int
    kills: int
    messages: int
    per_second: float

    @property
    def seconds(self) -> float:
        """For how long messages are sent."""
        return self.messages / self.per_second


async def endure(estate: Estate, weather: Weather) -> Findings:
    """Send messages while processes are killed; what was found wrong once everything is quiet again."""
    rng = random.Random(weather.seed)
    clients, reporters = Clients(estate), Reporters(estate, random.Random(weather.seed + 1))
    for role in ("api", "worker"):
        estate.start(role)
    await estate.await_ready()
    await clients.meet()
    reporting = asyncio.create_task(reporters.run())
    try:
        sending = clients.send_all(range(weather.messages), weather.per_second)
        await asyncio.gather(sending, _kill(estate, weather, rng))
        final_seconds = await estate.await_quiet(FINAL_SECONDS)
        reporters.stop()
        await reporting
    finally:
        reporting.cancel()
    write_told(estate.folder / "told.json", clients.told)
    return await _findings(estate, clients, final_seconds)


async def _kill(estate: Estate, weather: Weather, rng: random.Random) -> None:
    """Kill and start again at random moments, on average as often as fits into the time of sending."""
    left = weather.kills
    pause = weather.seconds * _average_victims() / weather.kills
    while left:
        await asyncio.sleep(rng.uniform(0, 2 * pause))
        victims = rng.choice(VICTIMS)[:left]
        for role in victims:
            estate.kill(role)
        for role in victims:
            estate.start(role)
        left -= len(victims)


def _average_victims() -> float:
    return sum(map(len, VICTIMS)) / len(VICTIMS)


async def _findings(estate: Estate, clients: Clients, final_seconds: float) -> Findings:
    books = Books(
        clients.told, read_counterparts(estate.folder), await read_database(estate.dsn), estate.kills
    )
    found = books.compare()
    differences = await analytics_differ(estate)
    wrong = found.wrong | ({"I7": differences} if differences else {})
    unanswered = {f"answered_{status}": float(count) for status, count in clients.statuses.items()}
    return Findings(wrong, found.figures | unanswered | {"final_seconds": round(final_seconds, 2)})
