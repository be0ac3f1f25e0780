"""What `operations.tsv` says is exactly what is allowed: by permission, wildcard, scope, role and audience."""

import pytest

from accord.core import access
from accord.core.context import SYSTEM
from accord.core.permissions import ROLES, SCOPES, Permission, Role
from dialects.conftest import PASSWORD, sign
from tools.operations import TABLE, as_served, read_table

from .drivers import NAMES
from .world import name_of, served

CONTRACT = {row.key: as_served(row) for row in read_table(TABLE.read_text())}
OPERATIONS = [(dialect, operation) for dialect in NAMES for operation in served(dialect)]
TOKEN = [pair for pair in OPERATIONS if pair[1].auth == "token"]
GUARDED = [pair for pair in TOKEN if CONTRACT[pair[0], pair[1].method, pair[1].path].permission]


def permission_of(pair):
    """What the contract asks for; where that is a scope, the one permission of it that is meant."""
    dialect, operation = pair
    word = CONTRACT[dialect, operation.method, operation.path].permission
    return operation.asks if word in SCOPES else word


async def ask(client, world, operation):
    answer = await client.request(operation.method, world.path(operation), json=world.body(operation))
    return answer.status_code


class TestAnOperation:
    @pytest.mark.parametrize("pair", GUARDED, ids=name_of)
    async def test_is_done_for_who_holds_its_permission_alone(self, open_client_of, world, pair):
        dialect, operation = pair
        _, client = open_client_of(dialect, sign([permission_of(pair)]))

        assert await ask(client, world, operation) == operation.success

    @pytest.mark.parametrize("pair", GUARDED, ids=name_of)
    async def test_is_refused_to_who_holds_any_other(self, open_client_of, world, untouched, pair):
        dialect, operation = pair
        others = [permission for permission in Permission if permission != permission_of(pair)]

        async with untouched():
            statuses = {
                other: await ask(open_client_of(dialect, sign([other]))[1], world, operation)
                for other in others
            }

        assert {other for other, status in statuses.items() if status != 403} == set()

    @pytest.mark.parametrize("pair", GUARDED, ids=name_of)
    async def test_is_refused_to_who_holds_all_others(self, open_client_of, world, untouched, pair):
        dialect, operation = pair
        others = [permission for permission in Permission if permission != permission_of(pair)]
        _, client = open_client_of(dialect, sign(others))

        async with untouched():
            assert await ask(client, world, operation) == 403

    @pytest.mark.parametrize("pair", [pair for pair in TOKEN if pair not in GUARDED], ids=name_of)
    async def test_for_any_token_is_done_without_a_permission(self, open_client_of, world, pair):
        dialect, operation = pair
        _, client = open_client_of(dialect, sign([]))

        assert await ask(client, world, operation) == operation.success

    @pytest.mark.parametrize("pair", [pair for pair in OPERATIONS if pair not in TOKEN], ids=name_of)
    async def test_that_is_public_takes_no_offence_at_a_bad_token(self, open_client_of, world, pair):
        dialect, operation = pair
        _, client = open_client_of(dialect, "no token at all")

        if operation.method == "GET" and operation.auth == "public":
            assert await ask(client, world, operation) == operation.success

    def test_there_are_of_every_kind(self):
        assert {dialect for dialect, _ in GUARDED} == set(NAMES)
        assert len(GUARDED) >= 20


class TestAWildcard:
    @pytest.mark.parametrize("pair", GUARDED, ids=name_of)
    async def test_stands_for_its_action_only(self, open_client_of, world, pair):
        dialect, operation = pair
        action = permission_of(pair).split(":")[1]
        actions = {permission.split(":")[1] for permission in Permission}
        refused = [f"crm:{other}:*" for other in actions - {action}]

        for wrong in (*refused, "crm:*", "*", "crm:*:customers", "*:*:*", f"CRM:{action}:*"):
            assert await ask(open_client_of(dialect, sign([wrong]))[1], world, operation) == 403, wrong
        right = open_client_of(dialect, sign([f"crm:{action}:*"]))[1]
        assert await ask(right, world, operation) == operation.success

    async def test_of_everything_stands_for_everything(self, driver, open_client_of, world):
        _, client = open_client_of(driver.name, sign(["crm:*:*"]))

        body = driver.new_record(world.customer.id)
        assert (await client.get(driver.records)).status_code == 200
        assert (await client.post(driver.records, json=body)).status_code == driver.added


class TestAScope:
    def test_that_the_contract_names_contains_what_is_asked_for_and_no_lesser_scope_does(self):
        asked = {(CONTRACT[d, o.method, o.path].permission, o.asks) for d, o in GUARDED if o.asks}

        assert {word for word, _ in asked} == {"crm:read", "crm:write"}
        for word, permission in asked:
            assert {scope for scope in SCOPES if permission in SCOPES[scope]} == {word, "crm:admin"}

    @pytest.mark.parametrize("scope", SCOPES)
    @pytest.mark.parametrize("spelled", ["permissions", "text", "list"])
    async def test_contains_what_the_contract_says(self, driver, open_client_of, world, scope, spelled):
        claims = {"permissions": {}, "text": {"scope": f"other {scope}"}, "list": {"scope": [scope]}}[spelled]
        token = sign([scope] if spelled == "permissions" else [], **claims)
        _, client = open_client_of(driver.name, token)

        for operation in served(driver.name):
            if operation.method != "DELETE" and operation.permission is not None:
                expected = operation.success if operation.needed in SCOPES[scope] else 403
                assert await ask(client, world, operation) == expected, operation.path


async def user_of(platform, role):
    async with platform.context(SYSTEM, via="test") as ctx:
        return await access.create_user(
            ctx, email=f"{role}@example.com", full_name="Uma User", role=role, password=PASSWORD
        )


class TestAUser:
    @pytest.mark.parametrize("role", Role)
    async def test_has_the_rights_of_the_role_whatever_the_token_claims(
        self, driver, open_client_of, platform, world, role
    ):
        user = await user_of(platform, role)
        token = sign(["crm:*:*"], kind="user", sub=str(user.id), role="admin")
        _, client = open_client_of(driver.name, token)

        for operation in served(driver.name):
            if operation.method != "DELETE" and operation.permission is not None:
                expected = operation.success if operation.needed in ROLES[role] else 403
                assert await ask(client, world.seen_by(user.id), operation) == expected, operation.path

    async def test_is_narrowed_by_the_scope_of_the_token(self, driver, open_client_of, platform, world):
        user = await user_of(platform, Role.ADMIN)
        claims = {"kind": "user", "sub": str(user.id), "permissions": ["crm:*:*"]}
        _, reader = open_client_of(driver.name, sign(scope="crm:read", **claims))
        _, nobody = open_client_of(driver.name, sign(scope="", **claims))

        assert (await reader.get(driver.records)).status_code == 200
        body = driver.new_record(world.customer.id)
        assert (await reader.post(driver.records, json=body)).status_code == 403
        assert (await nobody.get(driver.records)).status_code == 403

    async def test_gains_nothing_by_a_wider_scope(self, driver, open_client_of, platform, world):
        user = await user_of(platform, Role.VIEWER)
        token = sign([], kind="user", sub=str(user.id), scope="crm:admin")
        _, client = open_client_of(driver.name, token)

        assert (await client.get(driver.records)).status_code == 200
        body = driver.new_record(world.customer.id)
        assert (await client.post(driver.records, json=body)).status_code == 403


class TestTheAudienceOfAToken:
    @pytest.mark.parametrize("audience", ["accord", ["accord"], ["accord", "support"], None])
    async def test_of_everything_opens_every_dialect(self, driver, open_client_of, audience):
        _, client = open_client_of(driver.name, sign(aud=audience) if audience else sign(aud="accord"))

        assert (await client.get(driver.records)).status_code == 200

    async def test_of_one_dialect_opens_that_one_only(self, driver, open_client_of):
        for name in (*NAMES, "support"):
            for audience in (name, [name]):
                _, client = open_client_of(driver.name, sign(aud=audience))
                expected = 200 if name == driver.name else 401
                assert (await client.get(driver.records)).status_code == expected

    async def test_of_nothing_opens_none(self, driver, open_client_of):
        for audience in ([], "", ["everything"]):
            _, client = open_client_of(driver.name, sign(aud=audience))
            assert (await client.get(driver.records)).status_code == 401


class TestAnAPIKey:
    async def test_opens_every_dialect_in_either_header(self, driver, open_client, platform, world):
        async with platform.context(SYSTEM, via="test") as ctx:
            _, secret = await access.create_api_key(ctx, name="tests", grants=[driver.reads])
        nobody, body = open_client(driver.base), driver.new_record(world.customer.id)

        for headers in ({"X-API-Key": secret}, {"Authorization": f"Bearer {secret}"}):
            assert (await nobody.get(driver.records, headers=headers)).status_code == 200
            refused = await nobody.post(driver.records, json=body, headers=headers)
            assert refused.status_code == 403

    async def test_beside_a_token_is_not_looked_at(self, driver, open_client):
        client = open_client(driver.base, sign())

        assert (await client.get(driver.records, headers={"X-API-Key": "ak_nonsense"})).status_code == 200
