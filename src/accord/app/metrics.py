"""Figures for Prometheus, added up over the processes of one server when there are several."""

import os

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from accord import __version__

SHARED = "PROMETHEUS_MULTIPROC_DIR"
"""Names the folder where the processes of one server keep their figures; unset for a single process."""

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Metrics:
    """One process's figures. Labels have few values: never a path with ids, never a person."""

    def __init__(self) -> None:
        own = self._own = CollectorRegistry()
        info = Gauge(
            "accord_info", "The running version.", ["version"], registry=own, multiprocess_mode="mostrecent"
        )
        info.labels(__version__).set(1)
        self._requests = Counter(
            "accord_requests", "Requests answered.", ["dialect", "method", "status"], registry=own
        )
        self._seconds = Histogram(
            "accord_request_seconds", "Time to answer.", ["dialect"], buckets=_SECONDS, registry=own
        )
        self._counters: dict[tuple[str, str, int], Counter] = {}
        self._timers: dict[str, Histogram] = {}

    def observe(self, dialect: str, method: str, status: int, seconds: float) -> None:
        """Count one request. Labels are looked up once: that costs more than counting."""
        key = (dialect, method, status)
        counter = self._counters.get(key)
        if counter is None:
            counter = self._counters[key] = self._requests.labels(*map(str, key))
            self._timers.setdefault(dialect, self._seconds.labels(dialect))
        counter.inc()
        self._timers[dialect].observe(seconds)

    def render(self) -> bytes:
        """The figures in Prometheus' text format."""
        if SHARED not in os.environ:
            return generate_latest(self._own)
        together = CollectorRegistry()
        MultiProcessCollector(together)  # type: ignore[no-untyped-call]
        return generate_latest(together)
