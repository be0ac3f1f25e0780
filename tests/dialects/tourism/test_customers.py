import re

import pytest

from accord.kit.ids import new_id

NEW = {
    "full_name": "Ahmed Hassan",
    "contact_type": "Individual",
    "email": "ahmed.hassan@example.com",
    "phone": "+212612345678",
    "nationality": "Moroccan",
    "region": "Casablanca",
    "preferred_language": "French",
    "tags": ["VIP", "Repeat Customer"],
}
FEWEST = {"contact_type": "Corporate", "email": "c@example.com", "phone": "1"}
KEYS = {
    *("id", "full_name", "company_name", "contact_type", "email", "phone", "nationality", "region"),
    *("preferred_language", "loyalty_status", "is_active", "tags", "notes"),
    *("created_at", "updated_at", "last_interaction"),
}
CLEARABLE = ("full_name", "company_name", "nationality", "region", "notes")
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z")


async def create(tourism, **given):
    answer = await tourism.post("/customers/", json=NEW | given)
    assert answer.status_code == 201, answer.text
    return answer.json()


def fields_of(answer):
    return [error["field"] for error in answer.json()["errors"]]


@pytest.fixture
async def customer(tourism):
    return await create(tourism)


@pytest.fixture
def change(tourism, customer):
    async def put(**changes):
        return await tourism.put(f"/customers/{customer['id']}", json=changes)

    return put


class TestCreatingACustomer:
    async def test_answers_it(self, tourism):
        answer = await tourism.post("/customers/", json=NEW)

        shown = answer.json()
        assert (answer.status_code, shown.keys()) == (201, KEYS)
        assert {key: shown[key] for key in NEW} == NEW
        assert TIME.fullmatch(shown["created_at"])

    async def test_starts_new_and_active(self, customer):
        assert (customer["loyalty_status"], customer["is_active"]) == ("New", True)
        assert (customer["updated_at"], customer["last_interaction"]) == (None, None)

    async def test_needs_three_fields_only(self, tourism):
        answer = await tourism.post("/customers/", json=FEWEST)

        shown = answer.json()
        assert (answer.status_code, shown.keys()) == (201, KEYS)
        assert (shown["preferred_language"], shown["tags"]) == ("French", [])
        assert [shown[key] for key in CLEARABLE] == [None] * 5

    async def test_names_every_missing_field_in_both_styles(self, tourism):
        answer = await tourism.post("/customers/", json={})

        body = answer.json()
        assert (answer.status_code, body["detail"]) == (422, "Validation error")
        assert fields_of(answer) == ["contact_type", "email", "phone"]
        assert body["errors"][0]["loc"] == ["body", "contact_type"]
        assert all({"loc", "msg", "type", "field", "message"} <= error.keys() for error in body["errors"])

    async def test_of_the_collection_sample_misses_the_phone(self, tourism):
        sample = {"full_name": "Ahmed Hassan", "contact_type": "Individual", "email": "ahmed@example.com"}

        answer = await tourism.post("/customers/", json=sample)

        assert (answer.status_code, fields_of(answer)) == (422, ["phone"])

    async def test_ignores_what_is_read_only(self, tourism):
        given = {"id": str(new_id()), "loyalty_status": "VIP", "is_active": False}
        given |= {"created_at": "2020-01-01T00:00:00Z", "last_interaction": "2020-01-01T00:00:00Z"}

        shown = await create(tourism, **given)

        assert {key: shown[key] == value for key, value in given.items()} == dict.fromkeys(given, False)

    @pytest.mark.parametrize(
        ("field", "most"),
        [
            *(("full_name", 255), ("company_name", 255), ("phone", 20)),
            *(("nationality", 100), ("region", 100), ("preferred_language", 50)),
        ],
    )
    async def test_takes_texts_up_to_their_limits(self, tourism, field, most):
        assert (await create(tourism, **{field: "x" * most}))[field] == "x" * most

        answer = await tourism.post(
            "/customers/", json=NEW | {"email": "b@example.com", field: "x" * (most + 1)}
        )
        assert (answer.status_code, fields_of(answer)) == (422, [field])

    @pytest.mark.parametrize("tags", [[], None])
    async def test_without_tags_shows_none(self, tourism, tags):
        assert (await create(tourism, tags=tags))["tags"] == []

    @pytest.mark.parametrize("tags", ["VIP", [1], ["x" * 101], [" "]])
    async def test_refuses_what_are_no_tags(self, tourism, tags):
        answer = await tourism.post("/customers/", json=NEW | {"tags": tags})

        assert answer.status_code == 422
        assert fields_of(answer)[0].startswith("tags")

    async def test_with_a_taken_address_is_400(self, tourism, customer):
        answer = await tourism.post("/customers/", json=NEW | {"email": NEW["email"].title()})

        assert (answer.status_code, answer.json()) == (400, {"detail": "Email already registered"})


class TestReadingACustomer:
    async def test_finds_it_by_its_id(self, tourism, customer):
        answer = await tourism.get(f"/customers/{customer['id']}")

        assert (answer.status_code, answer.json()) == (200, customer)

    @pytest.mark.parametrize(
        ("wanted", "status"), [("01a201a9-c3b7-7fbb-907f-6aef03af264a", 404), ("17", 422)]
    )
    async def test_of_an_unknown_or_malformed_id_is_refused(self, tourism, wanted, status):
        answer = await tourism.get(f"/customers/{wanted}")

        assert answer.status_code == status
        assert answer.json()["detail"] == ("Customer not found" if status == 404 else "Validation error")

    async def test_shows_the_last_interaction(self, tourism, customer):
        called = {"customer_id": customer["id"], "channel": "phone", "summary": "Called"}
        logged = (await tourism.post("/interactions/", json=called)).json()

        shown = (await tourism.get(f"/customers/{customer['id']}")).json()

        assert shown["last_interaction"] == logged["timestamp"]
        assert TIME.fullmatch(shown["updated_at"])

    async def test_shows_a_banks_customer(self, tourism, banking):
        person = {"firstName": "Wanjiru", "lastName": "Kamau", "email": "W.Kamau@Example.com"}
        made = (
            await banking.post("/customers", json=person | {"phoneNumber": "+254700", "segment": "SME"})
        ).json()

        shown = (await tourism.get(f"/customers/{made['id']}")).json()

        assert shown.keys() == KEYS
        assert (shown["full_name"], shown["contact_type"]) == ("Wanjiru Kamau", "Corporate")
        assert (shown["email"], shown["preferred_language"]) == ("W.Kamau@Example.com", "French")


class TestChangingACustomer:
    async def test_answers_what_it_is_now(self, change, customer):
        changes = {"full_name": "A. Hassan", "loyalty_status": "Gold", "tags": ["Desert"], "notes": "Vegan"}

        answer = await change(**changes)

        shown = answer.json()
        assert answer.status_code == 200
        assert shown == customer | changes | {"updated_at": shown["updated_at"]}
        assert TIME.fullmatch(shown["updated_at"])

    async def test_of_nothing_keeps_everything(self, change, customer):
        assert (await change()).json() == customer

    @pytest.mark.parametrize("blank", [None, "", "  "])
    async def test_clears_optional_texts(self, change, blank):
        await change(notes="Vegan", company_name="Atlas Tours")

        shown = (await change(**dict.fromkeys(CLEARABLE, blank))).json()

        assert [shown[key] for key in CLEARABLE] == [None] * 5

    async def test_clears_the_language_to_its_default(self, change):
        assert (await change(preferred_language="Arabic")).json()["preferred_language"] == "Arabic"
        assert (await change(preferred_language=None)).json()["preferred_language"] == "French"

    async def test_clears_tags(self, change):
        assert (await change(tags=None)).json()["tags"] == []

    @pytest.mark.parametrize("field", ["email", "phone", "loyalty_status", "is_active"])
    async def test_clears_nothing_that_must_be_there(self, tourism, change, customer, field):
        answer = await change(**{field: None})

        assert (answer.status_code, fields_of(answer)) == (422, [field])
        assert (await tourism.get(f"/customers/{customer['id']}")).json() == customer

    async def test_ignores_what_cannot_be_changed(self, change, customer):
        given = {"contact_type": "Corporate", "id": str(new_id()), "created_at": "2020-01-01T00:00:00Z"}

        assert (await change(**given)).json() == customer

    async def test_may_move_its_address_in_letter_case(self, tourism, change, banking):
        assert (await change(email="Ahmed@Example.com")).json()["email"] == "Ahmed@Example.com"
        assert (await change(email="AHMED@example.com")).json()["email"] == "AHMED@example.com"
        assert (await banking.get(f"/customers/email/{NEW['email']}")).status_code == 404

    async def test_takes_no_address_of_another(self, tourism, change, customer):
        await create(tourism, email="other@example.com")

        answer = await change(email="Other@example.com", full_name="Somebody else")

        assert (answer.status_code, answer.json()) == (400, {"detail": "Email already registered"})
        assert (await tourism.get(f"/customers/{customer['id']}")).json() == customer

    @pytest.mark.parametrize("word", ["New", "Bronze", "Silver", "Gold", "Platinum", "VIP"])
    async def test_takes_every_loyalty_in_any_case(self, change, word):
        assert (await change(loyalty_status=word.swapcase())).json()["loyalty_status"] == word


class TestDeactivatingACustomer:
    async def test_is_told_and_can_be_repeated(self, tourism, customer):
        for _ in range(2):
            answer = await tourism.delete(f"/customers/{customer['id']}")
            assert (answer.status_code, answer.json()) == (
                200,
                {"message": "Customer deactivated successfully"},
            )

        assert (await tourism.get(f"/customers/{customer['id']}")).json()["is_active"] is False

    async def test_can_be_undone(self, tourism, change, customer):
        await tourism.delete(f"/customers/{customer['id']}")

        assert (await change(is_active=True)).json()["is_active"] is True


class TestListingCustomers:
    @pytest.fixture
    async def four(self, tourism):
        """Newest last, as they were made; the last one is not active any more."""
        made = [
            await create(tourism),
            await create(
                tourism,
                email="info@atlas.example.com",
                full_name=None,
                company_name="Atlas Tours",
                contact_type="Corporate",
                phone="+254 700-111",
                region="Fes",
                tags=["Desert"],
            ),
            await create(tourism, email="z@example.com", full_name="100% Zoë", tags=None, region=None),
            await create(tourism, email="gone@example.com", full_name="Gone Hassan"),
        ]
        await tourism.put(f"/customers/{made[0]['id']}", json={"loyalty_status": "Gold"})
        await tourism.delete(f"/customers/{made[3]['id']}")
        return [each["id"] for each in made]

    async def list(self, tourism, four, params):
        answer = await tourism.get("/customers/", params=params)
        assert answer.status_code == 200, answer.text
        found = [four.index(item["id"]) for item in answer.json()["items"]]
        assert answer.json()["total"] == len(found)
        return found

    async def test_answers_the_active_ones_newest_first(self, tourism, four):
        assert await self.list(tourism, four, {}) == [2, 1, 0]

    @pytest.mark.parametrize(
        ("value", "found"),
        [("true", [2, 1, 0]), ("1", [2, 1, 0]), ("false", [3]), ("0", [3]), ("all", [3, 2, 1, 0])],
    )
    async def test_by_activity(self, tourism, four, value, found):
        assert await self.list(tourism, four, {"is_active": value}) == found

    @pytest.mark.parametrize(
        ("words", "found"),
        [
            *(("HASSAN", [0]), ("atlas", [1]), ("tours", [1]), ("z@EXAMPLE", [2]), ("700-111", [1])),
            *(("0%", [2]), ("%", [2]), ("_", []), ("zoë", [2]), ("nobody", []), (" ", [2, 1, 0])),
        ],
    )
    async def test_by_a_part_of_name_company_address_or_phone(self, tourism, four, words, found):
        assert await self.list(tourism, four, {"query": words}) == found

    @pytest.mark.parametrize(
        ("params", "found"),
        [
            ({"contact_type": "corporate"}, [1]),
            ({"region": "casaBLANCA"}, [0]),
            ({"region": "Casa"}, []),
            ({"loyalty_status": "gold"}, [0]),
            ({"tags": "vip"}, [0]),
            ({"tags": ["Desert", "Repeat customer"]}, [1, 0]),
            ({"tags[]": ["Desert", "VIP"]}, [1, 0]),
            ({"tags": "VI"}, []),
            ({"region": "Fes", "tags": "VIP"}, []),
            ({"query": "a", "contact_type": "Individual", "is_active": "all", "tags": "VIP"}, [3, 0]),
            ({"region": "", "tags": "", "contact_type": "", "is_active": ""}, [2, 1, 0]),
        ],
    )
    async def test_by_attributes_that_must_all_match(self, tourism, four, params, found):
        assert await self.list(tourism, four, params) == found

    @pytest.mark.parametrize(
        ("name", "value"),
        [*(("contact_type", "Robot"), ("loyalty_status", "Iron"), ("is_active", "maybe"))],
    )
    async def test_by_no_such_word_names_the_parameter(self, tourism, name, value):
        answer = await tourism.get("/customers/", params={name: value})

        assert (answer.status_code, fields_of(answer)) == (422, [name])
        assert answer.json()["errors"][0]["loc"] == ["query", name]

    async def test_tells_of_its_pages(self, tourism, four):
        answer = await tourism.get("/customers/", params={"is_active": "all", "size": 3, "page": 2})

        body = answer.json()
        assert body.keys() == {"items", "total", "page", "size", "pages"}
        assert [item["id"] for item in body["items"]] == [four[0]]
        assert (body["total"], body["page"], body["size"], body["pages"]) == (4, 2, 3, 2)


class TestHealth:
    async def test_is_told_to_anybody(self, open_client):
        answer = await open_client("/tourism/v1").get("/health")

        shown = answer.json()
        assert (answer.status_code, shown.keys()) == (200, {"status", "service", "version"})
        assert (shown["status"], shown["service"]) == ("healthy", "CRM Service")


class TestTheWayToAWrongField:
    async def test_names_positions_in_lists(self, tourism):
        answer = await tourism.post("/customers/", json={"tags": ["fine", 7]})

        assert answer.json()["errors"][-1]["loc"] == ["body", "tags", 1]
