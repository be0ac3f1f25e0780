"""Who acts, when, through what, in which transaction: the first argument of every act."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from accord.kit.db import Db
from accord.kit.ids import new_id

from . import events
from .errors import Forbidden, NotFound
from .events import Event
from .permissions import ALL, Permission, Role

UTC = ZoneInfo("UTC")


class ActorKind(StrEnum):
    """The kinds of caller."""

    USER = "user"
    MACHINE = "machine"
    CUSTOMER = "customer"
    SYSTEM = "system"


class Actor(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody identified. `id` is the token's subject; `session_id` and `token_id` say which credential was shown."""

    kind: ActorKind
    id: str
    name: str
    permissions: frozenset[Permission]
    role: Role | None = None
    session_id: UUID | None = None
    token_id: str | None = None
    token_expires_at: datetime | None = None
    audience: frozenset[str] | None = None

    @property
    def user_id(self) -> UUID | None:
        """The user's id; None for machines, customers and the system."""
        return UUID(self.id) if self.kind is ActorKind.USER else None

    @property
    def customer_id(self) -> UUID | None:
        """The customer that this actor is, and whose records alone it may touch; None for all others."""
        return UUID(self.id) if self.kind is ActorKind.CUSTOMER else None

    @property
    def subject(self) -> str:
        """What tells this actor from every other, of whatever kind."""
        return f"{self.kind}:{self.id}"

    def allows(self, permission: str) -> bool:
        """Whether the actor holds a permission."""
        return permission in self.permissions


SYSTEM = Actor(kind=ActorKind.SYSTEM, id="system", name="System", permissions=ALL)


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """Work to be done later: the name of a job that a worker knows, and its arguments as JSON values."""

    name: str
    arguments: dict[str, object] = {}
    run_at: datetime | None = None
    dedupe_key: str | None = None


class Queue(Protocol):
    """Where jobs wait."""

    async def put(self, db: Db, jobs: list[Job]) -> None:
        """Write jobs in the transaction of `db`."""


class Reaction(Protocol):
    """What follows from an event: jobs, decided without I/O."""

    def __call__(self, event: Event) -> Iterable[Job]:
        """The jobs for this event."""


class AtOnce(msgspec.Struct, frozen=True):
    """What follows from an event in its own transaction, done by the system: what must be there with the answer.

    So a feature lets a higher one join its acts, without knowing it. It does little and calls nobody outside.
    """

    act: Callable[["Context", Any], Awaitable[None]]


Reactions = Mapping[type[Event], tuple[Reaction | AtOnce, ...]]


class Context:
    """One request or one job: an actor, an instant, a unit of work on the database.

    Days begin in `zone`, the organisation's.
    """

    __slots__ = ("_queue", "_reactions", "actor", "db", "now", "request_id", "via", "zone")

    def __init__(
        self,
        db: Db,
        actor: Actor,
        now: datetime,
        *,
        via: str,
        request_id: UUID | None,
        queue: Queue,
        reactions: Reactions,
        zone: ZoneInfo = UTC,
    ) -> None:
        self.db = db
        self.actor = actor
        self.now = now
        self.via = via
        self.request_id = request_id
        self.zone = zone
        self._queue = queue
        self._reactions = reactions

    def require(self, permission: Permission, *, customer_id: UUID | None = None) -> None:
        """Refuse an actor without the permission. Raises Forbidden.

        With `customer_id` the act is about that customer: to another customer's token it reads as unknown (NotFound).
        A customer's token may do nothing that is not about its customer; lists are narrowed by `scope` instead.
        """
        if permission not in self.actor.permissions:
            raise Forbidden(f"Permission denied: {permission}", permission=permission)
        own = self.actor.customer_id
        if own is not None and customer_id is not None and customer_id != own:
            raise NotFound("customer", customer_id)

    def forbid_customers(self, permission: Permission) -> None:
        """Refuse a customer's token an act that is not about one customer. Raises Forbidden."""
        if self.actor.customer_id is not None:
            raise Forbidden(f"Permission denied: {permission}", permission=permission)

    def public(self) -> None:
        """Say that an act is open to everybody. Every act begins with this or with `require`."""

    @property
    def scope(self) -> UUID | None:
        """The only customer whose records may be listed; None when there is no such limit."""
        return self.actor.customer_id

    async def emit(self, event: Event) -> None:
        """Write the event, what follows from it at once, and the jobs that follow, in this transaction."""
        await events.append(self.db, event, id=new_id(), **self._circumstances)
        await self._react([event])

    async def emit_all(self, told: Sequence[Event]) -> None:
        """Write many events in one statement, with all that follows from them, in this transaction."""
        if told:
            await events.append_all(self.db, told, ids=[new_id() for _ in told], **self._circumstances)
            await self._react(told)

    async def _react(self, told: Sequence[Event]) -> None:
        jobs: list[Job] = []
        for event in told:
            for reaction in self._reactions.get(type(event), ()):
                if isinstance(reaction, AtOnce):
                    await reaction.act(self.as_system(), event)
                else:
                    jobs += reaction(event)
        if jobs:
            await self.enqueue(*jobs)

    @property
    def _circumstances(self) -> dict[str, Any]:
        """What the log keeps of who did it, when, and through what."""
        return {
            "actor_kind": self.actor.kind,
            "actor_id": self.actor.id,
            "actor_name": self._told_name,
            "via": self.via,
            "request_id": self.request_id,
            "occurred_at": self.now,
        }

    def as_system(self) -> "Context":
        """The same request and transaction, with the system as the actor."""
        return self.acting(SYSTEM, via=self.via, request_id=self.request_id)

    def acting(
        self,
        actor: Actor,
        *,
        via: str,
        request_id: UUID | None,
        queue: Callable[[Queue], Queue] = lambda queue: queue,
    ) -> "Context":
        """The same instant and transaction in another's name; `queue` may see to the jobs that follow."""
        return Context(
            self.db,
            actor,
            self.now,
            via=via,
            request_id=request_id,
            queue=queue(self._queue),
            reactions=self._reactions,
            zone=self.zone,
        )

    @property
    def _told_name(self) -> str:
        """The name that the log keeps; never a customer's, since erasing could not find it everywhere again."""
        return "Customer" if self.actor.kind is ActorKind.CUSTOMER else self.actor.name

    async def enqueue(self, *jobs: Job) -> None:
        """Have jobs done after this transaction commits."""
        await self._queue.put(self.db, list(jobs))
