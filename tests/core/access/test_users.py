import asyncio
from datetime import timedelta

import pytest
from msgspec.structs import replace

from accord.core import access
from accord.core.access import EmailTaken, LastAdmin, User, UserAlreadyInactive, UserQuery
from accord.core.context import Context
from accord.core.errors import Forbidden, Invalid, NotFound
from accord.core.permissions import Permission, Role
from accord.kit.ids import new_id
from accord.kit.paging import Page
from make import emitted

from .conftest import PASSWORD, acting_as, with_actor


async def create(ctx: Context, email: str, role: Role = Role.AGENT) -> User:
    return await access.create_user(ctx, email=email, full_name="Some Body", role=role)


async def kinds(ctx: Context) -> list[str]:
    return [event.type for event in await emitted(ctx.db)]


class TestCreatingAUser:
    async def test_answers_the_user_as_written(self, ctx):
        user = await access.create_user(
            ctx, email=" Eve@Example.com ", full_name=" Eve Adams ", role=Role.VIEWER
        )

        assert user == User(
            id=user.id,
            email="Eve@Example.com",
            full_name="Eve Adams",
            role=Role.VIEWER,
            is_active=True,
            last_login_at=None,
            created_at=ctx.now,
            updated_at=None,
        )

    async def test_is_told(self, ctx):
        user = await create(ctx, "eve@example.com")

        told = (await emitted(ctx.db))[-1]
        assert (told.type, told.subject_id, told.data) == ("user.created", user.id, {"role": "agent"})

    async def test_refuses_an_address_that_another_one_has_in_other_letters(self, ctx):
        await create(ctx, "eve@example.com")

        with pytest.raises(EmailTaken) as refused:
            async with ctx.db.savepoint():
                await create(ctx, "EVE@example.com")

        assert refused.value.field == "email"
        assert await access.count_users(ctx) == 1

    async def test_tells_everything_that_is_wrong_at_once(self, ctx):
        with pytest.raises(Invalid) as refused:
            await access.create_user(
                ctx, email="no address", full_name=" ", role=Role.AGENT, password="short"
            )

        fields = [(problem.field, problem.code) for problem in refused.value.problems]
        assert fields == [("email", "invalid"), ("full_name", "required"), ("password", "too_short")]

    async def test_takes_the_permission(self, ctx, user):
        with pytest.raises(Forbidden) as refused:
            await create(acting_as(ctx, user), "eve@example.com")

        assert refused.value.permission == "crm:create:users"

    async def test_grants_no_rights_that_the_actor_lacks(self, ctx, user):
        narrow = acting_as(ctx, user)
        narrow.actor = replace(narrow.actor, permissions=frozenset({Permission.USERS_CREATE}))

        with pytest.raises(Forbidden):
            await create(narrow, "eve@example.com", Role.ADMIN)


class TestReadingUsers:
    async def test_finds_one_by_id(self, ctx, user):
        assert await access.get_user(ctx, user.id) == user

    async def test_does_not_know_a_stranger(self, ctx):
        with pytest.raises(NotFound, match="User not found"):
            await access.get_user(ctx, new_id())

    async def test_lists_the_newest_first_with_the_total(self, ctx):
        made = []
        for number in range(3):
            made.append(await create(ctx, f"user{number}@example.com"))
            ctx.now += timedelta(seconds=1)

        found = await access.list_users(ctx, UserQuery(page=Page(limit=2)))

        assert (found.items, found.total, found.has_more) == ([made[2], made[1]], 3, True)

    async def test_narrows_by_role_and_activity(self, ctx):
        admin = await create(ctx, "admin@example.com", Role.ADMIN)
        left = await create(ctx, "left@example.com", Role.ADMIN)
        await access.deactivate_user(ctx, left.id)
        await create(ctx, "agent@example.com")

        found = await access.list_users(ctx, UserQuery(page=Page(limit=9), role=Role.ADMIN, is_active=True))

        assert found.items == [admin]


class TestChangingARole:
    async def test_writes_it_and_tells_before_and_after(self, ctx, user):
        changed = await access.change_role(ctx, user.id, Role.SUPERVISOR)

        told = (await emitted(ctx.db))[-1]
        assert (changed.role, changed.updated_at) == (Role.SUPERVISOR, ctx.now)
        assert (told.type, told.data) == ("user.role_changed", {"before": "agent", "after": "supervisor"})

    async def test_to_the_same_role_changes_nothing(self, ctx, user):
        before = await kinds(ctx)

        assert await access.change_role(ctx, user.id, Role.AGENT) == user
        assert await kinds(ctx) == before

    async def test_keeps_the_last_administrator(self, ctx):
        admin = await create(ctx, "admin@example.com", Role.ADMIN)

        with pytest.raises(LastAdmin):
            await access.change_role(ctx, admin.id, Role.AGENT)

        assert await access.get_user(ctx, admin.id) == admin

    async def test_dismisses_one_of_two_administrators(self, ctx):
        first = await create(ctx, "first@example.com", Role.ADMIN)
        await create(ctx, "second@example.com", Role.ADMIN)

        assert (await access.change_role(ctx, first.id, Role.AGENT)).role is Role.AGENT

    async def test_leaves_those_above_the_actor_alone(self, ctx, user):
        admin = await create(ctx, "admin@example.com", Role.ADMIN)
        narrow = acting_as(ctx, user)
        narrow.actor = replace(narrow.actor, permissions=narrow.actor.permissions | {Permission.USERS_UPDATE})

        with pytest.raises(Forbidden):
            await access.change_role(narrow, admin.id, Role.AGENT)


class TestDeactivatingAUser:
    async def test_marks_it_and_tells(self, ctx, user):
        left = await access.deactivate_user(ctx, user.id)

        told = (await emitted(ctx.db))[-1]
        assert (left.is_active, left.updated_at) == (False, ctx.now)
        assert (told.type, told.subject_id, told.data) == ("user.deactivated", user.id, {"ended_sessions": 0})

    async def test_happens_once(self, ctx, user):
        await access.deactivate_user(ctx, user.id)

        with pytest.raises(UserAlreadyInactive):
            await access.deactivate_user(ctx, user.id)

    async def test_keeps_the_last_administrator(self, ctx):
        admin = await create(ctx, "admin@example.com", Role.ADMIN)

        with pytest.raises(LastAdmin):
            await access.deactivate_user(ctx, admin.id)

    async def test_does_not_know_a_stranger(self, ctx):
        with pytest.raises(NotFound):
            await access.deactivate_user(ctx, new_id())


class TestACustomersToken:
    async def test_reaches_no_user_whatever_it_claims(self, ctx, user, identifier, directory, claims, keys):
        words = ["crm:create:users", "crm:read:users", "crm:update:users", "crm:delete:users"]
        token = keys.sign(claims(sub=str(directory.add()), kind="customer", permissions=words))
        theirs = with_actor(ctx, await identifier.identify(token, "banking", now=ctx.now))

        with pytest.raises(Forbidden):
            await access.get_user(theirs, user.id)
        with pytest.raises(Forbidden):
            await access.change_password(theirs, user.id, PASSWORD)


class TestTwoAdministratorsWhoDismissEachOther:
    async def test_leave_one_of_them(self, committing):
        async with committing() as ctx:
            admins = [await create(ctx, f"admin{number}@example.com", Role.ADMIN) for number in range(2)]

        async def dismiss(user_id):
            async with committing() as ctx:
                await access.deactivate_user(ctx, user_id)

        ended = await asyncio.gather(*(dismiss(each.id) for each in admins), return_exceptions=True)

        assert {type(outcome) for outcome in ended} == {type(None), LastAdmin}
