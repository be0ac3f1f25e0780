"""The document's examples: bodies are taken as printed, answers hold every key printed, of the type printed."""

import pytest

from .forms import CUSTOMER, CUSTOMER_SHOWN, HEALTH, INTERACTION, INTERACTION_SHOWN, UPDATE

CHECKED = {"kycStatus": "Verified", "creditScore": 750.00, "lifetimeValue": 50000.00, "riskScore": 25}
# What an installation chooses itself, or draws anew each time.
OWN = {"id", "customerId", "customerReference", "timestamp", "version"}


def assert_as_printed(shown, printed):
    """The answer has the printed keys, types and, where the request decides them, values."""
    assert {key: type(shown.get(key)) for key in printed} == {
        key: type(value) for key, value in printed.items()
    }
    assert {key: shown[key] for key in printed if key not in OWN} == {
        key: value for key, value in printed.items() if key not in OWN
    }


@pytest.fixture
async def customer(banking):
    made = (await banking.post("/customers", json=CUSTOMER)).json()
    return (await banking.put(f"/customers/{made['id']}/kyc", json=CHECKED)).json()


class TestTheDocumentsExamples:
    async def test_of_health(self, open_client):
        answer = await open_client("/banking/api").get("/health")

        assert answer.status_code == 200
        assert_as_printed(answer.json(), HEALTH)

    async def test_of_creating_a_customer(self, banking):
        answer = await banking.post("/customers", json=CUSTOMER)

        assert answer.status_code == 201
        assert_as_printed(answer.json(), CUSTOMER)

    @pytest.mark.parametrize("path", ["/customers", "/customers/segment/Retail"])
    async def test_of_listing_customers(self, banking, customer, path):
        (shown,) = (await banking.get(path)).json()

        assert_as_printed(shown, CUSTOMER_SHOWN)

    @pytest.mark.parametrize("path", ["/customers/{id}", "/customers/email/{email}"])
    async def test_of_one_customer(self, banking, customer, path):
        assert_as_printed((await banking.get(path.format(**customer))).json(), CUSTOMER_SHOWN)

    async def test_of_changing_a_customer(self, banking, customer):
        answer = await banking.put(f"/customers/{customer['id']}", json=UPDATE)

        assert answer.status_code == 200
        assert_as_printed(answer.json(), CUSTOMER_SHOWN | UPDATE)

    async def test_of_interactions(self, banking, customer):
        answer = await banking.post("/interactions", json=INTERACTION | {"customerId": customer["id"]})

        assert answer.status_code == 201
        assert_as_printed(answer.json(), INTERACTION_SHOWN)
        for path in ("/interactions", f"/interactions/customer/{customer['id']}"):
            (shown,) = (await banking.get(path)).json()
            assert_as_printed(shown, INTERACTION_SHOWN)

    async def test_of_an_error(self, banking):
        answer = await banking.get("/customers/email/nobody@example.com")

        assert_as_printed(
            answer.json() | {"error": "Error message"}, {"error": "Error message", "statusCode": 404}
        )
