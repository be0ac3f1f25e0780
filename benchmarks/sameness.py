"""Proof, before anything is measured, that Accord and the baseline do the same: one SQL, one JSON."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

import httpx
import msgspec

from accord.app.compose import connected
from accord.app.server import front_of
from accord.app.settings import load
from accord.kit import log
from benchmarks.bare import Bare, open_pool


class Asked(msgspec.Struct, frozen=True):
    """One request in both spellings. For `{number}` in the body each side writes its own name."""

    method: str
    accord_path: str
    bare_path: str
    body: Mapping[str, Any] | None = None


class NotTheSame(Exception):
    """The baseline no longer does what Accord does; measuring would compare two different things."""


async def ensure_same(
    environ: Mapping[str, str],
    token: str,
    asked: list[Asked],
    *,
    kind: type[Bare] = Bare,
    headers: Mapping[str, str] | None = None,
) -> dict[str, list[str]]:
    """The statements of each request, sent with these headers. Raises NotTheSame."""
    found = {}
    async with _accord(environ, token) as accord, _bare(environ["ACCORD_DATABASE_URL"], kind) as bare:
        accord.client.headers.update(headers or {})
        await accord.ask("GET", asked[0].accord_path, None)  # the first request of a token looks the token up
        for one in asked:
            what = f"{one.method} {one.accord_path}"
            answer = await accord.ask(one.method, one.accord_path, one.body)
            other = await bare.ask(one.method, one.bare_path, one.body)
            if accord.seen != bare.seen:
                raise NotTheSame(f"{what}: Accord sends\n{accord.seen}\nthe baseline\n{bare.seen}")
            if difference := _difference(answer, other):
                raise NotTheSame(f"{what}: Accord and the baseline answer differently: {difference}")
            found[what] = list(accord.seen)
    return found


class _Side:
    """An application in this process, on a pool of one connection whose statements are seen."""

    def __init__(self, name: str, client: httpx.AsyncClient) -> None:
        self.name = name
        self.seen: list[str] = []
        self.client = client

    async def ask(self, method: str, path: str, body: Mapping[str, Any] | None) -> Any:
        """The answer's JSON; the statements are in `seen`."""
        self.seen.clear()
        own = _named(body or {}, self.name)
        answer = await self.client.request(method, path, json=own or None)
        answer.raise_for_status()
        await asyncio.sleep(0)  # the driver tells its loggers a turn later
        self.seen[:] = [text for text in self.seen if "pg_catalog" not in text]
        return answer.json()


@asynccontextmanager
async def _accord(environ: Mapping[str, str], token: str) -> AsyncIterator[_Side]:
    log.configure(level="error", format="text")
    settings = load(environ={**environ, "ACCORD_DATABASE__POOL_SIZE": "1"})
    async with connected(settings, environ["ACCORD_DATABASE_URL"]) as platform:
        front, _ = front_of(platform)
        async with _side("accord", front, platform.database.pool, token) as side:
            yield side


@asynccontextmanager
async def _bare(dsn: str, kind: type[Bare]) -> AsyncIterator[_Side]:
    app = kind(dsn)
    app.pool = await open_pool(dsn, size=1)
    try:
        async with _side("bare", app, app.pool, "") as side:
            yield side
    finally:
        await app.pool.close()


@asynccontextmanager
async def _side(name: str, app: Any, pool: Any, token: str) -> AsyncIterator[_Side]:
    headers = {"authorization": f"Bearer {token}"}
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost", headers=headers) as client:
        side = _Side(name, client)
        async with pool.acquire() as connection:
            connection.add_query_logger(lambda record: side.seen.append(record.query))
        yield side


_OWN = frozenset({"id", "communication_id", "customerReference", "email", "createdAt", "next_attempt_at"})


def _difference(ours: Any, theirs: Any) -> str:
    """The first thing that is not the same, but for the spelling of instants; empty when all is.

    Two customers that were just created differ in what each has alone.
    """
    if isinstance(ours, list):
        if len(ours) != len(theirs):
            return f"{len(ours)} and {len(theirs)} items"
        return next(filter(None, map(_difference, ours, theirs)), "")
    key = "id" if "id" in ours else "communication_id"
    may_differ = _OWN if ours[key] != theirs[key] else frozenset()
    for name, one, other in _leaves(ours, theirs):
        if name not in may_differ and one != other and _instant(one) != _instant(other):
            return f"{name}: {one!r} and {other!r}"
    return ""


def _leaves(ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    """What stands under each name on both sides, objects inside of objects included."""
    for name in {**ours, **theirs}:
        one, other = ours.get(name), theirs.get(name)
        if isinstance(one, dict) and isinstance(other, dict):
            yield from _leaves(one, other)
        else:
            yield name, one, other


def _instant(value: Any) -> Any:
    try:
        return datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return value


def _named(body: Mapping[str, Any], name: str) -> dict[str, Any]:
    return {
        key: value.replace("{number}", name) if isinstance(value, str) else value
        for key, value in body.items()
    }
