"""One customer graph: who is made in one dialect is written to through another, and what they wish binds all."""

import pytest

from accord.kit.ids import new_id

from .test_stories import BANKING, TOURISM, made

HELLO = {
    "plan_id": "550e8400-e29b-41d4-a716-446655440000",
    "message_type": "welcome",
    "context": {},
    "urgency": "critical",
}
AWAKE = {"quiet_hours_start": "00:00", "quiet_hours_end": "00:00"}
CASE = {"title": "Card", "description": "It was kept", "category": "Cards"}
CARE = {
    "name": "Care",
    "triggerType": "CaseCreated",
    "actions": [{"type": "SendEmail", "message": "We look into it"}],
}


@pytest.fixture
async def customer(banking):
    return await made(banking, "/customers", BANKING)


async def write_to(engagement, customer, **given):
    answer = await engagement.post("/communications", json=HELLO | {"client_id": customer["id"]} | given)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def wish(engagement, customer, **wishes):
    answer = await engagement.post("/preferences", json={"client_id": customer["id"]} | wishes)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def detail(engagement, message):
    return (await engagement.get(f"/communications/{message['communication_id']}")).json()


class TestACustomerMadeInBanking:
    async def test_is_written_to_through_engagement(self, engagement, customer):
        message = await write_to(engagement, customer, preferred_channel="email")

        shown = await detail(engagement, message)
        assert (message["channel_used"], message["metadata"]["recipient"]) == ("email", BANKING["email"])
        assert (shown["client_id"], shown["content"].startswith("Dear Wanjiru, ")) == (customer["id"], True)

    async def test_is_reached_by_the_phone_that_the_bank_knows(self, engagement, customer):
        message = await write_to(engagement, customer, preferred_channel="sms")

        assert (message["channel_used"], message["metadata"]["recipient"]) == ("sms", "+254712000111")

    async def test_has_the_default_wishes_first(self, engagement, customer):
        shown = (await engagement.get(f"/preferences/{customer['id']}")).json()

        assert (shown["preferred_channels"], shown["created_at"]) == (["email"], None)
        assert shown["available_channels"] == ["email", "sms", "whatsapp"]

    async def test_is_written_to_at_the_address_that_tourism_gave_since(self, engagement, tourism, customer):
        await tourism.put(f"/customers/{customer['id']}", json={"email": "new@example.com"})

        message = await write_to(engagement, customer, preferred_channel="email")

        assert message["metadata"]["recipient"] == "new@example.com"


class TestACustomerMadeInTourism:
    async def test_is_written_to_through_engagement(self, engagement, tourism):
        customer = await made(tourism, "/customers/", TOURISM)

        message = await write_to(engagement, customer, preferred_channel="email")

        assert message["metadata"]["recipient"] == TOURISM["email"]
        assert (await detail(engagement, message))["content"].startswith("Dear Jean, ")

    async def test_that_is_deactivated_is_still_known(self, engagement, tourism):
        customer = await made(tourism, "/customers/", TOURISM)

        await tourism.delete(f"/customers/{customer['id']}")

        assert (await engagement.get(f"/preferences/{customer['id']}")).status_code == 200


class TestAWishOfNoEMail:
    @pytest.fixture
    async def opted_out(self, engagement, customer):
        return await wish(engagement, customer, opt_out_email=True, **AWAKE)

    @pytest.fixture
    async def ran(self, banking, customer, worked):
        """What became of a workflow that writes to whoever brings a case."""

        async def run():
            await made(banking, "/workflows/definitions", CARE)
            await made(banking, "/cases", CASE | {"customerId": customer["id"]})
            await worked()
            (instance,) = (await banking.get(f"/workflows/instances/customer/{customer['id']}")).json()
            return instance

        return run

    async def test_said_in_engagement_binds_a_workflow_of_the_bank(self, ran, opted_out, database):
        instance = await ran()

        assert (instance["status"], "opted_out" in instance["errorMessage"]) == ("Failed", True)
        assert await database.pool.fetchval("SELECT count(*) FROM communications") == 0

    async def test_said_by_nobody_lets_it_write(self, ran, engagement, customer, database):
        await wish(engagement, customer, **AWAKE)

        instance = await ran()

        assert (instance["status"], instance["errorMessage"]) == ("Active", None)
        kept = await database.pool.fetch("SELECT status, recipient FROM communications")
        assert [tuple(row) for row in kept] == [("queued", BANKING["email"])]

    async def test_said_before_it_is_sent_stops_what_waits(
        self, ran, engagement, banking, customer, worked, database
    ):
        await wish(engagement, customer, **AWAKE)
        instance = await ran()

        await wish(engagement, customer, opt_out_email=True)
        await worked()

        ended = (await banking.get(f"/workflows/instances/{instance['id']}")).json()
        assert (ended["status"], "opted_out" in ended["errorMessage"]) == ("Failed", True)
        assert await database.pool.fetchval("SELECT status FROM communications") == "suppressed"

    async def test_leaves_the_other_channels(self, engagement, customer, opted_out):
        message = await write_to(engagement, customer, preferred_channel="email")

        assert message["channel_used"] == "sms"
        assert message["metadata"]["preferred_channel_skipped"] == "opted_out"

    async def test_and_of_all_else_leaves_none(self, engagement, customer, opted_out):
        await wish(engagement, customer, opt_out_sms=True, opt_out_whatsapp=True)

        message = await write_to(engagement, customer)

        told = (message["status"], message["channel_used"], message["metadata"]["reason"])
        assert told == ("suppressed", None, "opted_out")


class TestAWorkflowsMessage:
    async def test_is_none_of_engagements(self, engagement, banking, customer, worked, database):
        await wish(engagement, customer, **AWAKE)
        await made(banking, "/workflows/definitions", CARE)
        await made(banking, "/cases", CASE | {"customerId": customer["id"]})
        await worked()
        kept = await database.pool.fetchval("SELECT id FROM communications")

        assert (await engagement.get("/communications")).json()["total"] == 0
        assert (await engagement.get(f"/communications/{kept}")).status_code == 404
        assert (await engagement.get("/analytics")).json()["summary"]["total_sent"] == 0


class TestACustomerErasedInBanking:
    async def test_is_unknown_to_engagement_with_all_that_was_said(self, engagement, banking, customer):
        message = await write_to(engagement, customer)
        await wish(engagement, customer, opt_out_sms=True)

        assert (await banking.delete(f"/customers/{customer['id']}")).status_code == 204

        gone = customer["id"]
        answers = [
            await engagement.get(f"/communications/{message['communication_id']}"),
            await engagement.get(f"/preferences/{gone}"),
            await engagement.delete(f"/preferences/{gone}"),
            await engagement.post("/preferences", json={"client_id": gone}),
            await engagement.post("/communications", json=HELLO | {"client_id": gone}),
        ]
        assert [(answer.status_code, answer.json()["error"]["code"]) for answer in answers] == [
            (404, "NOT_FOUND")
        ] * 5

    async def test_is_in_no_list_and_no_figure(self, engagement, banking, customer, database):
        await write_to(engagement, customer)
        await database.pool.execute("UPDATE communications SET status = 'sent', sent_at = now()")
        assert (await engagement.get("/analytics")).json()["summary"]["total_sent"] == 1

        await banking.delete(f"/customers/{customer['id']}")

        figures = (await engagement.get("/analytics")).json()
        history = [
            (await engagement.get("/communications", params=params)).json()
            for params in ({}, {"client_id": customer["id"]}, {"plan_id": HELLO["plan_id"]})
        ]
        assert (figures["summary"]["total_sent"], figures["by_channel"]) == (0, [])
        assert [(page["total"], page["communications"]) for page in history] == [(0, [])] * 3

    async def test_is_told_of_as_one_who_never_was(self, engagement, banking, customer):
        await banking.delete(f"/customers/{customer['id']}")

        shown = []
        for client_id in (customer["id"], str(new_id())):
            error = (await engagement.get(f"/preferences/{client_id}")).json()["error"]
            defaults = error["details"]["default_preferences"]
            shown.append((error["message"], defaults | {"client_id": defaults["client_id"] == client_id}))

        assert shown[0] == shown[1]
