"""The commands under "Example Usage" of the bank's document, as they are printed there."""

import pytest

from .shell import run

CREATE_CUSTOMER = r"""
curl -X POST https://localhost:5001/api/customers \
  -H "Content-Type: application/json" \
  -H "Authorization: Bearer {token}" \
  -d '{
    "firstName": "Jane",
    "lastName": "Smith",
    "email": "jane.smith@example.com",
    "phoneNumber": "+254723456789",
    "segment": "Retail"
  }'
"""
LOG_INTERACTION = r"""
curl -X POST https://localhost:5001/api/interactions \
  -H "Content-Type: application/json" \
  -H "Authorization: Bearer {token}" \
  -d '{
    "customerId": "a1b2c3d4-e5f6-7890-abcd-ef1234567890",
    "channel": "Branch",
    "subject": "Account Opening",
    "description": "Customer opened a new savings account",
    "durationMinutes": 30
  }'
"""


@pytest.fixture
def place(server, ports):
    return {"https://localhost:5001": f"http://127.0.0.1:{ports['banking']}", "{token}": server.token}


class TestTheBanksExample:
    def test_creates_a_customer_and_logs_an_interaction(self, place):
        customer = run(CREATE_CUSTOMER, place)

        assert customer.status == 201
        shown = [customer.body[key] for key in ("firstName", "lastName", "email")]
        assert shown == ["Jane", "Smith", "jane.smith@example.com"]

        logged = run(LOG_INTERACTION, place | {"a1b2c3d4-e5f6-7890-abcd-ef1234567890": customer.body["id"]})

        assert logged.status == 201
        assert logged.body["customerId"] == customer.body["id"]
        assert (logged.body["channel"], logged.body["durationMinutes"]) == ("Branch", 30)
