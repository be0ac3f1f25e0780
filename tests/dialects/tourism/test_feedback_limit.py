import pytest

from accord.kit.ids import new_id
from accord.kit.limits import Decision, MemoryLimiter, Rule
from dialects.conftest import customer_token, sign

BASE = "/tourism/api/v1"
CUSTOMER = {"contact_type": "Individual", "phone": "+212600000001"}
NOON = 1_770_897_600.0


class StillLimiter(MemoryLimiter):
    """Counts as at noon, so that no window ends during a test."""

    async def hit(self, key: str, rule: Rule, now: float) -> Decision:
        return await super().hit(key, rule, NOON)


@pytest.fixture
def tourism(platform, open_client):
    platform.limiter = StillLimiter()
    return open_client(BASE, sign())


@pytest.fixture
async def bodies(tourism):
    """What two customers submit."""
    found = []
    for name in ("salma", "youssef"):
        customer = CUSTOMER | {"email": f"{name}@example.com"}
        customer_id = (await tourism.post("/customers/", json=customer)).json()["id"]
        found.append({"customer_id": customer_id, "service_type": "Tour", "rating": 5})
    return found


def limits_of(answer):
    return [answer.headers.get(f"x-ratelimit-{name}") for name in ("limit", "remaining", "reset")]


async def spend(client, body, times=10):
    for _ in range(times):
        assert (await client.post("/feedback/", json=body)).status_code == 201


class TestTheAllowanceForFeedback:
    async def test_is_ten_a_minute(self, tourism, bodies):
        await spend(tourism, bodies[0])

        answer = await tourism.post("/feedback/", json=bodies[0])

        assert (answer.status_code, answer.headers["retry-after"]) == (429, "60")
        assert answer.json() == {"detail": "Rate limit exceeded. Try again in 60 seconds."}
        assert limits_of(answer) == ["10", "0", str(int(NOON) + 60)]
        assert (await tourism.get("/feedback/")).json()["total"] == 10

    async def test_is_each_customers_own(self, tourism, bodies):
        await spend(tourism, bodies[0])

        answer = await tourism.post("/feedback/", json=bodies[1])

        assert (answer.status_code, limits_of(answer)[1]) == (201, "9")

    async def test_is_one_for_all_who_submit_for_the_customer(self, tourism, bodies, open_client):
        await spend(tourism, bodies[0], 9)
        await spend(open_client(BASE, customer_token(bodies[0]["customer_id"])), bodies[0], 1)
        colleague = open_client(BASE, sign(sub="colleague"))

        shouted = bodies[0] | {"customer_id": bodies[0]["customer_id"].upper()}
        answer = await colleague.post("/feedback/", json=shouted)

        assert answer.status_code == 429

    async def test_is_spent_before_anything_of_the_body_is_checked(self, tourism, bodies, open_client):
        await spend(tourism, bodies[0], 9)
        viewer = open_client(BASE, sign(["crm:read:feedback"]))

        wrong = await tourism.post("/feedback/", json=bodies[0] | {"rating": 9})
        forbidden = await viewer.post("/feedback/", json=bodies[0])

        assert (wrong.status_code, limits_of(wrong)[:2]) == (422, ["10", "0"])
        assert forbidden.status_code == 429

    async def test_cannot_be_spent_by_another_customer(self, tourism, bodies, open_client):
        stranger = open_client(BASE, customer_token(bodies[1]["customer_id"]))
        for _ in range(10):
            assert (await stranger.post("/feedback/", json=bodies[0])).status_code == 404

        assert (await stranger.post("/feedback/", json=bodies[0])).status_code == 429
        assert (await tourism.post("/feedback/", json=bodies[0])).status_code == 201

    @pytest.mark.parametrize("body", [b"{", b"[]", b"", b'{"customer_id": 5}', b'{"customer_id": "5"}'])
    async def test_is_the_callers_when_no_customer_is_named(self, tourism, bodies, body):
        answer = await tourism.post("/feedback/", content=body)

        assert (answer.status_code, limits_of(answer)[:2]) == (422, ["10", "9"])
        assert limits_of(await tourism.post("/feedback/", json=bodies[0]))[1] == "9"

    async def test_is_the_addresss_without_a_valid_token(self, bodies, open_client):
        answer = await open_client(BASE).post("/feedback/", json=bodies[0])

        assert (answer.status_code, limits_of(answer)[:2]) == (401, ["10", "9"])

    async def test_is_shown_for_an_unknown_customer_too(self, tourism):
        body = {"customer_id": str(new_id()), "service_type": "Tour", "rating": 5}

        answer = await tourism.post("/feedback/", json=body)

        assert (answer.status_code, limits_of(answer)[:2]) == (404, ["10", "9"])


class TestReadingFeedback:
    async def test_is_counted_as_everything_else_is(self, tourism):
        assert limits_of(await tourism.get("/feedback/"))[:2] == ["600", "599"]
