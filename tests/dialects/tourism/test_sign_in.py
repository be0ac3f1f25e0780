import pytest

from accord.core import access
from accord.core.context import SYSTEM
from accord.core.permissions import ROLES, Role
from dialects.conftest import PASSWORD, bearer, customer_token, sign

LOGIN = {"email": "admin@example.com", "password": PASSWORD}


@pytest.fixture
def visitor(open_client):
    """Somebody without a token."""
    return open_client("/tourism/api/v1")


@pytest.fixture
async def tokens(visitor, admin):
    return (await visitor.post("/auth/login", json=LOGIN)).json()


async def me(visitor, token):
    return await visitor.get("/auth/me", headers=bearer(token))


class TestLoggingIn:
    async def test_answers_tokens_and_the_user(self, visitor, admin):
        user, _ = admin

        answer = await visitor.post("/auth/login", json=LOGIN)

        assert answer.status_code == 200
        body = answer.json()
        assert set(body) == {"access_token", "refresh_token", "token_type", "expires_in", "user"}
        assert (body["token_type"], body["expires_in"]) == ("bearer", 3600)
        assert body["user"] == {
            "id": str(user.id),
            "email": "admin@example.com",
            "full_name": "Ada Admin",
            "role": "tenant_admin",
            "roleName": "admin",
            "is_active": True,
            "permissions": sorted(ROLES[Role.ADMIN]),
        }

    async def test_opens_the_api(self, visitor, tokens):
        answer = await visitor.get("/customers/", headers=bearer(tokens["access_token"]))

        assert answer.status_code == 200

    @pytest.mark.parametrize(
        "change", [{"password": "wrong horse"}, {"email": "nobody@example.com"}], ids=["password", "email"]
    )
    async def test_is_refused_with_one_text(self, visitor, admin, change):
        answer = await visitor.post("/auth/login", json=LOGIN | change)

        assert (answer.status_code, answer.json()) == (401, {"detail": "Incorrect email or password"})

    async def test_names_what_is_missing(self, visitor):
        answer = await visitor.post("/auth/login", json={})

        assert answer.status_code == 422
        assert [error["loc"] for error in answer.json()["errors"]] == [
            ["body", "email"],
            ["body", "password"],
        ]

    async def test_is_slowed_after_five_failures(self, visitor, admin):
        for _ in range(5):
            await visitor.post("/auth/login", json=LOGIN | {"password": "wrong horse"})

        answer = await visitor.post("/auth/login", json=LOGIN)

        assert (answer.status_code, answer.headers["retry-after"]) == (429, "1")


class TestRefreshing:
    async def test_answers_as_the_login_did(self, visitor, tokens):
        answer = await visitor.post("/auth/refresh", json={"refresh_token": tokens["refresh_token"]})

        assert answer.status_code == 200
        body = answer.json()
        assert (set(body), body["user"]) == (set(tokens), tokens["user"])
        assert body["refresh_token"] != tokens["refresh_token"]

    async def test_refuses_a_token_of_nobody(self, visitor):
        answer = await visitor.post("/auth/refresh", json={"refresh_token": "rt_unknown"})

        assert (answer.status_code, answer.json()) == (401, {"detail": "Could not validate credentials"})

    async def test_with_a_token_of_long_ago_ends_the_session(self, visitor, tokens):
        newest = tokens
        for _ in range(2):
            newest = (await self.refresh(visitor, newest)).json()

        stolen = await self.refresh(visitor, tokens)

        assert (stolen.status_code, stolen.json()) == (401, {"detail": "Could not validate credentials"})
        assert (await self.refresh(visitor, newest)).status_code == 401
        assert (await me(visitor, newest["access_token"])).status_code == 401

    async def test_may_be_repeated_at_once(self, visitor, tokens):
        for _ in range(2):
            assert (await self.refresh(visitor, tokens)).status_code == 200

    async def refresh(self, visitor, pair):
        return await visitor.post("/auth/refresh", json={"refresh_token": pair["refresh_token"]})


class TestLoggingOut:
    @pytest.mark.parametrize("body", [None, {}, {"refresh_token": "rt_unknown"}])
    async def test_ends_the_session(self, visitor, tokens, body):
        answer = await visitor.post("/auth/logout", json=body, headers=bearer(tokens["access_token"]))

        assert (answer.status_code, answer.json()) == (200, {"message": "Successfully logged out"})
        again = await visitor.post("/auth/refresh", json={"refresh_token": tokens["refresh_token"]})
        assert again.status_code == 401

    async def test_takes_a_token(self, visitor):
        answer = await visitor.post("/auth/logout")

        assert (answer.status_code, answer.json()) == (401, {"detail": "Not authenticated"})


class TestAskingWhoIAm:
    async def test_shows_the_user(self, visitor, tokens):
        answer = await me(visitor, tokens["access_token"])

        assert (answer.status_code, answer.json()) == (200, tokens["user"])

    async def test_shows_a_machine_by_its_subject(self, visitor):
        answer = await me(visitor, sign(["crm:read:orders"], sub="shop"))

        assert answer.json() == {
            "id": "shop",
            "email": None,
            "full_name": "shop",
            "role": "crm_agent",
            "roleName": "api",
            "is_active": True,
            "permissions": ["crm:read:orders"],
        }

    async def test_shows_a_customer_without_a_role(self, visitor, tourism):
        body = {"contact_type": "Individual", "email": "s@example.com", "phone": "1", "full_name": "Salma"}
        customer_id = (await tourism.post("/customers/", json=body)).json()["id"]

        shown = (await me(visitor, customer_token(customer_id, ["crm:read:customers"]))).json()

        assert (shown["id"], shown["full_name"], shown["role"]) == (customer_id, "Salma", None)

    @pytest.mark.parametrize("role", list(Role))
    async def test_shows_every_role(self, visitor, platform, role):
        async with platform.context(SYSTEM, via="test") as ctx:
            user = await access.create_user(ctx, email="u@example.com", full_name="U", role=role)

        shown = (await me(visitor, sign(sub=str(user.id), kind="user"))).json()

        assert (shown["roleName"], shown["permissions"]) == (role, sorted(ROLES[role]))
        assert shown["role"] in {"tenant_admin", "crm_agent", "client_account_manager"}
