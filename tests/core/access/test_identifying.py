from datetime import timedelta

import pytest

from accord.core import access
from accord.core.access import BadCredentials, MissingCredentials
from accord.core.context import ActorKind
from accord.core.permissions import ALL, ROLES, Role, expand
from accord.kit.crypto import TokenKeys
from accord.kit.ids import new_id

from .conftest import SECRET

HOUR = timedelta(hours=1)
READ = expand(frozenset({"crm:read"}))


@pytest.fixture
def who(ctx, identifier, keys, claims):
    """Whom a token with these claims is of."""

    async def ask(by=None, dialect="banking", **given):
        return await (by or identifier).identify(keys.sign(claims(**given)), dialect, now=ctx.now)

    return ask


class TestIdentifying:
    @pytest.mark.parametrize("credential", [None, ""])
    async def test_nobody(self, identifier, credential):
        with pytest.raises(MissingCredentials, match="Not authenticated"):
            await identifier.identify(credential, "banking")

    @pytest.mark.parametrize(
        "credential", ["ak_unknown", "ak_", "rt_unknown", "Basic dXNlcjpwYXNz", "ünknown"]
    )
    async def test_something_else_than_a_token(self, identifier, credential):
        with pytest.raises(BadCredentials, match="Could not validate credentials"):
            await identifier.identify(credential, "banking")


class TestAUsersToken:
    async def test_has_the_rights_of_the_role_of_now(self, ctx, who, new_identifier, user):
        await access.change_role(ctx, user.id, Role.SUPERVISOR)

        actor = await who(sub=str(user.id), kind="user", role="admin", permissions=["crm:*:*"])

        assert (actor.role, actor.permissions) == (Role.SUPERVISOR, ROLES[Role.SUPERVISOR])
        assert (actor.subject, actor.name) == (f"user:{user.id}", "Ada Agent")

    async def test_is_found_without_a_kind(self, who, user):
        assert (await who(sub=str(user.id).upper())).user_id == user.id

    @pytest.mark.parametrize("scope", ["crm:read crm:delete:users", ["crm:read", "crm:delete:users"]])
    async def test_is_narrowed_by_its_scope(self, who, user, scope):
        actor = await who(sub=str(user.id), scope=scope)

        assert actor.permissions == ROLES[Role.AGENT] & READ

    async def test_with_an_empty_scope_may_do_nothing(self, who, user):
        assert (await who(sub=str(user.id), scope="")).permissions == frozenset()

    async def test_of_a_deactivated_user_is_refused(self, ctx, who, user):
        await access.deactivate_user(ctx, user.id)

        with pytest.raises(BadCredentials):
            await who(sub=str(user.id))

    async def test_of_a_deactivated_user_finds_nobody_else(self, ctx, who, new_identifier, directory, user):
        await access.deactivate_user(ctx, user.id)
        directory.known[user.id] = (user.id, "Somebody")

        with pytest.raises(BadCredentials):
            await who(new_identifier(unknown_subject="machine"), sub=str(user.id))

    async def test_older_than_the_password_is_refused(self, ctx, who, user):
        issued = int(ctx.now.timestamp())
        ctx.now += timedelta(seconds=1)
        await access.change_password(ctx, user.id, "another good one")

        with pytest.raises(BadCredentials):
            await who(sub=str(user.id), iat=issued)
        with pytest.raises(BadCredentials):
            await who(sub=str(user.id), iat=None)
        assert (await who(sub=str(user.id), iat=issued + 2)).user_id == user.id

    async def test_of_a_session_of_somebody_else_is_refused(self, ctx, issuer, who, user, member, keys):
        pair = await access.open_session(ctx, issuer, member, network="192.0.2.1")
        session = keys.verify(pair.access_token)["sid"]

        assert (await who(sub=str(member.id), sid=session)).user_id == member.id
        with pytest.raises(BadCredentials):
            await who(sub=str(user.id), sid=session)

    async def test_of_an_unknown_session_is_refused(self, who, user):
        with pytest.raises(BadCredentials):
            await who(sub=str(user.id), sid=str(new_id()))


class TestACustomersToken:
    async def test_has_the_rights_it_claims_and_no_role(self, who, directory):
        customer_id = directory.add("Amina Otieno")

        actor = await who(sub=str(customer_id), kind="customer", scope="crm:read", role="admin")

        assert (actor.customer_id, actor.name, actor.role) == (customer_id, "Amina Otieno", None)
        assert actor.permissions == READ

    async def test_is_found_without_a_kind(self, who, directory):
        customer_id = directory.add()

        assert (await who(sub=str(customer_id))).customer_id == customer_id

    async def test_of_a_merged_customer_is_of_the_target(self, who, directory):
        source, target = new_id(), directory.add()
        directory.known[source] = directory.known[target]

        assert (await who(sub=str(source), kind="customer")).customer_id == target

    @pytest.mark.parametrize("kind", ["customer", None])
    async def test_of_an_erased_customer_is_refused(self, who, kind):
        with pytest.raises(BadCredentials):
            await who(sub=str(new_id()), kind=kind, scope="crm:read")

    async def test_of_a_user_is_refused(self, who, user):
        with pytest.raises(BadCredentials):
            await who(sub=str(user.id), kind="customer")


class TestAMachinesToken:
    async def test_has_the_union_of_its_claims(self, who):
        actor = await who(
            sub="shop", kind="machine", scope="crm:read", permissions=["crm:create:orders"], role="marketer"
        )

        assert actor.permissions == READ | {"crm:create:orders"} | ROLES[Role.MARKETER]
        assert (actor.kind, actor.subject, actor.role) == (ActorKind.MACHINE, "machine:shop", Role.MARKETER)

    async def test_is_granted_nothing_by_words_we_do_not_know(self, who):
        actor = await who(
            kind="machine", scope="openid profile", permissions=["crm:fly:moon"], role="emperor"
        )

        assert (actor.permissions, actor.role) == (frozenset(), None)

    async def test_may_be_everything(self, who):
        assert (await who(kind="machine", scope="crm:admin")).permissions == ALL

    async def test_knows_other_systems_words_for_roles(self, who):
        assert (await who(kind="machine", role="Tenant_Admin")).role is Role.ADMIN


class TestAnUnknownSubject:
    async def test_is_refused(self, who):
        with pytest.raises(BadCredentials):
            await who(sub="somebody", scope="crm:admin")

    async def test_is_a_machine_where_that_is_wanted(self, who, new_identifier):
        actor = await who(new_identifier(unknown_subject="machine"), sub="somebody", scope="crm:read")

        assert (actor.subject, actor.permissions) == ("machine:somebody", READ)

    async def test_that_claims_to_be_a_user_is_refused_even_there(self, who, new_identifier):
        with pytest.raises(BadCredentials):
            await who(new_identifier(unknown_subject="machine"), sub=str(new_id()), kind="user")


class TestAnAudience:
    @pytest.mark.parametrize("aud", ["accord", ["accord"], ["banking"], "banking", ["x", "banking"], None])
    async def test_that_contains_the_dialect(self, who, aud):
        assert (await who(kind="machine", aud=aud)).id == "somebody"

    @pytest.mark.parametrize("aud", ["tourism", ["tourism", "support"], "other", ["Banking"]])
    async def test_without_the_dialect_is_refused(self, who, aud):
        with pytest.raises(BadCredentials):
            await who(kind="machine", aud=aud)


class TestStrictClaims:
    async def test_accept_a_token_that_says_everything(self, ctx, issuer, new_identifier):
        token = await access.issue_machine_token(ctx, issuer, name="shop", grants=["crm:read"], lifetime=HOUR)

        assert (await new_identifier(strict_claims=True).identify(token, "banking", now=ctx.now)).id == "shop"

    @pytest.mark.parametrize("missing", ["iss", "aud", "kind"])
    async def test_refuse_a_token_that_leaves_one_out(self, ctx, claims, new_identifier, missing):
        said = claims(**({"kind": "machine"} | {missing: None}))
        token = TokenKeys(secret=SECRET).sign(said)

        assert (await new_identifier(unknown_subject="machine").identify(token, "banking", now=ctx.now)).name
        with pytest.raises(BadCredentials):
            await new_identifier(strict_claims=True).identify(token, "banking", now=ctx.now)
