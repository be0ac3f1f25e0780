import pytest

from accord.core import interactions, segments
from accord.core.context import SYSTEM
from accord.core.interactions import Channel, NewInteraction
from accord.core.segments import NewSegment, SegmentKind
from accord.kit.ids import new_id
from dialects.conftest import customer_token, sign

BASE = "/tourism/api/v1"
CUSTOMER = {
    "contact_type": "Individual",
    "full_name": "Salma Idrissi",
    "email": "salma@example.com",
    "phone": "+212600000001",
    "region": "Fes",
}
NOTHING = {
    "total_interactions": 0,
    "total_feedback": 0,
    "average_rating": None,
    "last_feedback_date": None,
    "segments": [],
    "interaction_channels": {"email": 0, "phone": 0, "chat": 0},
    "feedback_by_service": {"Tour": 0, "Transport": 0},
}


@pytest.fixture
async def path(tourism):
    return f"/customers/{(await tourism.post('/customers/', json=CUSTOMER)).json()['id']}"


class TestTheSummaryOfACustomer:
    async def test_is_the_customer_with_figures(self, tourism, path):
        customer = (await tourism.get(path)).json()

        answer = await tourism.get(f"{path}/summary")

        assert (answer.status_code, answer.json()) == (200, customer | NOTHING)

    async def test_counts_feedback_and_rounds_its_average(self, tourism, path):
        body = {"customer_id": path.rpartition("/")[2]}
        for rating, service in ((5, "Tour"), (5, "Support"), (4, "Tour")):
            sent = body | {"rating": rating, "service_type": service}
            last = (await tourism.post("/feedback/", json=sent)).json()

        summary = (await tourism.get(f"{path}/summary")).json()

        assert (summary["total_feedback"], summary["average_rating"]) == (3, 4.67)
        assert summary["last_feedback_date"] == last["submitted_at"]
        assert summary["feedback_by_service"] == {"Tour": 2, "Transport": 0, "Support": 1}

    async def test_counts_the_contacts_that_are_shown_here(self, tourism, path, platform):
        customer_id = path.rpartition("/")[2]
        async with platform.context(SYSTEM, via="test") as ctx:
            for channel in (Channel.WEB, Channel.CHAT, Channel.ATM, Channel.INTERNAL):
                new = NewInteraction(customer_id=customer_id, channel=channel, summary="Met")
                await interactions.log_interaction(ctx, new)

        summary = (await tourism.get(f"{path}/summary")).json()

        assert summary["total_interactions"] == 3
        assert summary["interaction_channels"] == {"email": 0, "phone": 0, "chat": 2, "in-person": 1}
        listed = (await tourism.get("/interactions/", params={"customer_id": customer_id})).json()
        assert listed["total"] == 3

    async def test_names_the_segments_that_match_now(self, tourism, path, platform):
        async with platform.context(SYSTEM, via="test") as ctx:
            for name, criteria in (
                ("Fes", {"region": "fes"}),
                ("All", {}),
                ("Gold", {"loyalty_status": ["Gold"]}),
            ):
                new = NewSegment(kind=SegmentKind.CRITERIA, name=name, definition=criteria)
                await segments.create_segment(ctx, new)

        before = (await tourism.get(f"{path}/summary")).json()["segments"]
        await tourism.put(path, json={"loyalty_status": "Gold", "region": "Agadir"})
        after = (await tourism.get(f"{path}/summary")).json()["segments"]

        assert (before, after) == (["All", "Fes"], ["All", "Gold"])

    async def test_of_an_unknown_customer_is_404(self, tourism):
        answer = await tourism.get(f"/customers/{new_id()}/summary")

        assert (answer.status_code, answer.json()) == (404, {"detail": "Customer not found"})

    async def test_of_no_id_is_422(self, tourism):
        assert (await tourism.get("/customers/17/summary")).status_code == 422

    async def test_is_open_to_its_customer_and_closed_to_others(self, tourism, open_client, path):
        other = (await tourism.post("/customers/", json=CUSTOMER | {"email": "b@example.com"})).json()["id"]
        own = open_client(BASE, customer_token(path.rpartition("/")[2]))
        stranger = open_client(BASE, customer_token(other))
        reader = open_client(BASE, sign(["crm:read:feedback"]))

        statuses = [(await each.get(f"{path}/summary")).status_code for each in (own, stranger, reader)]

        assert statuses == [200, 404, 403]
