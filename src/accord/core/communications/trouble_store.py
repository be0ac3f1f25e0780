"""The SQL of troubles with providers. A row is kept for each kind of trouble, so there are few."""

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.dialects.postgresql import insert

from accord.core.interactions import Channel
from accord.kit.db import Db, Statement, columns_of, statement

from .records import ProviderTrouble, TroubleKind
from .tables import provider_troubles

_SHOWN = columns_of(ProviderTrouble, provider_troubles)
_KEY = ("channel", "provider", "kind")
_MOMENTS = ("began_at", "seen_at", "told_at", "ended_at")
_OF_PROVIDER = (
    provider_troubles.c.channel == bindparam("channel"),
    provider_troubles.c.provider == bindparam("provider"),
)
_RUNS = provider_troubles.c.ended_at.is_(None)

_first_sign = insert(provider_troubles).values(
    {name: bindparam(name) for name in _KEY} | {"began_at": bindparam("now"), "seen_at": bindparam("now")}
)
# An update that changes nothing holds the row that is there and returns it.
HOLD = statement(
    _first_sign.on_conflict_do_update(
        index_elements=_KEY, set_={"provider": _first_sign.excluded.provider}
    ).returning(*_SHOWN),
    ProviderTrouble,
)
WRITE: Statement[Any] = statement(
    update(provider_troubles)
    .where(*_OF_PROVIDER, provider_troubles.c.kind == bindparam("of_kind"))
    .values({name: bindparam(name, type_=provider_troubles.c[name].type) for name in _MOMENTS})
)
END = statement(
    update(provider_troubles)
    .where(*_OF_PROVIDER, _RUNS)
    .values(ended_at=bindparam("now"))
    .returning(*_SHOWN),
    ProviderTrouble,
)
RUNNING = statement(
    select(*_SHOWN).where(_RUNS).order_by(*(provider_troubles.c[name] for name in _KEY)), ProviderTrouble
)


async def hold(
    db: Db, channel: Channel, provider: str, kind: TroubleKind, *, now: datetime
) -> ProviderTrouble:
    """The trouble as it was, held until the transaction ends; one that begins now when there was none."""
    return await db.one(HOLD, channel=channel, provider=provider, kind=kind, now=now)


async def write(db: Db, trouble: ProviderTrouble) -> None:
    """Keep the times of a trouble that is held."""
    moments = {name: getattr(trouble, name) for name in _MOMENTS}
    key = {"channel": trouble.channel, "provider": trouble.provider, "of_kind": trouble.kind}
    await db.execute(WRITE, **key, **moments)


async def end(db: Db, channel: Channel, provider: str, *, now: datetime) -> list[ProviderTrouble]:
    """End what troubles a provider; what ended."""
    return await db.all(END, channel=channel, provider=provider, now=now)


async def running(db: Db) -> list[ProviderTrouble]:
    """Every trouble that has not ended."""
    return await db.all(RUNNING)
