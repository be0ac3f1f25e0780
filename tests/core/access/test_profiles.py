from datetime import timedelta

from accord.core import access
from accord.core.access import Profile
from accord.core.context import ActorKind
from accord.core.permissions import ROLES, Role

from .conftest import acting_as, with_actor


class TestDescribingTheCaller:
    async def test_shows_a_user_with_effective_permissions(self, ctx, user):
        assert await access.describe_actor(acting_as(ctx, user)) == Profile(
            kind=ActorKind.USER,
            id=str(user.id),
            email="Agent@Example.com",
            full_name="Ada Agent",
            role=Role.AGENT,
            is_active=True,
            permissions=tuple(sorted(ROLES[Role.AGENT])),
        )

    async def test_shows_a_machine_by_its_subject(self, ctx, issuer, identifier):
        token = await access.issue_machine_token(
            ctx, issuer, name="shop", grants=["crm:read:orders"], lifetime=timedelta(hours=1)
        )
        machine = await identifier.identify(token, "tourism", now=ctx.now)

        assert await access.describe_actor(with_actor(ctx, machine)) == Profile(
            kind=ActorKind.MACHINE,
            id="shop",
            email=None,
            full_name="shop",
            role=Role.API,
            is_active=True,
            permissions=("crm:read:orders",),
        )
