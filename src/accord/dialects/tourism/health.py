"""Whether the tourism API answers."""

from accord import __version__
from accord.core.context import Context
from accord.kit.http.answers import Answer, ok
from accord.kit.http.operations import Call, Routes

from .contract import Shown


class HealthShown(Shown):
    status: str
    service: str
    version: str


def health_routes(service: str) -> Routes:
    """The health operation, under the configured name of the service."""
    routes = Routes("Health")

    @routes.get("/health", "Health", auth="public", answer=HealthShown, documented=False)
    async def get_health(_ctx: Context, _call: Call[None, None]) -> Answer:
        """Say that the API is up."""
        return ok(HealthShown(status="healthy", service=service, version=__version__))

    return routes
