"""Whether the engagement API answers, and how well; more for callers with a token."""

from collections.abc import Mapping
from datetime import datetime

from msgspec import UNSET, UnsetType

from accord.core import communications
from accord.core.context import Context
from accord.kit.db import DatabaseUnavailable
from accord.kit.http.answers import Answer, json_answer, ok
from accord.kit.http.operations import Call, Routes
from accord.kit.http.wire import show_time

from . import examples
from .communications import present
from .contract import Shown
from .services import Services

HEALTHY, DEGRADED, UNHEALTHY = "healthy", "degraded", "unhealthy"
VITAL = ("database", "orchestrator")


class MetricsShown(Shown):
    pending_communications: int
    failed_communications_last_hour: int
    avg_delivery_time_seconds: float


class HealthShown(Shown, omit_defaults=True):
    """`components` and `metrics` are there for callers with a token."""

    status: str
    timestamp: str
    components: dict[str, str] | UnsetType = UNSET
    metrics: MetricsShown | UnsetType = UNSET


class StateShown(Shown):
    status: str
    timestamp: str


def status_of(states: Mapping[str, str]) -> str:
    """The whole's state, from its parts'."""
    if any(states[name] == UNHEALTHY for name in VITAL):
        return UNHEALTHY
    return HEALTHY if all(state == HEALTHY for state in states.values()) else DEGRADED


def show_health(
    states: Mapping[str, str], metrics: MetricsShown, *, at: datetime, detailed: bool
) -> HealthShown:
    """The answer, with or without what stands behind it."""
    shown = HealthShown(status=status_of(states), timestamp=show_time(at))
    if detailed:
        shown.components, shown.metrics = dict(states), metrics
    return shown


async def _metrics(ctx: Context) -> MetricsShown:
    """The figures of sending; zeros when the database is away, which the components tell."""
    try:
        figures = await communications.delivery_figures(ctx)
    except DatabaseUnavailable:
        return MetricsShown(
            pending_communications=0, failed_communications_last_hour=0, avg_delivery_time_seconds=0.0
        )
    return MetricsShown(
        pending_communications=figures.pending,
        failed_communications_last_hour=figures.failed_last_hour,
        avg_delivery_time_seconds=figures.average_delivery_seconds,
    )


def health_routes(services: Services | None) -> Routes:
    """The operations of health; open to everybody."""
    routes = Routes("Health", auth="public")

    @routes.get("/health", "Health; details with a token", answer=HealthShown, answer_example=examples.HEALTH)
    async def get_health(ctx: Context, call: Call[None, None]) -> Answer:
        """How the parts are, for callers with a token; the whole for everybody."""
        states = await present(services).components.states(ctx)
        metrics = await _metrics(ctx)
        return ok(show_health(states, metrics, at=ctx.now, detailed=call.caller is not None))

    @routes.get(
        "/health/readiness",
        "Readiness (503 when unhealthy)",
        answer=StateShown,
        answer_example=examples.READY,
        documented=False,
    )
    async def get_readiness(ctx: Context, _call: Call[None, None]) -> Answer:
        """Whether requests can be served."""
        status = status_of(await present(services).components.states(ctx))
        shown = StateShown(status=status, timestamp=show_time(ctx.now))
        return json_answer(503, shown).header("retry-after", "5") if status == UNHEALTHY else ok(shown)

    @routes.get(
        "/health/liveness", "Liveness", answer=StateShown, answer_example=examples.READY, documented=False
    )
    async def get_liveness(ctx: Context, _call: Call[None, None]) -> Answer:
        """Say that the process answers."""
        return ok(StateShown(status=HEALTHY, timestamp=show_time(ctx.now)))

    return routes
