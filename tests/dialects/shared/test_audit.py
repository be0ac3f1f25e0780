"""Every write and every export leaves one entry in the log, in its caller's name; nobody takes it back."""

import asyncpg
import pytest

from accord.core import access
from accord.core.context import SYSTEM
from accord.kit import clock
from accord.kit.ids import new_id
from dialects.conftest import customer_token, sign

from .drivers import NAMES
from .world import ids_of, kind_of, name_of, served

# What a POST or a PUT may be without changing anything.
WITHOUT_EFFECT = {("tourism", "POST", "/segments/customer/{customer_id}/assign")}
# What concerns nothing that has an id: many at once, figures.
OF_NOTHING = {
    ("banking", "POST", "/nextbestactions/generate/{customerId}"),
    ("engagement", "GET", "/analytics/export"),
    ("tourism", "POST", "/segments/recalculate"),
}
TOKEN = [(d, o) for d in NAMES for o in served(d) if o.auth == "token" and o.permission is not None]
WRITES = [(d, o) for d, o in TOKEN if o.writes and (d, o.method, o.path) not in WITHOUT_EFFECT]
READS = [(d, o) for d, o in TOKEN if (d, o) not in WRITES]
ENTRIES = "SELECT * FROM events WHERE request_id = $1 ORDER BY sequence"


@pytest.fixture
def ask(database, world):
    """Asks an operation about the world's customer; its answer, and the entries that its request left."""

    async def asked(client, operation):
        sent = new_id()
        answer = await client.request(
            operation.method,
            world.path(operation),
            json=world.body(operation),
            headers={"X-Request-Id": str(sent)},
        )
        return answer, await database.pool.fetch(ENTRIES, sent)

    return asked


def subject_of(operation, world, answer):
    """The id of what was written: that of the path, or of the answer."""
    named = ids_of(operation)
    if named:
        return str(world.own[kind_of(operation, named[0])])
    shown = answer.json()
    return shown.get("id") or shown.get("communication_id") or shown.get("client_id")


class TestAWrite:
    @pytest.mark.parametrize("pair", WRITES, ids=name_of)
    async def test_leaves_one_entry(self, open_client_of, ask, world, pair):
        dialect, operation = pair
        _, client = open_client_of(dialect, sign(sub="the auditor's machine"))

        answer, entries = await ask(client, operation)

        assert (answer.status_code, len(entries)) == (operation.success, 1)
        (entry,) = entries
        told = (entry["actor_kind"], entry["actor_id"], entry["via"])
        assert told == ("machine", "the auditor's machine", dialect)
        assert abs((clock.now() - entry["occurred_at"]).total_seconds()) < 60
        if (dialect, operation.method, operation.path) not in OF_NOTHING:
            assert str(entry["subject_id"]) == subject_of(operation, world, answer)

    async def test_of_a_user_is_told_by_name(self, driver, open_client_of, platform, ask, admin):
        user, _ = admin
        _, client = open_client_of(driver.name, sign(kind="user", sub=str(user.id)))
        adding = next(o for o in served(driver.name) if (o.method, o.path) == ("POST", driver.records))

        _, (entry,) = await ask(client, adding)

        told = (entry["actor_kind"], entry["actor_id"], entry["actor_name"])
        assert told == ("user", str(user.id), "Ada Admin")

    async def test_of_a_customer_is_told_without_a_name(self, driver, open_client_of, world, ask):
        _, client = open_client_of(driver.name, customer_token(world.customer.id))
        adding = next(o for o in served(driver.name) if (o.method, o.path) == ("POST", driver.records))

        _, (entry,) = await ask(client, adding)

        told = (entry["actor_kind"], entry["actor_id"], entry["actor_name"])
        assert told == ("customer", str(world.customer.id), "Customer")

    async def test_by_an_api_key_is_told_by_the_key(self, driver, open_client_of, platform, ask):
        async with platform.context(SYSTEM, via="test") as ctx:
            key, secret = await access.create_api_key(ctx, name="the tests' key", grants=["crm:admin"])
        _, client = open_client_of(driver.name, secret)
        adding = next(o for o in served(driver.name) if (o.method, o.path) == ("POST", driver.records))

        _, (entry,) = await ask(client, adding)

        assert (entry["actor_name"], str(key.id) in entry["actor_id"]) == ("the tests' key", True)


class TestWhatChangesNothing:
    @pytest.mark.parametrize("pair", READS, ids=name_of)
    async def test_leaves_no_entry(self, open_client_of, ask, untouched, pair):
        _, client = open_client_of(pair[0])

        async with untouched():
            answer, entries = await ask(client, pair[1])

        assert (answer.status_code, entries) == (pair[1].success, [])


class TestSigningIn:
    async def test_and_all_that_follows_is_kept(self, open_client, admin, database):
        user, password = admin
        client, kept = open_client("/tourism/api/v1"), []

        async def post(path, body, **headers):
            sent = new_id()
            answer = await client.post(path, json=body, headers={"X-Request-Id": str(sent)} | headers)
            rows = await database.pool.fetch(ENTRIES, sent)
            kept.append((answer.status_code, [(row["type"], str(row["subject_id"])) for row in rows]))
            return answer.json()

        await post("/auth/login", {"email": user.email, "password": "wrong"})
        pair = await post("/auth/login", {"email": user.email, "password": password})
        pair = await post("/auth/refresh", {"refresh_token": pair["refresh_token"]})
        await post("/auth/logout", {}, Authorization=f"Bearer {pair['access_token']}")

        words = ("user.sign_in_refused", "user.signed_in", "session.refreshed", "session.ended")
        statuses = (401, 200, 200, 200)
        assert kept == [(s, [(word, str(user.id))]) for s, word in zip(statuses, words, strict=True)]


class TestAnEntry:
    @pytest.mark.parametrize(
        "sql",
        [
            "UPDATE events SET actor_id = 'somebody else'",
            "UPDATE events SET occurred_at = occurred_at - interval '1 day'",
            "UPDATE events SET data = '{\"a\": 1}'",
            "DELETE FROM events",
        ],
    )
    async def test_is_never_changed_or_removed(self, world, database, untouched, sql):
        assert await database.pool.fetchval("SELECT count(*) FROM events") > 0

        async with untouched():
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await database.pool.execute(sql)
