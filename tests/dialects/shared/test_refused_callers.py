"""Nobody we know is 401, somebody without the right 403, and nothing happens; forged tokens open no dialect."""

import time

import jwt
import pytest

from accord.core import access
from accord.core.context import SYSTEM
from accord.core.permissions import Role
from accord.kit.crypto import TokenKeys
from accord.kit.ids import new_id
from core.access.conftest import SECRET as IMITATED
from core.access.test_forgeries import FORGERIES
from dialects.conftest import PASSWORD, customer_token, sign

from .drivers import NAMES
from .world import name_of, served

TOKEN_OPERATIONS = [
    (dialect, operation) for dialect in NAMES for operation in served(dialect) if operation.auth == "token"
]
TRIMMED = {"blanks around it"}  # by HTTP itself


def credentials():
    """Headers that name nobody, by what is wrong with them."""
    now = int(time.time())
    good = {"sub": "tests", "kind": "machine", "exp": now + 60, "permissions": ["crm:admin"]}
    return {
        "an empty token": {"Authorization": "Bearer "},
        "a scheme alone": {"Authorization": "Bearer"},
        "another scheme": {"Authorization": "Basic dGVzdHM6dGVzdHM="},
        "a token without its scheme": {"Authorization": sign()},
        "words": {"Authorization": "Bearer let me in"},
        "bytes": {"Authorization": b"Bearer \xff\xfe"},
        "a token of another secret": bearer(
            jwt.encode(good, "another secret, just as long as ours", "HS256")
        ),
        "an expired token": bearer(sign(exp=now - 1)),
        "a token that ends now": bearer(sign(exp=now)),
        "a token of another issuer": bearer(sign(iss="somebody")),
        "a token for other dialects": bearer(sign(aud=["support", "commerce"])),
        "a token of tomorrow": bearer(sign(nbf=now + 3600)),
        "a token of an unknown user": bearer(sign(kind="user", sub=str(new_id()))),
        "a token of an unknown customer": bearer(customer_token(new_id())),
        "a token of an unknown subject": bearer(sign(kind=None, sub=str(new_id()))),
        "an unknown key": bearer("ak_" + "x" * 40),
        "an unknown key in its own header": {"X-API-Key": "ak_" + "x" * 40},
    }


def bearer(token):
    return {"Authorization": f"Bearer {token}"}


@pytest.fixture
def forgeable(serve, connect, settings):
    """A client of a platform whose secret the forgers of the core's tests imitate."""
    return connect(serve(settings, TokenKeys(algorithm="HS256", secret=IMITATED, issuer="accord")))


class TestARequestWithoutAToken:
    @pytest.mark.parametrize("pair", TOKEN_OPERATIONS, ids=name_of)
    async def test_is_401_and_changes_nothing(self, open_client_of, world, untouched, pair):
        (driver, client), operation = open_client_of(pair[0], ""), pair[1]

        async with untouched():
            answer = await client.request(operation.method, world.path(operation), json=world.body(operation))

        assert answer.status_code == 401
        assert answer.headers["www-authenticate"] == "Bearer"
        assert answer.headers["cache-control"] == "no-store"
        driver.check_envelope(answer.json(), 401)


class TestABadCredential:
    @pytest.mark.parametrize("name", credentials())
    async def test_is_401_and_changes_nothing(self, driver, open_client, world, untouched, name):
        client, body = open_client(driver.base), driver.new_record(world.customer.id)

        async with untouched():
            answer = await client.post(driver.records, json=body, headers=credentials()[name])

        assert answer.status_code == 401
        driver.check_envelope(answer.json(), 401)

    @pytest.mark.parametrize("name", credentials())
    async def test_is_told_apart_from_none(self, driver, open_client, name):
        answer = await open_client(driver.base).get(driver.records, headers=credentials()[name])

        empty = name in ("an empty token", "a scheme alone")
        assert answer.headers["www-authenticate"] == ("Bearer" if empty else 'Bearer error="invalid_token"')

    async def test_that_is_forged_opens_no_dialect(self, driver, forgeable):
        now = int(time.time())
        claims = {"sub": "somebody", "kind": "machine", "exp": now + 60, "iat": now, "scope": "crm:read"}
        forged = {name: make(claims) for name, make in FORGERIES.items() if name not in TRIMMED}

        statuses = {name: (await ask(forgeable, driver, token)).status_code for name, token in forged.items()}

        honest = jwt.encode(claims, IMITATED, "HS256")
        assert (await ask(forgeable, driver, honest)).status_code == 200
        assert statuses == dict.fromkeys(forged, 401)
        assert len(forged) >= 45


async def ask(client, driver, token):
    return await client.get(driver.base + driver.records, headers=bearer(token))


class TestATokenThatWasGood:
    async def test_of_somebody_deactivated_is_401(self, driver, open_client, platform):
        async with platform.context(SYSTEM, via="test") as ctx:
            user = await access.create_user(
                ctx, email="gone@example.com", full_name="Gone", role=Role.AGENT, password=PASSWORD
            )
            await access.deactivate_user(ctx, user.id)

        answer = await open_client(driver.base, sign(kind="user", sub=str(user.id))).get(driver.records)

        assert answer.status_code == 401

    async def test_of_a_session_that_was_ended_is_401(
        self, driver, open_client, admin, serve, connect, settings
    ):
        user, password = admin
        body = {"email": user.email, "password": password}
        pair = (await open_client("/tourism/api/v1").post("/auth/login", json=body)).json()
        elsewhere = connect(serve(settings))
        before = await ask(elsewhere, driver, pair["access_token"])

        ended = await open_client("/tourism/api/v1", pair["access_token"]).post("/auth/logout")
        after = await ask(connect(serve(settings)), driver, pair["access_token"])

        assert [answer.status_code for answer in (before, ended, after)] == [200, 200, 401]

    async def test_of_an_erased_customer_is_401(self, driver, open_client, banking, world):
        await banking.delete(f"/customers/{world.customer.id}")

        answer = await open_client(driver.base, customer_token(world.customer.id)).get(driver.records)

        assert answer.status_code == 401


class TestACallerWithoutAnyRight:
    @pytest.mark.parametrize("pair", TOKEN_OPERATIONS, ids=name_of)
    async def test_is_403_and_changes_nothing(self, open_client_of, world, untouched, pair):
        (driver, client), operation = open_client_of(pair[0], sign([])), pair[1]
        if operation.permission is None:
            return

        async with untouched():
            answer = await client.request(operation.method, world.path(operation), json=world.body(operation))

        assert answer.status_code == 403
        driver.check_envelope(answer.json(), 403)
        if driver.name == "tourism":
            assert answer.json() == {"detail": f"Permission denied: {operation.permission}"}
