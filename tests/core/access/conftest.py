"""What the tests of access share: keys, an issuer, an identifier that sees the test's own transaction."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest

from accord.core import access
from accord.core.access import Identifier, Issuer, TokenPair, User
from accord.core.context import SYSTEM, Actor, ActorKind, Context
from accord.core.permissions import ROLES, Role
from accord.kit import clock
from accord.kit.crypto import TokenKeys
from accord.kit.db import Database, Db
from accord.kit.ids import new_id

PASSWORD = "correct horse battery"
HOME = "192.0.2.1"
SECRET = "a secret of the tests, long enough for every algorithm of this family"


class Directory:
    """Customers by id, as the test wants them."""

    def __init__(self) -> None:
        self.known: dict[UUID, tuple[UUID, str]] = {}

    def add(self, name: str = "Amina Otieno") -> UUID:
        customer_id = new_id()
        self.known[customer_id] = (customer_id, name)
        return customer_id

    async def find_identity(self, db: Db, customer_id: UUID) -> tuple[UUID, str] | None:
        return self.known.get(customer_id)


class OneTransaction:
    """The test's transaction in the place of a database, so that nothing needs to be committed."""

    def __init__(self, db: Db) -> None:
        self.db = db

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Db]:
        yield self.db

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Db]:
        yield self.db


@pytest.fixture
def keys() -> TokenKeys:
    return TokenKeys(algorithm="HS256", secret=SECRET, issuer="accord")


@pytest.fixture
def directory() -> Directory:
    return Directory()


@pytest.fixture
def issuer(keys: TokenKeys, directory: Directory) -> Issuer:
    return Issuer(keys, customers=directory)


@pytest.fixture
def new_identifier(db: Db, keys: TokenKeys, directory: Directory) -> Callable[..., Identifier]:
    def build(**options: Any) -> Identifier:
        return Identifier(OneTransaction(db), options.pop("keys", keys), customers=directory, **options)

    return build


@pytest.fixture
def identifier(new_identifier: Callable[..., Identifier]) -> Identifier:
    return new_identifier()


@pytest.fixture
def claims(ctx: Context) -> Callable[..., dict[str, Any]]:
    """Claims that hold now for an hour, changed and added to as the test says; None takes one out."""

    def build(**given: Any) -> dict[str, Any]:
        now = int(ctx.now.timestamp())
        wanted = {"sub": "somebody", "iat": now, "exp": now + 3600, "iss": "accord", "aud": "accord"} | given
        return {name: value for name, value in wanted.items() if value is not None}

    return build


@pytest.fixture
async def user(ctx: Context) -> User:
    """An agent without a password."""
    return await access.create_user(ctx, email="Agent@Example.com", full_name="Ada Agent", role=Role.AGENT)


@pytest.fixture
async def member(ctx: Context) -> User:
    """An agent who signs in with `PASSWORD`."""
    return await access.create_user(
        ctx, email="Member@Example.com", full_name="Mo Member", role=Role.AGENT, password=PASSWORD
    )


async def sign_in(
    ctx: Context,
    issuer: Issuer,
    email: str = "member@example.com",
    password: str = PASSWORD,
    network: str = HOME,
) -> TokenPair:
    """Both steps of a sign-in, in the transaction of `ctx`."""

    @asynccontextmanager
    async def same() -> AsyncIterator[Context]:
        yield ctx

    attempt = await access.check_password(same, email=email, password=password, network=network)
    return await access.sign_in(ctx, issuer, attempt)


def acting_as(ctx: Context, user: User) -> Context:
    """The same moment and transaction, with a user as the actor."""
    actor = Actor(
        kind=ActorKind.USER,
        id=str(user.id),
        name=user.full_name,
        permissions=ROLES[user.role],
        role=user.role,
    )
    return with_actor(ctx, actor)


def with_actor(ctx: Context, actor: Actor) -> Context:
    """The same moment and transaction, with another actor."""
    return Context(
        ctx.db, actor, ctx.now, via="test", request_id=ctx.request_id, queue=ctx._queue, reactions={}
    )


@pytest.fixture
def committing(
    database: Database, queue: Any
) -> Callable[[datetime | None], AbstractAsyncContextManager[Context]]:
    """`async with committing(now) as ctx:` runs one request in a transaction of its own."""

    @asynccontextmanager
    async def opened(now: datetime | None = None) -> AsyncIterator[Context]:
        async with database.transaction() as db:
            yield Context(
                db, SYSTEM, now or clock.now(), via="test", request_id=new_id(), queue=queue, reactions={}
            )

    return opened
