from datetime import timedelta

import pytest

from accord.core import feedback
from accord.core.context import SYSTEM
from accord.core.feedback import NewFeedback, ServiceType
from accord.kit import clock
from accord.kit.ids import new_id
from dialects.conftest import customer_token, sign

BASE = "/tourism/api/v1"
CUSTOMER = {"contact_type": "Individual", "email": "salma@example.com", "phone": "+212600000001"}
KEYS = {
    *(
        "id",
        "customer_id",
        "booking_id",
        "service_type",
        "rating",
        "comments",
        "resolved",
        "resolution_notes",
    ),
    *("resolved_by", "resolved_at", "is_anonymous", "source", "submitted_at", "created_at", "sentiment"),
}
PERMISSION = ["crm:create:feedback", "crm:read:feedback", "crm:update:feedback"]


@pytest.fixture
async def customer_id(tourism):
    return (await tourism.post("/customers/", json=CUSTOMER)).json()["id"]


@pytest.fixture
def body(customer_id):
    return {"customer_id": customer_id, "service_type": "Tour", "rating": 2}


@pytest.fixture
async def path(tourism, body):
    """The path of feedback just submitted."""
    return f"/feedback/{(await tourism.post('/feedback/', json=body)).json()['id']}"


@pytest.fixture
def lead(open_client, admin):
    """An administrator's id and client."""
    user, _ = admin
    return str(user.id), open_client(BASE, sign(sub=str(user.id), kind="user"))


async def ids_of(client, **params):
    answer = await client.get("/feedback/", params=params)
    assert answer.json()["total"] == len(answer.json()["items"])
    return {item["id"] for item in answer.json()["items"]}


class TestSubmittingFeedback:
    async def test_answers_every_key_of_the_document(self, tourism, body):
        answer = await tourism.post("/feedback/", json=body)

        shown = answer.json()
        assert (answer.status_code, shown.keys()) == (201, KEYS)
        assert {key: shown[key] for key in body} == body
        assert shown["submitted_at"] == shown["created_at"]
        assert (shown["resolved"], shown["is_anonymous"], shown["source"]) == (False, False, "web")
        nothing = ("booking_id", "comments", "resolution_notes", "resolved_by", "resolved_at")
        assert [shown[key] for key in nothing] == [None] * 5

    async def test_keeps_all_that_was_sent_also_when_anonymous(self, tourism, body):
        body |= {
            "booking_id": str(new_id()),
            "service_type": "Accommodation",
            "comments": "Été à Fès: très bien",
            "is_anonymous": True,
            "source": "kiosk",
        }

        shown = (await tourism.post("/feedback/", json=body)).json()

        assert {key: shown[key] for key in body} == body
        assert (await tourism.get(f"/feedback/{shown['id']}")).json() == shown

    @pytest.mark.parametrize(
        ("rating", "sentiment"),
        [(1, "negative"), (2, "negative"), (3, "neutral"), (4, "positive"), (5, "positive")],
    )
    async def test_reads_the_sentiment_from_the_rating(self, tourism, body, rating, sentiment):
        shown = (await tourism.post("/feedback/", json=body | {"rating": rating})).json()

        assert shown["sentiment"] == sentiment

    async def test_names_every_wrong_field_at_once(self, tourism):
        wrong = {
            "booking_id": "17",
            "service_type": "Cruise",
            "rating": 6,
            "comments": "c" * 2001,
            "is_anonymous": "perhaps",
            "source": "s" * 51,
        }

        answer = await tourism.post("/feedback/", json=wrong)

        assert (answer.status_code, answer.json()["detail"]) == (422, "Validation error")
        fields = [problem["field"] for problem in answer.json()["errors"]]
        assert sorted(fields) == sorted(["customer_id", *wrong])

    @pytest.mark.parametrize("rating", [0, 6, 3.5, "five", None])
    async def test_refuses_ratings_that_are_none(self, tourism, body, rating):
        answer = await tourism.post("/feedback/", json=body | {"rating": rating})

        assert answer.status_code == 422
        assert await ids_of(tourism) == set()

    async def test_for_an_unknown_customer_is_404(self, tourism, body):
        answer = await tourism.post("/feedback/", json=body | {"customer_id": str(new_id())})

        assert (answer.status_code, answer.json()) == (404, {"detail": "Customer not found"})

    async def test_needs_its_permission(self, open_client, body):
        answer = await open_client(BASE, sign(["crm:read:feedback"])).post("/feedback/", json=body)

        assert answer.status_code == 403
        assert answer.json() == {"detail": "Permission denied: crm:create:feedback"}

    async def test_by_a_customers_token_is_about_itself_only(self, tourism, open_client, body):
        other = (await tourism.post("/customers/", json=CUSTOMER | {"email": "b@example.com"})).json()["id"]
        customer = open_client(BASE, customer_token(other))

        refused = await customer.post("/feedback/", json=body)
        own = await customer.post("/feedback/", json=body | {"customer_id": other})

        assert (refused.status_code, refused.json()) == (404, {"detail": "Customer not found"})
        assert own.status_code == 201
        assert await ids_of(tourism) == await ids_of(customer) == {own.json()["id"]}


class TestListingFeedback:
    async def test_answers_pages_the_latest_first(self, tourism, body):
        made = [(await tourism.post("/feedback/", json=body)).json()["id"] for _ in range(3)]

        answer = (await tourism.get("/feedback/", params={"size": 2})).json()

        assert [item["id"] for item in answer["items"]] == [made[2], made[1]]
        assert (answer["total"], answer["page"], answer["size"], answer["pages"]) == (3, 1, 2, 2)

    async def test_filters_by_every_filter(self, tourism, body):
        booking = str(new_id())
        plain = (await tourism.post("/feedback/", json=body)).json()["id"]
        booked = body | {"booking_id": booking, "service_type": "Support", "rating": 5}
        other = (await tourism.post("/feedback/", json=booked)).json()["id"]
        await tourism.put(f"/feedback/{other}", json={"resolved": True})

        assert await ids_of(tourism, booking_id=booking) == {other}
        assert await ids_of(tourism, service_type="support") == {other}
        assert await ids_of(tourism, rating=2) == {plain}
        assert await ids_of(tourism, resolved="false") == {plain}
        assert await ids_of(tourism, resolved="1", rating=5) == {other}
        assert await ids_of(tourism, customer_id=body["customer_id"]) == {plain, other}
        assert await ids_of(tourism, customer_id=str(new_id())) == set()

    @pytest.mark.parametrize(
        "query",
        [
            *({"rating": 0}, {"rating": 6}, {"service_type": "Cruise"}, {"resolved": "perhaps"}),
            *({"customer_id": "17"}, {"booking_id": "17"}, {"size": 101}, {"page": 0}),
        ],
    )
    async def test_refuses_filters_it_cannot_read(self, tourism, query):
        assert (await tourism.get("/feedback/", params=query)).status_code == 422

    async def test_of_a_customer_is_a_page_or_404(self, tourism, path, customer_id):
        answer = await tourism.get(f"/feedback/customer/{customer_id}")
        unknown = await tourism.get(f"/feedback/customer/{new_id()}")

        assert [f"/feedback/{item['id']}" for item in answer.json()["items"]] == [path]
        assert (unknown.status_code, unknown.json()) == (404, {"detail": "Customer not found"})


class TestResolvingFeedback:
    async def test_tells_when_and_by_whom(self, lead, path):
        user_id, client = lead
        before = (await client.get(path)).json()

        answer = await client.put(path, json={"resolved": True, "resolution_notes": "Paid back"})

        after = answer.json()
        assert answer.status_code == 200
        assert after == before | {
            "resolved": True,
            "resolution_notes": "Paid back",
            "resolved_by": user_id,
            "resolved_at": after["resolved_at"],
        }
        assert after["resolved_at"] >= after["submitted_at"]
        assert (await client.put(path, json={"resolved": True})).json() == after

    async def test_and_reopening_clears_both(self, lead, path):
        _, client = lead
        before = (await client.get(path)).json()

        await client.put(path, json={"resolved": True})

        assert (await client.put(path, json={"resolved": False})).json() == before

    async def test_changes_nothing_else(self, tourism, path):
        before = (await tourism.get(path)).json()

        other = {"rating": 5, "comments": "X", "customer_id": str(new_id()), "resolved_at": "2020-01-01"}
        answer = await tourism.put(path, json=other | {"resolved": None})

        assert (answer.status_code, answer.json()) == (200, before)

    async def test_for_another_is_for_those_who_lead(self, open_client, tourism, path, lead):
        _, leading = lead
        named = {"resolved": True, "resolved_by": str(new_id())}
        before = (await tourism.get(path)).json()
        customer = open_client(BASE, customer_token(before["customer_id"], PERMISSION))

        refused = await customer.put(path, json=named)
        unchanged = (await tourism.get(path)).json()
        allowed = await leading.put(path, json=named)

        assert (refused.status_code, unchanged) == (403, before)
        assert refused.json() == {
            "detail": "Only an admin or a supervisor may name another person as resolved_by"
        }
        assert allowed.json()["resolved_by"] == named["resolved_by"]

    async def test_names_every_wrong_field(self, tourism, path):
        wrong = {"resolved": "perhaps", "resolution_notes": "n" * 1001, "resolved_by": "17"}

        answer = await tourism.put(path, json=wrong)

        assert answer.status_code == 422
        assert {problem["field"] for problem in answer.json()["errors"]} == wrong.keys()

    async def test_of_an_unknown_one_is_404(self, tourism):
        answer = await tourism.put(f"/feedback/{new_id()}", json={"resolved": True})

        assert (answer.status_code, answer.json()) == (404, {"detail": "Feedback not found"})


class TestDeletingFeedback:
    async def test_says_so_and_forgets_it(self, tourism, path):
        answer = await tourism.delete(path)

        assert (answer.status_code, answer.json()) == (200, {"message": "Feedback deleted successfully"})
        assert (await tourism.get(path)).json() == {"detail": "Feedback not found"}
        assert (await tourism.delete(path)).status_code == 404


class TestFeedbackStats:
    async def test_of_nothing_are_zeros(self, tourism):
        answer = await tourism.get("/feedback/stats")

        assert (answer.status_code, answer.json()) == (
            200,
            {
                "total_feedback": 0,
                "average_rating": 0.0,
                "rating_distribution": {"1": 0, "2": 0, "3": 0, "4": 0, "5": 0},
                "by_service_type": {"Tour": 0, "Transport": 0},
                "sentiment_analysis": {"positive": 0, "neutral": 0, "negative": 0},
                "resolution_rate": 0.0,
                "pending_resolution": 0,
            },
        )

    async def test_count_what_came_in_the_window(self, tourism, body, platform):
        for rating, service in ((5, "Tour"), (4, "Booking"), (3, "Tour"), (2, "Tour"), (1, "Tour")):
            sent = body | {"rating": rating, "service_type": service}
            last = (await tourism.post("/feedback/", json=sent)).json()["id"]
        await tourism.put(f"/feedback/{last}", json={"resolved": True})
        async with platform.context(SYSTEM, via="test", now=clock.now() - timedelta(days=8)) as ctx:
            old = NewFeedback(customer_id=body["customer_id"], service_type=ServiceType.SUPPORT, rating=1)
            await feedback.submit_feedback(ctx, old)

        assert (await tourism.get("/feedback/stats", params={"days": 7})).json() == {
            "total_feedback": 5,
            "average_rating": 3.0,
            "rating_distribution": {"1": 1, "2": 1, "3": 1, "4": 1, "5": 1},
            "by_service_type": {"Tour": 4, "Transport": 0, "Booking": 1},
            "sentiment_analysis": {"positive": 2, "neutral": 1, "negative": 2},
            "resolution_rate": 20.0,
            "pending_resolution": 5,
        }

    async def test_are_rounded_half_up_to_two_decimals(self, tourism, body):
        for rating in (5, 5, 4):
            last = (await tourism.post("/feedback/", json=body | {"rating": rating})).json()["id"]
        await tourism.put(f"/feedback/{last}", json={"resolved": True})

        stats = (await tourism.get("/feedback/stats")).json()

        assert (stats["average_rating"], stats["resolution_rate"]) == (4.67, 33.33)

    @pytest.mark.parametrize("days", [0, 366, "week"])
    async def test_refuse_days_out_of_range(self, tourism, days):
        assert (await tourism.get("/feedback/stats", params={"days": days})).status_code == 422
