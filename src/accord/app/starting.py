"""What happens between `accord serve` and the first request."""

import asyncio
import secrets
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import msgspec
import typer

from accord.core import access
from accord.core.context import SYSTEM
from accord.core.permissions import Role

from . import demo, server
from .carriers import recorded_channels
from .compose import Platform, connected, database_of
from .migrations import migrate
from .settings import Settings

TOKEN_LIFETIME = timedelta(days=1)
ADMIN = "admin@example.com"


class Welcome(msgspec.Struct, frozen=True):
    """What a newcomer is told: secrets that are shown once, and what was made."""

    token: str | None
    password: str | None
    demo_customers: int
    recorded: tuple[str, ...]


def serve(settings: Settings, *, host: str | None, port: int | None, processes: int | None) -> None:
    """Start the database, migrate it, make the first admin and the demo data, and serve until told to stop."""
    given = {"host": host, "port": port, "processes": processes}
    chosen = {name: value for name, value in given.items() if value is not None}
    settings = msgspec.structs.replace(settings, server=msgspec.structs.replace(settings.server, **chosen))
    sockets = server.listen(settings)
    with ended_in_order() as ending, database_of(settings, owner=True) as dsn:
        welcome = asyncio.run(_prepare(settings, dsn))
        ending.check()
        port = sockets[0].getsockname()[1]
        server.run(
            settings,
            dsn,
            sockets,
            ready=lambda: _announce(settings, port, welcome),
            is_ending=lambda: ending.told,
        )
    typer.echo("Stopped.")


class Ending:
    """Whether the process was told to end."""

    def __init__(self) -> None:
        self.told = False

    def check(self) -> None:
        """End now if that was told: on its way through others' code (`wait_for` of Python 3.11) an end can get lost."""
        if self.told:
            raise KeyboardInterrupt


@contextmanager
def ended_in_order() -> Iterator[Ending]:
    """Let SIGTERM end the block as Ctrl-C does: by its own action the embedded database would go on running."""
    ending = Ending()

    def end(number: int, _frame: object) -> None:
        ending.told = True
        signal.signal(number, signal.SIG_IGN)  # a second one must not interrupt the end
        signal.raise_signal(
            signal.SIGINT
        )  # which cancels what an event loop runs, where an exception would not

    signal.signal(signal.SIGTERM, end)
    try:
        yield ending
    except KeyboardInterrupt:
        if not ending.told:
            raise


async def _prepare(settings: Settings, dsn: str) -> Welcome:
    await migrate(dsn)
    async with connected(settings, dsn) as platform:
        password = await _first_admin(platform)
        made = 0
        if password is not None and settings.demo.enabled:
            made = await demo.fill(platform, demo.DEFAULT_CUSTOMERS, progress=None)
        token = None if settings.is_production else await _development_token(platform)
        recorded = recorded_channels(platform.carriers)
    return Welcome(token, password, made, recorded)


async def _first_admin(platform: Platform) -> str | None:
    """The password of the admin made now; None when there are users already."""
    async with platform.context(SYSTEM, via="cli") as ctx:
        if await access.count_users(ctx):
            return None
        password = secrets.token_urlsafe(12)
        await access.create_user(
            ctx, email=ADMIN, full_name="First Admin", role=Role.ADMIN, password=password
        )
    return password


async def _development_token(platform: Platform) -> str:
    async with platform.context(SYSTEM, via="cli") as ctx:
        return await access.issue_machine_token(
            ctx,
            platform.issuer,
            name="development",
            grants=frozenset({"crm:admin"}),
            lifetime=TOKEN_LIFETIME,
        )


def _announce(settings: Settings, port: int, welcome: Welcome) -> None:
    host = settings.server.host
    base = f"http://{f'[{host}]' if ':' in host else host}:{port}"
    lines = [
        f"Accord answers at {base}",
        f"  banking     {base}/banking/api      documentation {base}/banking/api/docs",
        f"  engagement  {base}/api/crm          documentation {base}/api/crm/docs",
        f"  tourism     {base}/tourism/api/v1   documentation {base}/tourism/api/v1/docs",
        f"  platform    {base}/healthz  /readyz  /metrics",
    ]
    if welcome.recorded:
        channels = ", ".join(welcome.recorded)
        lines.append(f"Messages by {channels} are only recorded: `accord communications outbox` shows them")
    lines += [f"  {dialect}   also on {key}" for key, dialect in settings.listen.map.items()]
    if welcome.password is not None:
        lines.append(f"First admin (shown once): {ADMIN} / {welcome.password}")
    if welcome.demo_customers:
        lines.append(f"Demo data: {welcome.demo_customers} invented customers")
    if welcome.token is not None:
        lines += ["A token for development, valid for a day:", f"  {welcome.token}"]
    typer.echo("\n".join(lines))
