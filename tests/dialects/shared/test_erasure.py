"""Nothing that was ever said of an erased customer is left anywhere in the database."""

from typing import Any

import pytest

from accord.kit.db import Database
from dialects.conftest import customer_token

CANARY = "zyxcanary"
CUSTOMER = {
    "full_name": f"{CANARY} Otieno",
    "company_name": f"{CANARY} Tours",
    "contact_type": "Individual",
    "email": f"{CANARY}@example.com",
    "phone": f"+{CANARY}1",
    "region": CANARY,
    "notes": CANARY,
    "tags": [CANARY],
}
OWNED = "SELECT table_name FROM information_schema.columns WHERE column_name = 'customer_id'"
TABLES = "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"


async def mentions(database: Database) -> list[str]:
    """Tables that hold the canary in any column, byte columns included."""
    async with database.reading() as db:
        connection: Any = await db.open()
        found = []
        for (table,) in await connection.fetch(TABLES):
            as_hex = CANARY.encode().hex()
            query = f'SELECT count(*) FROM "{table}" t WHERE t::text ILIKE $1 OR t::text ILIKE $2'
            if await connection.fetchval(query, f"%{CANARY}%", f"%{as_hex}%"):
                found.append(table)
    return sorted(found)


@pytest.fixture
async def known(banking, tourism, engagement, open_client, database):
    """A customer whom staff and the customer's own program wrote about in every way there is."""
    made = await tourism.post("/customers/", json=CUSTOMER, headers={"Idempotency-Key": "c"})
    own = made.json()["id"]
    for client in (tourism, open_client("/tourism/api/v1", customer_token(own))):
        await meet(client, own)
    await write_to(engagement, own)
    case_id = await bring(banking, own)
    await work_on(banking, case_id)
    written = {"automation_instances", "actions", "cases", "communications", "customers", "notifications"}
    assert written <= set(await mentions(database))
    return own


async def meet(client, own):
    """What a tour operator writes."""
    talk = {"customer_id": own, "channel": "phone", "subject": CANARY, "summary": CANARY}
    said = {"customer_id": own, "service_type": "Tour", "rating": 1, "comments": CANARY, "source": CANARY}
    answers = [
        await client.put(f"/customers/{own}", json={"notes": f"{CANARY} {id(client)}"}),
        await client.post("/interactions/", json=talk, headers={"Idempotency-Key": "i"}),
        await client.post("/feedback/", json=said, headers={"Idempotency-Key": "f"}),
        await client.post("/feedback/", json=said | {"is_anonymous": True}),
    ]
    assert {answer.status_code for answer in answers} <= {200, 201}


async def write_to(engagement, own):
    """What a planning business writes; its answers name the address and are remembered."""
    message = {"client_id": own, "message_type": "welcome", "plan_id": own}
    context = {"client_name": CANARY, "email_subject": CANARY, "message": CANARY}
    headers = {"Prefer": "respond-async"}
    wishes = {"client_id": own, "language_preference": CANARY}
    answers = [
        await engagement.post("/preferences", json=wishes, headers={"Idempotency-Key": "w"}),
        *[
            await engagement.post(
                "/communications",
                json=message | {"context": given},
                headers=headers | {"Idempotency-Key": key},
            )
            for key, given in (("m", context), ("r", {"recipient_email": f"{CANARY}@other.example"}))
        ],
    ]
    assert [answer.status_code for answer in answers] == [200] * 3


async def bring(banking, own):
    """What a bank writes; the id of the case."""
    trouble = {"customerId": own, "title": CANARY, "description": CANARY, "category": CANARY}
    case = await banking.post("/cases", json=trouble, headers={"Idempotency-Key": "p"})
    (advice, *_) = (await banking.post(f"/nextbestactions/generate/{own}")).json()
    heard = {"customerId": own, "text": f"{CANARY} is a nightmare", "caseId": case.json()["id"]}
    note = {"type": "Info", "title": CANARY, "message": CANARY, "metadata": CANARY, "actionUrl": CANARY}
    answers = [
        case,
        await banking.put(f"/nextbestactions/{advice['id']}/complete", json={"outcome": CANARY}),
        await banking.post("/sentimentanalysis/analyze", json=heard, headers={"Idempotency-Key": "s"}),
        await banking.post(
            "/notifications", json=note | {"customerId": own}, headers={"Idempotency-Key": "n"}
        ),
    ]
    assert {answer.status_code for answer in answers} <= {200, 201}
    return case.json()["id"]


async def work_on(banking, case_id):
    """What becomes of a case: a workflow that fails, and a resolution."""
    workflow = await banking.post("/workflows/definitions", json={"name": "Care", "triggerType": "Manual"})
    asked = {"workflowDefinitionId": workflow.json()["id"], "context": {"said": CANARY}, "caseId": case_id}
    ran = await banking.post("/workflows/instances/trigger", json=asked, headers={"Idempotency-Key": "w"})
    ended = {"status": "Failed", "errorMessage": CANARY}
    solved = {"status": "Resolved", "resolution": CANARY}
    answers = [
        await banking.put(f"/workflows/instances/{ran.json()['id']}/status", json=ended),
        await banking.put(f"/cases/{case_id}/status", json=solved),
    ]
    assert {answer.status_code for answer in answers} == {200}


EVENTS = (
    *("CustomerCreated", "CustomerSegmentChanged", "InteractionCreated", "NegativeSentiment"),
    *("CaseCreated", "HighPriorityCaseCreated", "CaseStatusChanged"),
)
ACTIONS = [
    {"type": "AddTag", "tag": "Seen"},
    {"type": "CreateAction"},
    {"type": "Notify"},
    {"type": "SendSMS", "message": "We call you"},
    {"type": "SendEmail", "message": "We call you"},
    {"type": "Teleport"},
]


@pytest.fixture
async def workflows(banking):
    """Workflows that wait for every event and do all that can be done to a customer."""
    for event in EVENTS:
        body = {"name": event, "triggerType": event, "actions": ACTIONS}
        assert (await banking.post("/workflows/definitions", json=body)).status_code == 201


class TestErasingACustomer:
    async def test_leaves_no_word_of_it_in_any_table(self, banking, known, database):
        answer = await banking.delete(f"/customers/{known}")

        assert (answer.status_code, await mentions(database)) == (204, [])

    async def test_leaves_none_when_the_customer_asked_for_it(self, open_client, known, database):
        own = open_client("/banking/api", customer_token(known))

        answer = await own.delete(f"/customers/{known}")

        assert (answer.status_code, await mentions(database)) == (204, [])

    async def test_leaves_none_in_what_waits_to_be_done(self, banking, workflows, known, worked, database):
        assert await database.pool.fetchval("SELECT count(*) FROM pgqueuer") > 0

        await banking.delete(f"/customers/{known}")

        assert await mentions(database) == []
        await worked()
        assert (await mentions(database), await dead(database)) == ([], [])

    async def test_leaves_none_of_what_workflows_did(self, banking, workflows, known, worked, database):
        await worked()
        assert {"automation_steps", "communications"} <= set(await holding(database, known))

        await banking.delete(f"/customers/{known}")

        assert (await mentions(database), await dead(database)) == ([], [])


async def holding(database: Database, customer_id: str) -> list[str]:
    """Tables with a row of a customer."""
    names = [table for (table,) in await database.pool.fetch(OWNED)]
    found = f"SELECT count(*) FROM {{}} WHERE customer_id = '{customer_id}'"
    return [name for name in names if await database.pool.fetchval(found.format(name))]


async def dead(database: Database) -> list[str]:
    """What was given up, and why."""
    return [
        f"{name}: {error}" for name, error in await database.pool.fetch("SELECT name, error FROM dead_jobs")
    ]
