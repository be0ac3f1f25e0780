"""Contexts of other callers, in the same transaction as the system's."""

from collections.abc import Callable
from uuid import UUID

import pytest

from accord.core.context import Actor, ActorKind, Context
from accord.core.permissions import ALL, Permission, Role
from accord.kit.ids import new_id


def context_of(
    ctx: Context,
    kind: ActorKind,
    actor_id: str,
    permissions: frozenset[Permission] = ALL,
    role: Role | None = None,
) -> Context:
    actor = Actor(kind=kind, id=actor_id, name="Zuri", permissions=permissions, role=role)
    return Context(ctx.db, actor, ctx.now, via="test", request_id=None, queue=ctx._queue, reactions={})


@pytest.fixture
def as_user(ctx: Context) -> Callable[..., Context]:
    """The context of a user with these permissions, all without."""

    def act_as(*permissions: Permission, user_id: UUID | None = None, role: Role | None = None) -> Context:
        held = frozenset(permissions) if permissions else ALL
        return context_of(ctx, ActorKind.USER, str(user_id or new_id()), held, role)

    return act_as


@pytest.fixture
def as_customer(ctx: Context) -> Callable[[UUID], Context]:
    """The context of a customer's token with every permission."""
    return lambda customer_id: context_of(ctx, ActorKind.CUSTOMER, str(customer_id))


@pytest.fixture
def as_machine(ctx: Context) -> Callable[[], Context]:
    """The context of a machine with every permission."""
    return lambda: context_of(ctx, ActorKind.MACHINE, "tests")
