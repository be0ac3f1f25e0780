import pytest
from msgspec.structs import replace

from accord.core import access
from accord.core.access import WrongCurrentPassword
from accord.core.errors import Forbidden, Invalid, NotFound
from accord.core.permissions import Role
from accord.kit.ids import new_id
from make import emitted

from .conftest import PASSWORD, acting_as, sign_in

NEW = "another good one"


async def signs_in_with(ctx, issuer, password):
    return (await sign_in(ctx, issuer, password=password)).user.id


class TestChangingTheOwnPassword:
    async def test_takes_the_current_one(self, ctx, issuer, member):
        await access.change_password(acting_as(ctx, member), member.id, NEW, current_password=PASSWORD)

        assert await signs_in_with(ctx, issuer, NEW) == member.id

    @pytest.mark.parametrize("current", [None, "", "wrong horse battery"])
    async def test_is_refused_without_it(self, ctx, issuer, member, current):
        with pytest.raises(WrongCurrentPassword) as refused:
            await access.change_password(acting_as(ctx, member), member.id, NEW, current_password=current)

        assert [problem.field for problem in refused.value.problems] == ["current_password"]
        assert await signs_in_with(ctx, issuer, PASSWORD) == member.id

    @pytest.mark.parametrize(("password", "code"), [("1234567", "too_short"), ("x" * 1025, "too_long")])
    async def test_holds_to_the_limits(self, ctx, member, password, code):
        with pytest.raises(Invalid) as refused:
            await access.change_password(
                acting_as(ctx, member), member.id, password, current_password=PASSWORD
            )

        assert [(problem.field, problem.code) for problem in refused.value.problems] == [
            ("new_password", code)
        ]

    async def test_is_told_without_any_password(self, ctx, member):
        await access.change_password(acting_as(ctx, member), member.id, NEW, current_password=PASSWORD)

        told = (await emitted(ctx.db))[-1]
        assert (told.type, told.subject_id, told.data) == (
            "user.password_changed",
            member.id,
            {"ended_sessions": 0},
        )


class TestChangingAnotherOnesPassword:
    async def test_takes_no_current_one(self, ctx, issuer, member):
        await access.change_password(ctx, member.id, NEW)

        assert await signs_in_with(ctx, issuer, NEW) == member.id

    async def test_takes_the_permission(self, ctx, user, member):
        with pytest.raises(Forbidden) as refused:
            await access.change_password(acting_as(ctx, user), member.id, NEW, current_password=PASSWORD)

        assert refused.value.permission == "crm:update:users"

    async def test_does_not_know_a_stranger(self, ctx):
        with pytest.raises(NotFound):
            await access.change_password(ctx, new_id(), NEW)

    async def test_gives_no_way_to_become_an_administrator(self, ctx, user):
        admin = await access.create_user(
            ctx, email="admin@example.com", full_name="Root", role=Role.ADMIN, password=PASSWORD
        )
        helper = acting_as(ctx, user)
        helper.actor = replace(helper.actor, permissions=helper.actor.permissions | {"crm:update:users"})

        with pytest.raises(Forbidden):
            await access.change_password(helper, admin.id, NEW)


class TestTheSpellingOfAPassword:
    @pytest.mark.parametrize(
        "typed",
        ["  caf\u00e9 au lait\n", "cafe\u0301 au lait"],
        ids=["blanks around it", "another composition of the accent"],
    )
    async def test_does_not_depend_on_the_keyboard(self, ctx, issuer, member, typed):
        await access.change_password(ctx, member.id, "caf\u00e9 au lait")

        assert await signs_in_with(ctx, issuer, typed) == member.id

    async def test_counts_without_the_blanks_around_it(self, ctx, member):
        with pytest.raises(Invalid):
            await access.change_password(ctx, member.id, " 1234567 ")
