"""Every event is listed with what follows from it, and what follows is known to the worker."""

import importlib
import pkgutil
from collections.abc import Iterator

import accord.core
from accord.app.jobs import SCHEDULES, jobs_of
from accord.core.events import Event
from accord.core.reactions import REACTIONS, Each, Once
from accord.kit.db import Database
from make.providers import plain_outreach


def events() -> set[type[Event]]:
    """Every event class of the core."""
    for found in pkgutil.walk_packages(accord.core.__path__, "accord.core."):
        importlib.import_module(found.name)
    return {event for event in _below(Event) if event.__module__.startswith("accord.core.")}


def _below(event: type[Event]) -> Iterator[type[Event]]:
    for narrower in event.__subclasses__():
        yield narrower
        yield from _below(narrower)


class TestReactions:
    def test_are_written_down_for_every_event(self):
        assert {event.__name__ for event in events() ^ set(REACTIONS)} == set()

    def test_of_different_events_are_told_apart_by_their_type(self):
        types = [event.type for event in events()]
        assert sorted(types) == sorted(set(types))

    def test_ask_for_jobs_that_the_worker_knows(self, pool: Database):
        every = [each for reactions in REACTIONS.values() for each in reactions]
        asked = {each.job for each in every if isinstance(each, Once | Each)}
        assert asked - set(jobs_of(pool, plain_outreach())) == set()


class TestSchedules:
    def test_ask_for_jobs_that_the_worker_knows(self, pool: Database):
        assert {schedule.name for schedule in SCHEDULES} - set(jobs_of(pool, plain_outreach())) == set()
