import re

import pytest

from accord.kit.ids import new_id

from .forms import CUSTOMER, CUSTOMER_KEYS, UPDATE

REFERENCE = re.compile(r"CUS-(\d{14})-[0-9a-f]{6}")
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z")
FEWEST = ("firstName", "lastName", "email", "phoneNumber", "segment")


async def create(banking, **given):
    answer = await banking.post("/customers", json=CUSTOMER | given)
    assert answer.status_code == 201, answer.text
    return answer.json()


@pytest.fixture
async def customer(banking):
    return await create(banking)


class TestCreatingACustomer:
    async def test_answers_it_with_its_address(self, banking):
        answer = await banking.post("/customers", json=CUSTOMER)

        shown = answer.json()
        assert (answer.status_code, shown.keys()) == (201, CUSTOMER_KEYS)
        assert answer.headers["location"] == f"/banking/api/customers/{shown['id']}"
        assert {key: shown[key] for key in CUSTOMER} == CUSTOMER

    async def test_starts_unchecked_and_active(self, customer):
        assert (customer["kycStatus"], customer["isActive"], customer["updatedAt"]) == ("Pending", True, None)
        assert [customer[key] for key in ("creditScore", "lifetimeValue", "riskScore")] == [None] * 3

    async def test_draws_a_reference_from_the_time(self, banking, customer):
        found = REFERENCE.fullmatch(customer["customerReference"])

        assert found[1] == re.sub(r"\D", "", customer["createdAt"])[:14]
        other = await create(banking, email="other@example.com")
        assert other["customerReference"] != customer["customerReference"]

    async def test_needs_the_documents_fields_only(self, banking):
        answer = await banking.post("/customers", json={key: CUSTOMER[key] for key in FEWEST})

        shown = answer.json()
        assert (answer.status_code, shown.keys()) == (201, CUSTOMER_KEYS)
        assert [shown[key] for key in ("dateOfBirth", "address", "city", "country")] == [None] * 4

    async def test_names_every_missing_field_in_order(self, banking):
        answer = await banking.post("/customers", json={})

        assert (answer.status_code, answer.json()["statusCode"]) == (400, 400)
        assert [detail["field"] for detail in answer.json()["details"]] == list(FEWEST)

    async def test_ignores_what_is_read_only(self, banking):
        given = {"id": str(new_id()), "kycStatus": "Verified", "creditScore": 800, "isActive": False}
        given |= {"customerReference": "CUS-1", "createdAt": "2020-01-01T00:00:00Z"}

        shown = await create(banking, **given)

        assert {key: shown[key] == value for key, value in given.items()} == dict.fromkeys(given, False)

    @pytest.mark.parametrize("segment", ["Retail", "SME", "Corporate", "HighNetWorth"])
    async def test_takes_a_segment_in_any_case(self, banking, segment):
        assert (await create(banking, segment=segment.swapcase()))["segment"] == segment

    @pytest.mark.parametrize(
        ("given", "shown"),
        [("1990-01-15T10:00:00Z", "1990-01-15"), ("1900-01-01", "1900-01-01"), (None, None), ("", None)],
    )
    async def test_cuts_a_birth_to_its_date(self, banking, given, shown):
        assert (await create(banking, dateOfBirth=given))["dateOfBirth"] == shown

    @pytest.mark.parametrize("given", ["1899-12-31", "2999-01-01", "1990-13-01", "soon", 1990])
    async def test_refuses_an_implausible_birth(self, banking, given):
        answer = await banking.post("/customers", json=CUSTOMER | {"dateOfBirth": given})

        assert answer.status_code == 400
        assert [detail["field"] for detail in answer.json()["details"]] == ["dateOfBirth"]

    async def test_tells_an_implausible_birth_with_everything_else_that_is_wrong(self, banking):
        answer = await banking.post(
            "/customers", json=CUSTOMER | {"dateOfBirth": "2999-01-01", "firstName": ""}
        )

        assert [detail["field"] for detail in answer.json()["details"]] == ["firstName", "dateOfBirth"]

    @pytest.mark.parametrize(
        ("field", "most"),
        [*(("firstName", 100), ("lastName", 100), ("phoneNumber", 20)), *(("address", 255), ("city", 100))],
    )
    async def test_takes_texts_up_to_their_limits(self, banking, field, most):
        assert (await create(banking, **{field: "x" * most}))[field] == "x" * most

        answer = await banking.post(
            "/customers", json=CUSTOMER | {"email": "b@example.com", field: "x" * (most + 1)}
        )
        assert [detail["field"] for detail in answer.json()["details"]] == [field]

    async def test_trims_texts_and_keeps_their_script(self, banking):
        shown = await create(banking, firstName="  Zoë ", lastName="O'Brien-Ñandú", city="القاهرة")

        assert (shown["firstName"], shown["lastName"], shown["city"]) == ("Zoë", "O'Brien-Ñandú", "القاهرة")

    async def test_with_a_taken_address_is_400(self, banking, customer):
        answer = await banking.post("/customers", json=CUSTOMER | {"email": CUSTOMER["email"].upper()})

        assert (answer.status_code, answer.json()["statusCode"]) == (400, 400)
        assert len((await banking.get("/customers")).json()) == 1


class TestReadingCustomers:
    async def test_finds_one_by_its_id(self, banking, customer):
        answer = await banking.get(f"/customers/{customer['id']}")

        assert (answer.status_code, answer.json()) == (200, customer)
        assert (await banking.get(f"/customers/{customer['id'].upper()}")).json() == customer

    async def test_lists_the_newest_first(self, banking, customer):
        newer = await create(banking, email="newer@example.com")

        assert (await banking.get("/customers")).json() == [newer, customer]

    async def test_tells_of_an_unknown_one(self, banking):
        unknown = new_id()

        answer = await banking.get(f"/customers/{unknown}")

        assert (answer.status_code, answer.json()) == (
            404,
            {"error": f"Customer with ID {unknown} not found", "statusCode": 404},
        )

    @pytest.mark.parametrize("written", [str, str.upper, str.title])
    async def test_finds_one_by_its_address_in_any_case(self, banking, customer, written):
        answer = await banking.get(f"/customers/email/{written(customer['email'])}")

        assert (answer.status_code, answer.json()) == (200, customer)

    @pytest.mark.parametrize("address", ["nobody@example.com", "john.doe", "@", "a%20b@example.com", "a%00b"])
    async def test_by_an_unknown_address_is_404(self, banking, customer, address):
        answer = await banking.get(f"/customers/email/{address}")

        assert (answer.status_code, answer.json().keys()) == (404, {"error", "statusCode"})

    async def test_shows_times_in_utc(self, customer):
        assert TIME.fullmatch(customer["createdAt"])


class TestCustomersOfASegment:
    @pytest.mark.parametrize("word", ["SME", "sme", "Sme"])
    async def test_are_found_by_the_word_in_any_case(self, banking, customer, word):
        first = await create(banking, email="a@example.com", segment="SME")
        second = await create(banking, email="b@example.com", segment="SME")

        answer = await banking.get(f"/customers/segment/{word}")

        assert (answer.status_code, answer.json()) == (200, [second, first])
        assert answer.headers["x-total-count"] == "2"

    async def test_may_be_none(self, banking, customer):
        answer = await banking.get("/customers/segment/HighNetWorth")

        assert (answer.status_code, answer.json(), answer.headers["x-total-count"]) == (200, [], "0")

    async def test_of_an_unknown_word_is_400_and_names_the_words(self, banking):
        answer = await banking.get("/customers/segment/Gold")

        assert answer.status_code == 400
        assert "Retail, SME, Corporate, HighNetWorth" in answer.json()["details"][0]["message"]


class TestChangingACustomer:
    async def test_answers_what_it_is_now(self, banking, customer):
        answer = await banking.put(f"/customers/{customer['id']}", json=UPDATE)

        shown = answer.json()
        assert answer.status_code == 200
        assert shown == customer | UPDATE | {"updatedAt": shown["updatedAt"]}
        assert TIME.fullmatch(shown["updatedAt"])

    @pytest.mark.parametrize("body", [{}, dict.fromkeys(UPDATE)])
    async def test_keeps_what_is_absent_or_null(self, banking, customer, body):
        answer = await banking.put(f"/customers/{customer['id']}", json=body)

        assert (answer.status_code, answer.json()) == (200, customer)

    async def test_ignores_what_cannot_be_changed(self, banking, customer):
        given = {"email": "new@example.com", "dateOfBirth": "1980-01-01", "kycStatus": "Verified"}
        given |= {"id": str(new_id()), "creditScore": 1, "customerReference": "x", "isActive": False}

        answer = await banking.put(f"/customers/{customer['id']}", json=given)

        assert (answer.status_code, answer.json()) == (200, customer)

    @pytest.mark.parametrize("field", ["address", "city", "country"])
    async def test_clears_an_optional_text_by_a_blank_one(self, banking, customer, field):
        await banking.put(f"/customers/{customer['id']}", json={field: "Somewhere"})

        shown = (await banking.put(f"/customers/{customer['id']}", json={field: "  "})).json()

        assert (shown[field], (await create(banking, email="n@example.com", **{field: ""}))[field]) == (
            None,
            None,
        )

    @pytest.mark.parametrize("field", ["firstName", "lastName", "phoneNumber"])
    async def test_refuses_a_blank_required_text(self, banking, customer, field):
        answer = await banking.put(f"/customers/{customer['id']}", json={field: "  ", "city": "Mombasa"})

        assert answer.status_code == 400
        assert [detail["field"] for detail in answer.json()["details"]] == [field]
        assert (await banking.get(f"/customers/{customer['id']}")).json() == customer

    async def test_of_an_unknown_one_is_404(self, banking):
        assert (await banking.put(f"/customers/{new_id()}", json=UPDATE)).status_code == 404


class TestErasingACustomer:
    async def test_answers_nothing_and_forgets_it_everywhere(self, banking, tourism, customer):
        path = f"/customers/{customer['id']}"

        answer = await banking.delete(path)

        assert (answer.status_code, answer.content) == (204, b"")
        assert (await banking.get(path)).status_code == 404
        assert (await banking.get(f"/customers/email/{customer['email']}")).status_code == 404
        assert (await tourism.get(path)).status_code == 404
        assert (await banking.delete(path)).status_code == 404

    async def test_frees_its_address(self, banking, customer):
        await banking.delete(f"/customers/{customer['id']}")

        assert (await create(banking))["id"] != customer["id"]


class TestRecordingTheBanksChecks:
    async def test_sets_status_and_scores(self, banking, customer):
        found = {"kycStatus": "verified", "creditScore": 750.004, "riskScore": 25, "lifetimeValue": 50000.005}

        answer = await banking.put(f"/customers/{customer['id']}/kyc", json=found)

        shown = answer.json()
        assert (answer.status_code, shown["kycStatus"], shown["riskScore"]) == (200, "Verified", 25)
        assert (shown["creditScore"], shown["lifetimeValue"]) == (750.0, 50000.01)
        assert (await banking.get(f"/customers/{customer['id']}")).json() == shown

    @pytest.mark.parametrize(
        ("field", "value"),
        [*(("kycStatus", "Maybe"), ("riskScore", 101), ("riskScore", -1)), ("creditScore", "high")],
    )
    async def test_refuses_what_is_none(self, banking, customer, field, value):
        answer = await banking.put(f"/customers/{customer['id']}/kyc", json={field: value})

        assert answer.status_code == 400
        assert [detail["field"] for detail in answer.json()["details"]] == [field]


class TestACustomerOfTheTourOperator:
    async def test_is_shown_with_a_name_in_two_parts(self, banking, tourism):
        body = {"full_name": "Ahmed Ben Hassan", "contact_type": "Corporate", "email": "a@example.com"}
        made = (await tourism.post("/customers/", json=body | {"phone": "+212612345678"})).json()

        shown = (await banking.get(f"/customers/{made['id']}")).json()

        assert (shown["firstName"], shown["lastName"], shown["segment"]) == (
            "Ahmed Ben",
            "Hassan",
            "Corporate",
        )

    async def test_of_a_company_is_shown_by_its_name(self, banking, tourism):
        body = {"company_name": "Atlas Tours", "contact_type": "Corporate", "email": "a@example.com"}
        made = (await tourism.post("/customers/", json=body | {"phone": "1"})).json()

        shown = (await banking.get(f"/customers/{made['id']}")).json()

        assert (shown["firstName"], shown["lastName"]) == ("Atlas Tours", "")

    async def test_that_was_deactivated_is_inactive(self, banking, tourism, customer):
        await tourism.delete(f"/customers/{customer['id']}")

        assert (await banking.get(f"/customers/{customer['id']}")).json()["isActive"] is False
