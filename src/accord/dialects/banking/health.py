"""Whether the banking API answers, and how well."""

from accord import __version__
from accord.core.context import Context
from accord.core.health import Health, check_health
from accord.kit.http.answers import Answer, ok
from accord.kit.http.operations import Call, Routes
from accord.kit.http.wire import show_time

from .contract import Shown

_WORDS = {Health.GOOD: "Healthy", Health.IMPAIRED: "Degraded", Health.BAD: "Unhealthy"}


class HealthShown(Shown):
    status: str
    timestamp: str
    version: str
    service: str


def health_routes(service: str) -> Routes:
    """The health operation, under the configured name of the service."""
    routes = Routes("Health")

    @routes.get(
        "/health",
        "API health",
        auth="public",
        limit="anonymous",
        answer=HealthShown,
        answer_example={
            "status": "Healthy",
            "timestamp": "2026-02-12T10:00:00Z",
            "version": __version__,
            "service": service,
        },
    )
    async def get_health(ctx: Context, _call: Call[None, None]) -> Answer:
        """Say how well the API is."""
        health = await check_health(ctx)
        return ok(
            HealthShown(
                status=_WORDS[health],
                timestamp=show_time(ctx.now),
                version=__version__,
                service=service,
            )
        )

    return routes
