from datetime import datetime

import pytest

from accord.core import segments
from accord.core.context import SYSTEM
from accord.core.segments import NewSegment, SegmentKind
from accord.kit.ids import new_id
from dialects.conftest import customer_token, sign

KEYS = {
    *("id", "name", "description", "criteria", "is_active", "customer_count"),
    *("created_at", "updated_at", "last_calculated"),
}
BODY = {"name": "South", "description": "Near the desert", "criteria": {"region": ["Fes"]}}


@pytest.fixture
async def salma(tourism):
    """A customer in Fes with two tags; gold since her first trip."""
    new = {"contact_type": "Individual", "email": "salma@example.com", "phone": "+212600000001"}
    new |= {"region": "Fes", "tags": ["Desert tours", "VIP"], "full_name": "Salma Idrissi"}
    made = (await tourism.post("/customers/", json=new)).json()
    await tourism.put(f"/customers/{made['id']}", json={"loyalty_status": "Gold"})
    return made["id"]


@pytest.fixture
def create(tourism):
    """Creates a segment; what was answered."""

    async def create(name="Some", **criteria):
        answer = await tourism.post("/segments/", json={"name": name, "criteria": criteria})
        assert answer.status_code == 201, answer.text
        return answer.json()

    return create


class TestCreatingASegment:
    async def test_answers_every_key_of_the_document(self, tourism, salma):
        answer = await tourism.post("/segments/", json=BODY)

        shown = answer.json()
        assert (answer.status_code, shown.keys()) == (201, KEYS)
        assert {key: shown[key] for key in BODY} == BODY
        assert (shown["is_active"], shown["customer_count"], shown["updated_at"]) == (True, 1, None)
        assert shown["last_calculated"] == shown["created_at"]

    async def test_takes_a_name_alone_for_everybody(self, tourism, salma):
        shown = (await tourism.post("/segments/", json={"name": "All"})).json()

        assert (shown["criteria"], shown["description"], shown["customer_count"]) == ({}, None, 1)

    async def test_keeps_criteria_as_they_were_written(self, create, salma):
        written = {"region": " fes ", "tags": [], "loyalty_status": ["GOLD", ""], "minimum": {"trips": 3}}

        shown = await create(**written)

        assert (shown["criteria"], shown["customer_count"]) == (written, 1)

    @pytest.mark.parametrize("name", ["South", "SOUTH", " south "])
    async def test_refuses_a_name_that_is_taken(self, tourism, create, name):
        await create("South")

        answer = await tourism.post("/segments/", json={"name": name})

        assert (answer.status_code, answer.json()) == (400, {"detail": "Segment name already exists"})

    @pytest.mark.parametrize(
        ("body", "fields"),
        [
            ({}, ["name"]),
            ({"name": " ", "criteria": {}}, ["name"]),
            (
                {"name": "n" * 256, "description": "d" * 1001, "criteria": []},
                ["name", "description", "criteria"],
            ),
            ({"name": "A", "criteria": None}, ["criteria"]),
            ({"name": "A", "criteria": {"region": 5}}, ["criteria.region"]),
            (
                {"name": "A", "criteria": {"tags": None, "region": ["a", 5]}},
                ["criteria.region[1]", "criteria.tags"],
            ),
            ({"name": "A", "criteria": {"loyalty_status": {"a": 1}}}, ["criteria.loyalty_status"]),
        ],
    )
    async def test_names_every_wrong_field(self, tourism, body, fields):
        answer = await tourism.post("/segments/", json=body)

        assert (answer.status_code, answer.json()["detail"]) == (422, "Validation error")
        assert [problem["field"] for problem in answer.json()["errors"]] == fields
        assert (await tourism.get("/segments/")).json()["total"] == 0

    async def test_says_where_and_what_is_wrong_with_criteria(self, tourism):
        answer = await tourism.post("/segments/", json={"name": "A", "criteria": {"region": [5]}})

        [problem] = answer.json()["errors"]
        assert problem["field"] == "criteria.region[0]"
        assert problem["msg"] == problem["message"] == "criteria.region[0] must be text"
        assert problem["loc"][:2] == ["body", "criteria"]

    async def test_needs_its_permission(self, open_client):
        reader = open_client("/tourism/api/v1", sign(["crm:read:segments"]))

        answer = await reader.post("/segments/", json=BODY)

        assert answer.json() == {"detail": "Permission denied: crm:create:segments"}


class TestCriteria:
    @pytest.mark.parametrize(
        ("criteria", "matches"),
        [
            ({"loyalty_status": ["Gold", "VIP"]}, True),
            ({"loyalty_status": "silver"}, False),
            ({"loyalty_status": ["Diamond"]}, False),
            ({"region": ["FES"]}, True),
            ({"region": ["Fe"]}, False),
            ({"contact_type": ["individual"]}, True),
            ({"tags": ["vip", "unknown"]}, True),
            ({"tags": ["desert"]}, False),
            ({"tags": "DESERT TOURS", "region": "fes", "contact_type": "Individual"}, True),
            ({"tags": "DESERT TOURS", "region": "Oslo"}, False),
            ({"region": []}, True),
            ({"Region": ["Oslo"]}, True),
        ],
    )
    async def test_match_without_letter_case(self, create, salma, criteria, matches):
        assert (await create(**criteria))["customer_count"] == (1 if matches else 0)

    async def test_leave_inactive_customers_out(self, tourism, create, salma):
        made = await create()
        await tourism.put(f"/customers/{salma}", json={"is_active": False})

        shown = (await tourism.get(f"/segments/{made['id']}")).json()

        assert (made["customer_count"], shown["customer_count"]) == (1, 0)


class TestReadingASegment:
    async def test_counts_anew_each_time(self, tourism, create, salma):
        made = await create(region="Fes")
        await tourism.put(f"/customers/{salma}", json={"region": "Oslo"})

        shown = (await tourism.get(f"/segments/{made['id']}")).json()

        assert (made["customer_count"], shown["customer_count"]) == (1, 0)
        calculated, created = (
            datetime.fromisoformat(shown[key]) for key in ("last_calculated", "created_at")
        )
        assert calculated >= created

    async def test_lists_the_newest_first(self, tourism, create):
        for name in ("A", "B", "C"):
            await create(name)

        answer = (await tourism.get("/segments/", params={"size": 2})).json()

        assert [segment["name"] for segment in answer["items"]] == ["C", "B"]
        assert (answer["total"], answer["page"], answer["size"], answer["pages"]) == (3, 1, 2, 2)
        assert answer["items"][0].keys() == KEYS

    async def test_lists_by_activity(self, tourism, create):
        asleep = await create("Asleep")
        await create("Awake")
        await tourism.put(f"/segments/{asleep['id']}", json={"is_active": False})

        async def names(**params):
            found = (await tourism.get("/segments/", params=params)).json()["items"]
            return [segment["name"] for segment in found]

        assert await names() == ["Awake", "Asleep"]
        assert await names(is_active="false") == ["Asleep"]
        assert await names(is_active="1") == ["Awake"]

    async def test_of_an_unknown_id_is_404(self, tourism):
        for path in (f"/segments/{new_id()}", f"/segments/{new_id()}/customers"):
            answer = await tourism.get(path)
            assert (answer.status_code, answer.json()) == (404, {"detail": "Segment not found"})

    async def test_of_no_uuid_is_422(self, tourism):
        assert (await tourism.get("/segments/17")).status_code == 422

    async def test_knows_none_by_rules(self, tourism, platform):
        tree = {"logic": "AND", "rules": []}
        async with platform.context(SYSTEM, via="test") as ctx:
            new = NewSegment(kind=SegmentKind.RULES, name="By rules", definition=tree)
            made = (await segments.create_segment(ctx, new)).segment

        assert (await tourism.get("/segments/")).json()["total"] == 0
        assert (await tourism.get(f"/segments/{made.id}")).status_code == 404
        assert (await tourism.put(f"/segments/{made.id}", json={"name": "X"})).status_code == 404
        assert (await tourism.delete(f"/segments/{made.id}")).status_code == 404


class TestTheCustomersOfASegment:
    async def test_come_with_the_segment_the_newest_first(self, tourism, create, salma):
        new = {"contact_type": "Corporate", "email": "b@example.com", "phone": "1", "region": "fes"}
        newer = (await tourism.post("/customers/", json=new)).json()
        made = await create(region=["Fes"])

        answer = await tourism.get(f"/segments/{made['id']}/customers", params={"size": 1})

        shown = answer.json()
        assert shown.keys() == KEYS | {"customers", "total", "page", "size", "pages"}
        assert shown["customers"] == [newer]
        assert [shown[key] for key in ("total", "page", "size", "pages", "customer_count")] == [2, 1, 1, 2, 2]
        second = await tourism.get(f"/segments/{made['id']}/customers", params={"size": 1, "page": 2})
        assert [customer["id"] for customer in second.json()["customers"]] == [salma]

    async def test_are_none_past_the_end(self, tourism, create, salma):
        made = await create()

        shown = (await tourism.get(f"/segments/{made['id']}/customers", params={"page": 9})).json()

        assert (shown["customers"], shown["total"], shown["page"], shown["pages"]) == ([], 1, 9, 1)

    @pytest.mark.parametrize("query", [{"size": 101}, {"page": 0}, {"size": "x"}])
    async def test_are_refused_for_a_page_that_cannot_be(self, tourism, create, query):
        made = await create()

        assert (await tourism.get(f"/segments/{made['id']}/customers", params=query)).status_code == 422


class TestUpdatingASegment:
    async def test_changes_what_was_sent(self, tourism, create, salma):
        made = await create("South", region="Oslo")

        changes = {"criteria": {"tags": ["VIP"]}, "is_active": False, "customer_count": 99}
        answer = await tourism.put(f"/segments/{made['id']}", json=changes)

        shown = answer.json()
        expected = made | {"criteria": {"tags": ["VIP"]}, "is_active": False, "customer_count": 1}
        times = {key: shown[key] for key in ("updated_at", "last_calculated")}
        assert (answer.status_code, shown) == (200, expected | times)
        assert times["updated_at"] == times["last_calculated"]

    async def test_clears_the_description_by_null(self, tourism):
        made = (await tourism.post("/segments/", json=BODY)).json()

        shown = (await tourism.put(f"/segments/{made['id']}", json={"description": None})).json()

        assert (shown["description"], shown["name"]) == (None, "South")

    async def test_to_the_name_of_another_is_refused(self, tourism, create):
        await create("South")
        other = await create("North")

        answer = await tourism.put(f"/segments/{other['id']}", json={"name": "SOUTH"})
        own = await tourism.put(f"/segments/{other['id']}", json={"name": "NORTH"})

        assert (answer.status_code, answer.json()) == (400, {"detail": "Segment name already exists"})
        assert (own.status_code, own.json()["name"]) == (200, "NORTH")

    @pytest.mark.parametrize(
        "changes", [{"name": None}, {"criteria": None}, {"criteria": {"tags": 1}}, {"is_active": None}]
    )
    async def test_to_what_cannot_be_changes_nothing(self, tourism, create, changes):
        made = await create("South", region="Fes")

        answer = await tourism.put(f"/segments/{made['id']}", json=changes | {"description": "New"})

        assert answer.status_code == 422
        kept = (await tourism.get(f"/segments/{made['id']}")).json()
        assert kept | {"last_calculated": None} == made | {"last_calculated": None}


class TestDeletingASegment:
    async def test_leaves_its_customers(self, tourism, create, salma):
        made = await create()

        answer = await tourism.delete(f"/segments/{made['id']}")

        assert (answer.status_code, answer.json()) == (200, {"message": "Segment deleted successfully"})
        assert (await tourism.get(f"/segments/{made['id']}")).status_code == 404
        assert (await tourism.get(f"/customers/{salma}")).status_code == 200
        assert (await tourism.delete(f"/segments/{made['id']}")).status_code == 404


class TestRecountingSegments:
    async def test_tells_how_many_active_ones_there_are(self, tourism, create):
        asleep = await create("Asleep")
        await create("A")
        await create("B")
        await tourism.put(f"/segments/{asleep['id']}", json={"is_active": False})

        answer = await tourism.post("/segments/recalculate")

        expected = {"message": "Segments recalculated successfully", "segments_updated": 2}
        assert (answer.status_code, answer.json()) == (200, expected)


class TestAssigningACustomer:
    async def test_answers_the_segments_that_match_now(self, tourism, create, salma):
        await create("South", region="Fes")
        await create("Gold", loyalty_status=["gold"])
        await create("North", region="Oslo")

        answer = await tourism.post(f"/segments/customer/{salma}/assign")

        assert (answer.status_code, answer.json()) == (
            200,
            {"customer_id": salma, "segments": ["Gold", "South"]},
        )

    async def test_is_404_for_an_unknown_customer(self, tourism):
        answer = await tourism.post(f"/segments/customer/{new_id()}/assign")

        assert (answer.status_code, answer.json()) == (404, {"detail": "Customer not found"})


class TestACustomersToken:
    async def test_is_refused_what_is_not_about_the_customer(self, open_client, create, salma):
        made = await create()
        customer = open_client("/tourism/api/v1", customer_token(salma))

        refused = [
            await customer.get("/segments/"),
            await customer.get(f"/segments/{made['id']}"),
            await customer.get(f"/segments/{made['id']}/customers"),
            await customer.post("/segments/", json=BODY),
            await customer.put(f"/segments/{made['id']}", json={}),
            await customer.delete(f"/segments/{made['id']}"),
            await customer.post("/segments/recalculate"),
        ]

        assert {answer.status_code for answer in refused} == {403}
        own = await customer.post(f"/segments/customer/{salma}/assign")
        assert own.json()["segments"] == ["Some"]
