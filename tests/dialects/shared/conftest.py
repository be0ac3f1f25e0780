"""Every test here is asked of every dialect."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any
from uuid import UUID

import httpx
import pytest
from msgspec import structs

from accord.app.compose import Platform
from accord.app.server import front_of
from accord.app.settings import (
    AuthSettings,
    EngagementSettings,
    RateLimitSettings,
    Secret,
    ServerSettings,
    Settings,
)
from accord.core.automation import NewDefinition, create_definition, trigger_workflow
from accord.core.cases import NewCase, open_case
from accord.core.context import SYSTEM, Context
from accord.core.feedback import NewFeedback, ServiceType, submit_feedback
from accord.core.notifications import NewNotification, NotificationType, create_notification
from accord.core.recommendations import generate_actions
from accord.core.segments import NewSegment, SegmentKind, create_segment
from accord.kit.crypto import TokenKeys
from accord.kit.db import Database
from accord.kit.ids import new_id
from dialects.conftest import KEYS, SECRET, Client, sign
from make import Factory

from .drivers import DRIVERS, MAKERS, Driver, Maker
from .world import World

Snapshot = dict[str, str]
USER = new_id()
SETTINGS = Settings(
    auth=AuthSettings(secret=Secret(SECRET)),
    rate_limits=RateLimitSettings(enabled=False),
    server=ServerSettings(worker=False),
    engagement=EngagementSettings(wait_seconds=0.0),
)


@pytest.fixture
def settings() -> Settings:
    return SETTINGS


@pytest.fixture
def limited_settings(settings: Settings) -> Settings:
    return structs.replace(settings, rate_limits=RateLimitSettings())


@pytest.fixture(params=DRIVERS, ids=lambda driver: driver.name)
def driver(request: pytest.FixtureRequest) -> Driver:
    found: Driver = request.param
    return found


def driver_called(name: str) -> Driver:
    """The driver of a dialect."""
    return next(driver for driver in DRIVERS if driver.name == name)


@pytest.fixture
def client(driver: Driver, open_client: Callable[..., Client]) -> Client:
    """The dialect, with every permission."""
    return open_client(driver.base, sign())


@pytest.fixture(params=MAKERS, ids=lambda maker: maker.name)
def maker(request: pytest.FixtureRequest) -> Maker:
    """Each dialect by which customers are made."""
    found: Maker = request.param
    return found


@pytest.fixture
def makers_client(maker: Maker, open_client: Callable[..., Client]) -> Client:
    """That dialect, with every permission."""
    return open_client(maker.base, sign())


@pytest.fixture(scope="session")
def composed(pool: Database, url: str) -> tuple[Platform, Any]:
    """The platform and its front, built once: building takes longer than most tests here."""
    built = Platform(SETTINGS, url, pool, KEYS)
    front, _ = front_of(built)
    return built, front


@pytest.fixture
def platform(database: Database, composed: tuple[Platform, Any]) -> Platform:
    return composed[0]


@pytest.fixture
def app(database: Database, composed: tuple[Platform, Any]) -> Any:
    return composed[1]


@pytest.fixture
async def world(database: Database, platform: Platform) -> World:
    """A customer with what can hang on one, and another such."""
    async with database.transaction() as db:
        make = Factory(db)
        people = await make.customer(), await make.customer(full_name="Someone Else")
        met = [await make.interaction(each.id) for each in people]
        heard = [await make.analysis(each.id) for each in people]
        written = [await make.communication(each.id) for each in people]
    async with platform.context(SYSTEM, via="test") as ctx:
        shared = await nobodys(ctx)
        held = [await held_by(ctx, each.id, workflow=shared["workflow definition"]) for each in people]
    for each, interaction, analysis, message in zip(held, met, heard, written, strict=True):
        each.update(shared, interaction=interaction.id, sentiment=analysis.id, communication=message.id)
    own, foreign = people
    return World(customer=own, own=held[0], foreign_customer=foreign, foreign=held[1])


async def nobodys(ctx: Context) -> dict[str, UUID]:
    """What belongs to no customer, by kind."""
    everybody = NewSegment(kind=SegmentKind.CRITERIA, name="Everybody", definition={})
    told = NewNotification(type=NotificationType.INFO, title="Opening hours", message="They changed")
    workflow = NewDefinition(name="Care", trigger_type="Manual")
    return {
        "segment": (await create_segment(ctx, everybody)).segment.id,
        "notification": (await create_notification(ctx, told)).id,
        "workflow definition": (await create_definition(ctx, workflow)).id,
        "user": USER,
    }


async def held_by(ctx: Context, customer_id: UUID, *, workflow: UUID) -> dict[str, UUID]:
    """What hangs on a customer, by kind."""
    rated = NewFeedback(customer_id=customer_id, service_type=ServiceType.TOUR, rating=4)
    brought = NewCase(customer_id=customer_id, title="Card", description="Kept", category="Cards")
    return {
        "customer": customer_id,
        "feedback": (await submit_feedback(ctx, rated)).id,
        "case": (await open_case(ctx, brought)).id,
        "action": (await generate_actions(ctx, customer_id))[0].id,
        "workflow instance": (await trigger_workflow(ctx, workflow, customer_id=customer_id)).id,
    }


@pytest.fixture
def snapshot(database: Database) -> Callable[[], Awaitable[Snapshot]]:
    """A digest of every table's rows."""

    async def take() -> Snapshot:
        names = await database.pool.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        rows = " UNION ALL ".join(
            f"SELECT '{name}' AS name, md5(coalesce(string_agg(r::text, '|' ORDER BY r::text), '')) AS digest "
            f'FROM "{name}" r'
            for (name,) in names
        )
        return dict(await database.pool.fetch(rows))

    return take


Untouched = Callable[[], AbstractAsyncContextManager[None]]


@pytest.fixture
def untouched(snapshot: Callable[[], Awaitable[Snapshot]]) -> Untouched:
    """`async with untouched():` holds the block to leaving every table as it was."""

    @asynccontextmanager
    async def held() -> AsyncIterator[None]:
        before = await snapshot()
        yield
        after = await snapshot()
        assert {name for name in before if before[name] != after[name]} == set()

    return held


@pytest.fixture
def serve(database: Database, url: str) -> Callable[..., Any]:
    """Another process's application, on the same database."""

    def build(settings: Settings, keys: TokenKeys = KEYS) -> Any:
        front, _ = front_of(Platform(settings, url, database, keys))
        return front

    return build


@pytest.fixture
async def connect() -> AsyncIterator[Callable[..., httpx.AsyncClient]]:
    """Opens clients of an application as its network sees them: their address, the server's host and port."""
    opened: list[httpx.AsyncClient] = []

    def open_at(
        app: Any, url: str = "http://accord.test", *, address: str = "127.0.0.1", **headers: str
    ) -> httpx.AsyncClient:
        made = httpx.AsyncClient(
            transport=httpx.ASGITransport(app=app, raise_app_exceptions=False, client=(address, 40000)),
            base_url=url,
            headers={name.replace("_", "-"): value for name, value in headers.items()},
        )
        opened.append(made)
        return made

    yield open_at
    for each in opened:
        await each.aclose()


@pytest.fixture
def open_client_of(open_client: Callable[..., Client]) -> Callable[..., tuple[Driver, Client]]:
    """A dialect's driver by its name, and a client of it with every permission or with another token."""

    def opened(name: str, token: str | None = None) -> tuple[Driver, Client]:
        found = driver_called(name)
        return found, open_client(found.base, sign() if token is None else token)

    return opened


@pytest.fixture
def broken(database: Database) -> Callable[[str], AbstractAsyncContextManager[None]]:
    """`async with broken("customers"):` makes every new row of a table fail, as a bug of ours would."""

    @asynccontextmanager
    async def held(table: str) -> AsyncIterator[None]:
        await database.pool.execute(
            "CREATE FUNCTION break_down() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'canary of the inside' USING ERRCODE = 'XX000'; END $$"
        )
        await database.pool.execute(
            f"CREATE TRIGGER break_down BEFORE INSERT ON {table} EXECUTE FUNCTION break_down()"
        )
        try:
            yield
        finally:
            await database.pool.execute("DROP FUNCTION break_down CASCADE")

    return held
