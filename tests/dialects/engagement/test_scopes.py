"""What a scope of the document stands for: the same action on the resource of the operation."""

import pytest

from accord.core import access
from accord.core.context import SYSTEM
from accord.core.permissions import ROLES, SCOPES, Role
from accord.dialects.engagement import operations
from dialects.conftest import PASSWORD, sign
from make import Factory

from .conftest import BASE

GUARDED = [operation for operation in operations() if operation.auth == "token"]
ASKED = {
    ("POST", "/communications"): "crm:create:communications",
    ("GET", "/communications"): "crm:read:communications",
    ("GET", "/communications/{communication_id}"): "crm:read:communications",
    ("GET", "/preferences/{client_id}"): "crm:read:preferences",
    ("POST", "/preferences"): "crm:update:preferences",
    ("DELETE", "/preferences/{client_id}"): "crm:delete:preferences",
    ("GET", "/analytics"): "crm:read:analytics",
    ("GET", "/analytics/export"): "crm:read:analytics",
}


@pytest.fixture
async def ask(database, customer):
    """Asks an operation about the customer; the status."""
    async with database.transaction() as db:
        made = await Factory(db).communication(customer.id)

    async def asked(client, operation):
        path = operation.path.format(communication_id=made.id, client_id=customer.id)
        body = operation.body_example and operation.body_example | {"client_id": str(customer.id)}
        query = {"format": "csv"} if path.endswith("export") else {}
        headers = {"Prefer": "respond-async"}
        return (
            await client.request(operation.method, path, json=body, params=query, headers=headers)
        ).status_code

    return asked


def name_of(operation):
    return f"{operation.method} {operation.path}"


class TestAnOperation:
    def test_asks_for_one_permission(self):
        assert {(each.method, each.path): each.asks for each in GUARDED} == ASKED

    @pytest.mark.parametrize("operation", GUARDED, ids=name_of)
    @pytest.mark.parametrize("scope", SCOPES)
    async def test_is_done_for_its_scope(self, open_client, ask, operation, scope):
        expected = 200 if scope in (operation.permission, "crm:admin") else 403

        assert await ask(open_client(BASE, sign(scope=scope, permissions=[])), operation) == expected

    @pytest.mark.parametrize("role", Role)
    async def test_is_done_for_users_by_their_role(self, open_client, platform, ask, role):
        async with platform.context(SYSTEM, via="test") as ctx:
            user = await access.create_user(
                ctx, email=f"{role}@example.com", full_name="Uma User", role=role, password=PASSWORD
            )
        client = open_client(BASE, sign(["crm:*:*"], kind="user", sub=str(user.id)))

        for operation in GUARDED:
            expected = 200 if operation.asks in ROLES[role] else 403
            assert await ask(client, operation) == expected, name_of(operation)
