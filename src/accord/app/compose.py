"""The one place where everything is put together."""

from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from accord.adapters.delivery import FirstAttempts
from accord.adapters.postgres import Cluster, find_running
from accord.adapters.queue import JobQueue
from accord.core import customers
from accord.core.access import Identifier, Issuer
from accord.core.context import SYSTEM, Actor, ActorKind, Context
from accord.core.health import ping
from accord.core.reactions import REACTIONS
from accord.dialects import banking, engagement, tourism
from accord.kit import clock
from accord.kit.crypto import TokenKeys
from accord.kit.db import Database, Unit, connect
from accord.kit.http.app import DialectApp
from accord.kit.limits import Limiter, MemoryLimiter
from accord.kit.limits.redis_windows import RedisLimiter
from accord.kit.limits.store import StoredLimiter

from .carriers import carriers_of
from .channels import providers_of, webhooks_of
from .components import InstalledParts
from .intelligence import SUBJECTS, analyser_of
from .migrations import migrate
from .outreach import links_of, outreach_of
from .settings import RateLimitStore, Settings, load_or_create_secret

NOBODY = Actor(kind=ActorKind.MACHINE, id="anonymous", name="Anonymous", permissions=frozenset())


class Opened:
    """The context of one request, for the block that serves it. A class, since a generator would cost 3 µs more."""

    __slots__ = ("_ctx", "_unit")

    def __init__(self, unit: Unit, ctx: Context) -> None:
        self._unit = unit
        self._ctx = ctx

    async def __aenter__(self) -> Context:
        return self._ctx

    async def __aexit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        await self._unit.__aexit__(kind, error, trace)


class Platform:
    """One running Accord: its database, its keys, and what dialects and commands need of them."""

    def __init__(self, settings: Settings, dsn: str, database: Database, keys: TokenKeys) -> None:
        self.settings = settings
        self.dsn = dsn
        self.database = database
        self.directory = customers.Directory()
        self.issuer = Issuer(
            keys, customers=self.directory, access_seconds=settings.auth.access_token_seconds
        )
        self.queue = JobQueue()
        self.zone = ZoneInfo(settings.organisation.timezone)
        self.limiter = limiter_of(settings, database)
        self.providers = providers_of(settings)
        self.links = links_of(settings)
        self.analyser = analyser_of(settings.intelligence)
        self.outreach = outreach_of(settings, self.links, frozenset(self.providers))
        self.carriers = carriers_of(database, self.providers, self.outreach.channels)
        self.first_attempts = FirstAttempts(lambda: self.context(SYSTEM, via="delivery"))
        self.identifier = Identifier(
            database,
            keys,
            customers=self.directory,
            strict_claims=settings.auth.strict_claims,
            unknown_subject=settings.auth.unknown_subject,
        )

    async def identify(self, credential: str | None, dialect: str) -> Actor:
        """The actor that a credential names. Raises Unauthenticated."""
        return await self.identifier.identify(credential, dialect)

    def open(
        self, caller: Actor | None, *, dialect: str, request_id: UUID, now: datetime, writing: bool
    ) -> Opened:
        """A context for one request."""
        unit = self.database.transaction() if writing else self.database.reading()
        ctx = Context(
            unit.db,
            caller or NOBODY,
            now,
            via=dialect,
            request_id=request_id,
            queue=self.queue,
            reactions=REACTIONS,
            zone=self.zone,
        )
        return Opened(unit, ctx)

    @asynccontextmanager
    async def context(self, actor: Actor, via: str, *, now: datetime | None = None) -> AsyncIterator[Context]:
        """A context in a transaction of its own, for commands and jobs."""
        at = now or clock.now()
        async with self.database.transaction() as db:
            yield Context(
                db,
                actor,
                at,
                via=via,
                request_id=None,
                queue=self.queue,
                reactions=REACTIONS,
                zone=self.zone,
            )

    async def ping(self) -> None:
        """One round trip to the database. Raises DatabaseUnavailable."""
        async with self.database.reading() as db:
            await ping(db)

    def dialects(self) -> Mapping[str, DialectApp]:
        """Every dialect's application, by name."""
        settings = self.settings
        limits = settings.rate_limits.overrides
        docs = settings.server.docs
        return {
            "banking": banking.build(
                self,
                analyser=self.analyser,
                subjects=SUBJECTS,
                service_name=settings.banking.service_name,
                limits=limits,
                docs=docs,
            ),
            "engagement": engagement.build(self, self._engagement_services(), limits=limits, docs=docs),
            "tourism": tourism.build(
                self, self.issuer, service_name=settings.tourism.service_name, limits=limits, docs=docs
            ),
        }

    def _engagement_services(self) -> engagement.Services:
        settings = self.settings
        return engagement.Services(
            outreach=self.outreach,
            first_attempts=self.first_attempts,
            webhooks=webhooks_of(settings),
            components=InstalledParts(self.providers, self.outreach.channels, self.limiter),
            wait_seconds=settings.engagement.wait_seconds,
            house=settings.organisation.name,
            public_url=settings.engagement.public_url,
        )


@asynccontextmanager
async def connected(settings: Settings, dsn: str) -> AsyncIterator[Platform]:
    """A platform on a database that is there and migrated. Raises DatabaseUnavailable."""
    database = await connect(dsn, size=settings.database.pool_size)
    platform = Platform(settings, dsn, database, keys_of(settings))
    try:
        yield platform
    finally:
        for provider in platform.providers.values():
            await provider.close()
        await platform.analyser.close()
        await database.close()


@asynccontextmanager
async def running(settings: Settings) -> AsyncIterator[Platform]:
    """A platform for one command: the configured database, a running embedded one, or one started for this."""
    with database_of(settings) as dsn:
        await migrate(dsn)
        async with connected(settings, dsn) as platform:
            yield platform


@contextmanager
def database_of(settings: Settings, *, owner: bool = False) -> Iterator[str]:
    """The address of the database, started first when it is the embedded one and nobody runs it.

    A server is the `owner` of its embedded database: a second one is refused (ClusterInUse). Other commands use the
    one that runs. Raises PostgresError.
    """
    if settings.database.url is not None:
        yield settings.database.url.reveal()
        return
    running = None if owner else find_running(settings.data)
    if running is not None:
        yield running
        return
    with Cluster(settings.data) as cluster:
        yield cluster.dsn


def keys_of(settings: Settings) -> TokenKeys:
    """The keys that tokens are signed and checked with."""
    auth = settings.auth
    secret = auth.secret or load_or_create_secret(settings.data)
    return TokenKeys(
        algorithm=auth.algorithm,
        secret=secret.reveal(),
        private_key=auth.private_key.read_bytes() if auth.private_key else None,
        public_key=auth.public_key.read_bytes() if auth.public_key else None,
        issuer=auth.issuer,
    )


def limiter_of(settings: Settings, database: Database) -> Limiter | None:
    """Where requests are counted; None when they are not."""
    if not settings.rate_limits.enabled:
        return None
    match settings.rate_limit_store:
        case RateLimitStore.REDIS:
            url = settings.rate_limits.redis_url
            return RedisLimiter(url.reveal() if url is not None else "")
        case RateLimitStore.POSTGRES:
            return StoredLimiter(database)
        case _:
            return MemoryLimiter()
