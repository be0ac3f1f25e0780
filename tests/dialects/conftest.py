"""The composed product, called in process over ASGI, on a database that each test leaves empty."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from typing import Any
from uuid import UUID

import httpx
import pytest

from accord.adapters.queue import Pace, Worker
from accord.app.compose import Platform
from accord.app.jobs import jobs_of
from accord.app.server import front_of
from accord.app.settings import AuthSettings, RateLimitSettings, Secret, ServerSettings, Settings
from accord.core import access
from accord.core.context import SYSTEM
from accord.core.permissions import Role
from accord.kit import clock
from accord.kit.crypto import TokenKeys
from accord.kit.db import Database
from accord.kit.ids import new_id
from adapters.queue.workshop import until

SECRET = "a secret of the tests, long enough for HS256"
KEYS = TokenKeys(algorithm="HS256", secret=SECRET, issuer="accord")


@pytest.fixture
def settings() -> Settings:
    return Settings(
        auth=AuthSettings(secret=Secret(SECRET)),
        rate_limits=RateLimitSettings(enabled=False),
        server=ServerSettings(worker=False),
    )


@pytest.fixture
def limited_settings(settings: Settings) -> Settings:
    return Settings(auth=settings.auth, server=settings.server)


@pytest.fixture
async def platform(database: Database, url: str, settings: Settings) -> Platform:
    return Platform(settings, url, database, KEYS)


@pytest.fixture
async def app(platform: Platform) -> Any:
    front, _ = front_of(platform)
    return front


def sign(grants: Iterable[str] = ("crm:admin",), **claims: Any) -> str:
    """A machine's token with these grants; any claim can be given or replaced."""
    now = int(clock.now().timestamp())
    return KEYS.sign(
        {
            "sub": "tests",
            "kind": "machine",
            "permissions": list(grants),
            "iss": "accord",
            "aud": "accord",
            "iat": now,
            "exp": now + 3600,
            "jti": str(new_id()),
        }
        | claims
    )


def customer_token(customer_id: UUID | str, grants: Iterable[str] = ("crm:admin",)) -> str:
    """A token of one customer."""
    return sign(grants, sub=str(customer_id), kind="customer")


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


Client = httpx.AsyncClient


@pytest.fixture
async def open_client(app: Any) -> AsyncIterator[Callable[..., Client]]:
    """Opens clients of the product: a base path, a token or none."""
    opened: list[Client] = []

    def client(base: str, token: str | None = None) -> Client:
        made = httpx.AsyncClient(
            transport=httpx.ASGITransport(app=app, raise_app_exceptions=False),
            base_url=f"http://accord.test{base}",
            headers=bearer(token) if token else {},
        )
        opened.append(made)
        return made

    yield client
    for each in opened:
        await each.aclose()


@pytest.fixture
def banking(open_client: Callable[..., Client]) -> Client:
    """Banking, with every permission."""
    return open_client("/banking/api", sign())


@pytest.fixture
def engagement(open_client: Callable[..., Client]) -> Client:
    """Engagement, with every permission."""
    return open_client("/engagement/api/crm", sign())


@pytest.fixture
def tourism(open_client: Callable[..., Client]) -> Client:
    """Tourism, with every permission."""
    return open_client("/tourism/api/v1", sign())


@pytest.fixture
async def admin(platform: Platform) -> tuple[access.User, str]:
    """An administrator and the password."""
    async with platform.context(SYSTEM, via="test") as ctx:
        user = await access.create_user(
            ctx, email="admin@example.com", full_name="Ada Admin", role=Role.ADMIN, password=PASSWORD
        )
    return user, PASSWORD


@pytest.fixture
def worked(platform: Platform, database: Database) -> Callable[[], Awaitable[None]]:
    """Has a worker of the platform do all jobs that wait."""

    async def idle() -> bool:
        return not await database.pool.fetchval("SELECT count(*) FROM pgqueuer")

    async def work_off() -> None:
        worker = Worker(
            database,
            platform.dsn,
            jobs_of(database, platform.outreach),
            open_context=lambda: platform.context(SYSTEM, via="job"),
            queue=platform.queue,
            pace=Pace(poll_seconds=0.1),
        )
        task = asyncio.create_task(worker.run())
        await until(idle, 20)
        worker.stop()
        await task

    return work_off


PASSWORD = "correct horse battery staple"
