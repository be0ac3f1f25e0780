"""One customer graph: what is made in one dialect is found, read, changed and erased in the other."""

import pytest

from accord.core.customers import Status
from accord.kit.ids import new_id

BANKING = {
    "firstName": "Wanjiru",
    "lastName": "Kamau",
    "email": "Wanjiru.Kamau@Example.com",
    "phoneNumber": "+254 (712) 000-111",
    "dateOfBirth": "1988-04-02",
    "address": "14 Riverside Drive",
    "city": "Nairobi",
    "country": "Kenya",
    "segment": "SME",
}
TOURISM = {
    "full_name": "Jean Paul Martin",
    "company_name": "Safaris SARL",
    "contact_type": "Corporate",
    "email": "Jean.Martin@Example.com",
    "phone": "0033 1 23",
    "nationality": "FR",
    "region": "Bretagne",
    "preferred_language": "Breton",
    "tags": ["VIP", "famille"],
    "notes": "Allergic to nuts",
}

AT = "2026-02-12T07:00:00Z"


async def made(client, path, body):
    answer = await client.post(path, json=body)
    assert answer.status_code == 201
    return answer.json()


async def in_banking(banking, customer):
    return (await banking.get(f"/customers/{customer['id']}")).json()


async def in_tourism(tourism, customer):
    return (await tourism.get(f"/customers/{customer['id']}")).json()


class TestACustomerMadeInBanking:
    async def test_is_shown_in_tourism_with_its_defaults(self, banking, tourism):
        customer = await made(banking, "/customers", BANKING)

        shown = await in_tourism(tourism, customer)

        assert shown == {
            "id": customer["id"],
            "full_name": "Wanjiru Kamau",
            "company_name": None,
            "contact_type": "Corporate",
            "email": "Wanjiru.Kamau@Example.com",
            "phone": "+254 (712) 000-111",
            "nationality": None,
            "region": None,
            "preferred_language": "French",
            "loyalty_status": "New",
            "is_active": True,
            "tags": [],
            "notes": None,
            "created_at": customer["createdAt"],
            "updated_at": None,
            "last_interaction": None,
        }

    @pytest.mark.parametrize(
        ("segment", "contact_type"),
        [
            ("Retail", "Individual"),
            ("SME", "Corporate"),
            ("Corporate", "Corporate"),
            ("HighNetWorth", "Individual"),
        ],
    )
    async def test_is_an_individual_or_a_company_by_its_segment(
        self, banking, tourism, segment, contact_type
    ):
        customer = await made(banking, "/customers", BANKING | {"segment": segment})

        assert (await in_tourism(tourism, customer))["contact_type"] == contact_type

    @pytest.mark.parametrize("words", ["wanjiru", "KAMAU", "u k", "kamau@EXAMPLE", "712) 000"])
    async def test_is_searched_in_tourism(self, banking, tourism, words):
        customer = await made(banking, "/customers", BANKING)
        await made(tourism, "/customers/", TOURISM)

        shown = (await tourism.get("/customers/", params={"query": words})).json()

        assert ([item["id"] for item in shown["items"]], shown["total"]) == ([customer["id"]], 1)

    async def test_is_changed_in_tourism(self, banking, tourism):
        customer = await made(banking, "/customers", BANKING)
        change = {
            "full_name": "Wanjiru Njeri Mwangi",
            "phone": "+1",
            "email": "w@example.com",
            "region": "Coast",
        }

        answer = await tourism.put(f"/customers/{customer['id']}", json=change)

        shown = await in_banking(banking, customer)
        expected = {
            "firstName": "Wanjiru Njeri",
            "lastName": "Mwangi",
            "phoneNumber": "+1",
            "email": "w@example.com",
        }
        assert answer.status_code == 200
        assert {key: shown[key] for key in expected} == expected
        assert {key: shown[key] for key in BANKING.keys() - expected} == {
            key: BANKING[key] for key in BANKING.keys() - expected
        }

    async def test_is_deactivated_in_tourism_and_still_read(self, banking, tourism):
        customer = await made(banking, "/customers", BANKING)

        answer = await tourism.delete(f"/customers/{customer['id']}")

        assert (answer.status_code, answer.json()) == (200, {"message": "Customer deactivated successfully"})
        assert (await in_banking(banking, customer))["isActive"] is False
        assert (await in_tourism(tourism, customer))["is_active"] is False
        assert (await tourism.get("/customers/")).json()["total"] == 0
        assert (await banking.get("/customers")).headers["x-total-count"] == "1"


class TestACustomerMadeInTourism:
    async def test_is_shown_in_banking_with_its_defaults(self, banking, tourism):
        customer = await made(tourism, "/customers/", TOURISM)

        shown = await in_banking(banking, customer)

        reference = shown.pop("customerReference")
        assert reference.startswith("CUS-20")
        assert shown == {
            "id": customer["id"],
            "firstName": "Jean Paul",
            "lastName": "Martin",
            "email": "Jean.Martin@Example.com",
            "phoneNumber": "0033 1 23",
            "dateOfBirth": None,
            "address": None,
            "city": None,
            "country": None,
            "segment": "Corporate",
            "kycStatus": "Pending",
            "creditScore": None,
            "lifetimeValue": None,
            "riskScore": None,
            "isActive": True,
            "createdAt": customer["created_at"],
            "updatedAt": None,
        }

    @pytest.mark.parametrize(
        ("names", "first", "last"),
        [
            ({"full_name": "Cher"}, "Cher", ""),
            ({"full_name": "Ada King  Lovelace"}, "Ada King", "Lovelace"),
            ({"full_name": "毛 泽东"}, "毛", "泽东"),
            ({"company_name": "Acme Ltd"}, "Acme Ltd", ""),
            ({"full_name": "Ada Byron", "company_name": "Acme Ltd"}, "Ada", "Byron"),
            ({"full_name": None, "company_name": None}, "", ""),
        ],
    )
    async def test_has_its_name_in_parts(self, banking, tourism, names, first, last):
        body = {key: TOURISM[key] for key in TOURISM.keys() - {"full_name", "company_name"}} | names

        shown = await in_banking(banking, await made(tourism, "/customers/", body))

        assert (shown["firstName"], shown["lastName"]) == (first, last)

    @pytest.mark.parametrize(
        ("contact_type", "segment"), [("Individual", "Retail"), ("Corporate", "Corporate")]
    )
    async def test_is_of_a_segment_by_its_contact_type(self, banking, tourism, contact_type, segment):
        customer = await made(tourism, "/customers/", TOURISM | {"contact_type": contact_type})

        found = (await banking.get(f"/customers/segment/{segment}")).json()

        assert [(item["id"], item["segment"]) for item in found] == [(customer["id"], segment)]

    async def test_is_found_in_banking_by_its_address_in_any_letter_case(self, banking, tourism):
        customer = await made(tourism, "/customers/", TOURISM)

        found = await banking.get("/customers/email/jEAN.mARTIN@eXAMPLE.com")

        assert (found.status_code, found.json()["id"]) == (200, customer["id"])

    async def test_is_found_by_the_address_it_has_now(self, banking, tourism):
        customer = await made(tourism, "/customers/", TOURISM)
        await tourism.put(f"/customers/{customer['id']}", json={"email": "new@example.com"})

        statuses = [
            (await banking.get(f"/customers/email/{email}")).status_code
            for email in ("new@example.com", TOURISM["email"])
        ]

        assert statuses == [200, 404]

    async def test_has_its_joined_name_rebuilt_from_a_part(self, banking, tourism):
        customer = await made(tourism, "/customers/", TOURISM)

        await banking.put(f"/customers/{customer['id']}", json={"lastName": "Dupont"})

        assert (await in_tourism(tourism, customer))["full_name"] == "Jean Paul Dupont"

    async def test_keeps_its_own_fields_when_banking_changes_others(self, banking, tourism):
        customer = await made(tourism, "/customers/", TOURISM)

        await banking.put(f"/customers/{customer['id']}", json={"segment": "Retail", "city": "Brest"})

        shown = await in_tourism(tourism, customer)
        assert shown == customer | {"updated_at": shown["updated_at"]}

    async def test_is_erased_in_banking_with_all_that_hangs_on_it(self, banking, tourism):
        customer = await made(tourism, "/customers/", TOURISM)
        new = {"customer_id": customer["id"], "channel": "email", "summary": "Booked a tour"}
        logged = await made(tourism, "/interactions/", new)

        answer = await banking.delete(f"/customers/{customer['id']}")

        gone = [
            *(f"/customers/{customer['id']}", f"/interactions/{logged['id']}"),
            f"/interactions/customer/{customer['id']}",
        ]
        assert answer.status_code == 204
        for path in gone:
            assert [(await client.get(path)).status_code for client in (banking, tourism)] == [404, 404]
        assert (await tourism.get("/interactions/")).json()["total"] == 0


class TestAnAddress:
    async def test_is_unique_over_all_dialects(self, banking, tourism, untouched):
        await made(banking, "/customers", BANKING)

        async with untouched():
            answer = await tourism.post("/customers/", json=TOURISM | {"email": BANKING["email"].upper()})

        assert (answer.status_code, answer.json()) == (400, {"detail": "Email already registered"})

    async def test_of_somebody_else_is_not_taken_by_a_change(self, banking, tourism, untouched):
        await made(banking, "/customers", BANKING)
        customer = await made(tourism, "/customers/", TOURISM)

        async with untouched():
            path = f"/customers/{customer['id']}"
            answer = await tourism.put(path, json={"email": BANKING["email"].lower()})

        assert (answer.status_code, answer.json()) == (400, {"detail": "Email already registered"})

    async def test_of_its_own_may_be_spelled_anew(self, tourism):
        customer = await made(tourism, "/customers/", TOURISM)

        answer = await tourism.put(f"/customers/{customer['id']}", json={"email": TOURISM["email"].upper()})

        assert (answer.status_code, answer.json()["email"]) == (200, TOURISM["email"].upper())


class TestABlockedCustomer:
    @pytest.fixture
    async def blocked(self, tourism, database):
        customer = await made(tourism, "/customers/", TOURISM)
        await database.pool.execute("UPDATE customers SET status = 'blocked'")
        return customer

    async def status(self, database):
        return Status(await database.pool.fetchval("SELECT status FROM customers"))

    async def test_is_inactive_in_both(self, banking, tourism, blocked):
        assert (await in_banking(banking, blocked))["isActive"] is False
        assert (await in_tourism(tourism, blocked))["is_active"] is False

    async def test_stays_blocked_when_it_is_switched_off(self, tourism, database, blocked):
        path = f"/customers/{blocked['id']}"

        switched = await tourism.put(path, json={"is_active": False})
        deleted = await tourism.delete(path)

        assert (switched.status_code, deleted.status_code) == (200, 200)
        assert await self.status(database) is Status.BLOCKED

    async def test_is_active_again_when_it_is_switched_on(self, banking, tourism, database, blocked):
        await tourism.put(f"/customers/{blocked['id']}", json={"is_active": True})

        assert await self.status(database) is Status.ACTIVE
        assert (await in_banking(banking, blocked))["isActive"] is True


class TestAnInteraction:
    async def test_logged_in_banking_shows_in_tourism(self, banking, tourism, world):
        body = {
            "customerId": str(world.customer.id),
            "channel": "ATM",
            "subject": "Cash",
            "description": "No cash",
        }
        logged = await made(banking, "/interactions", body | {"interactionDate": "2026-02-12T10:00:00+03:00"})

        shown = (await tourism.get(f"/interactions/{logged['id']}")).json()

        expected = {
            "channel": "in-person",
            "subject": "Cash",
            "summary": "No cash",
            "timestamp": "2026-02-12T07:00:00Z",
        }
        assert {key: shown[key] for key in expected} == expected
        assert (await in_tourism(tourism, {"id": world.customer.id}))[
            "last_interaction"
        ] == "2026-02-12T07:00:00Z"

    async def test_is_deleted_in_either(self, banking, tourism, world):
        path = f"/interactions/{world.own['interaction']}"

        assert (await banking.delete(path)).status_code == 204
        assert (await tourism.get(path)).status_code == 404
        assert (await tourism.delete(path)).status_code == 404

    async def test_of_an_unknown_customer_is_unknown_in_both(self, banking, tourism):
        for client in (banking, tourism):
            assert (await client.get(f"/interactions/customer/{new_id()}")).status_code == 404
