"""The server is killed while a thousand people are being made known."""

from collections.abc import AsyncIterator
from typing import NamedTuple

import pytest

from accord.adapters.postgres import find_running

from .conftest import installed
from .crowd import NO_ANSWER, Crowd
from .people import Kept

CREATES = 1000
KILLED_AFTER = 400


class Aftermath(NamedTuple):
    crowd: Crowd
    at_death: dict[str, str]
    kept: Kept
    kept_in_the_end: Kept


@pytest.fixture(scope="module")
async def aftermath() -> AsyncIterator[Aftermath]:
    """Kill -9 in the middle, look at the database after a restart, then let the clients ask again."""
    with installed(ACCORD_RATE_LIMITS__ENABLED="false") as installation:
        crowd = Crowd(CREATES)
        server = installation.serve()
        await crowd.rush(server, after=KILLED_AFTER, then=server.kill)
        at_death = dict(crowd.told)
        server = installation.serve()
        dsn = find_running(installation.data)
        assert dsn is not None
        kept = await Kept.read(dsn)
        await crowd.rush(server)
        yield Aftermath(crowd, at_death, kept, await Kept.read(dsn))


class TestKillingTheServer:
    def test_happens_while_requests_run(self, aftermath):
        print(f"{CREATES} creates: {len(aftermath.at_death)} answered, {len(aftermath.kept.ids)} kept")
        assert aftermath.crowd.statuses[NO_ANSWER] > 0
        assert KILLED_AFTER <= len(aftermath.at_death) < CREATES

    def test_loses_nothing_that_was_answered(self, aftermath):
        kept = {email: str(made) for email, made in aftermath.kept.ids.items()}

        assert {email: kept.get(email) for email in aftermath.at_death} == aftermath.at_death

    def test_leaves_nothing_half_done(self, aftermath):
        assert aftermath.kept.is_whole

    def test_lets_clients_repeat_what_they_are_not_sure_of(self, aftermath):
        kept = {email: str(made) for email, made in aftermath.kept_in_the_end.ids.items()}

        assert len(kept) == CREATES
        assert kept == aftermath.crowd.told
        assert aftermath.kept_in_the_end.is_whole

    def test_answers_nothing_but_201(self, aftermath):
        assert set(aftermath.crowd.statuses) == {201, NO_ANSWER}
