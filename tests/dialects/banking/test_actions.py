import pytest

from accord.kit.ids import new_id
from dialects.conftest import customer_token, sign

from .forms import ACTION_SHOWN, COMPLETION, CUSTOMER

KEYS = {
    *("id", "customerId", "actionType", "title", "description", "confidenceScore", "recommendedProduct"),
    *("recommendedDate", "isCompleted", "completedDate", "outcome"),
    *("outcomeReading", "reasons", "basedOnOutcomes", "modelVersion"),
}
CHECKED = {"kycStatus": "Verified", "creditScore": 750}


@pytest.fixture
async def customer_id(banking):
    """A customer who is worth a premium account, and whom nothing else is to be advised about."""
    made = (await banking.post("/customers", json=CUSTOMER)).json()
    await banking.put(f"/customers/{made['id']}/kyc", json=CHECKED)
    met = {"channel": "Branch", "subject": "Visit", "description": "Came by", "customerId": made["id"]}
    await banking.post("/interactions", json=met)
    return made["id"]


@pytest.fixture
async def action(banking, customer_id):
    (generated,) = (await banking.post(f"/nextbestactions/generate/{customer_id}")).json()
    return generated


class TestGeneratingActions:
    async def test_answers_the_documents_example(self, banking, customer_id):
        answer = await banking.post(f"/nextbestactions/generate/{customer_id}")

        (shown,) = answer.json()
        assert (answer.status_code, shown.keys()) == (200, KEYS)
        own = {"id", "customerId", "recommendedDate"}
        assert {key: shown[key] for key in ACTION_SHOWN if key not in own} == {
            key: value for key, value in ACTION_SHOWN.items() if key not in own
        }
        assert (shown["customerId"], shown["completedDate"], shown["outcome"]) == (customer_id, None, None)

    async def test_says_why_and_on_how_many_outcomes(self, action):
        assert (action["reasons"], action["basedOnOutcomes"]) == (["Credit score 750.00"], 0)

    async def test_answers_the_most_confident_first(self, banking, customer_id):
        await banking.put(f"/customers/{customer_id}/kyc", json={"kycStatus": "Expired"})
        case = {"customerId": customer_id, "title": "T", "description": "D", "category": "C"}
        await banking.post("/cases", json=case | {"priority": "High"})

        shown = (await banking.post(f"/nextbestactions/generate/{customer_id}")).json()

        assert [(each["actionType"], each["confidenceScore"]) for each in shown] == [
            ("FollowUpCall", 0.88),
            ("RiskReview", 0.86),
            ("ProductRecommendation", 0.85),
        ]

    async def test_of_a_new_customer_has_the_identity_checked(self, banking):
        made = (await banking.post("/customers", json=CUSTOMER)).json()

        shown = (await banking.post(f"/nextbestactions/generate/{made['id']}")).json()

        assert [each["actionType"] for each in shown] == ["SendEmail", "SendSMS"]
        assert {each["recommendedProduct"] for each in shown} == {None}

    async def test_again_is_the_same(self, banking, customer_id, action):
        (again,) = (await banking.post(f"/nextbestactions/generate/{customer_id}")).json()

        assert again | {"recommendedDate": action["recommendedDate"]} == action
        assert len((await banking.get("/nextbestactions")).json()) == 1

    async def test_for_an_unknown_customer_is_404(self, banking):
        unknown = new_id()

        answer = await banking.post(f"/nextbestactions/generate/{unknown}")

        assert (answer.status_code, answer.json()) == (
            404,
            {"error": f"Customer with ID {unknown} not found", "statusCode": 404},
        )

    async def test_by_a_malformed_id_is_400(self, banking):
        assert (await banking.post("/nextbestactions/generate/17")).status_code == 400


class TestCompletingAnAction:
    async def test_answers_it_with_its_outcome(self, banking, action):
        answer = await banking.put(f"/nextbestactions/{action['id']}/complete", json=COMPLETION)

        shown = answer.json()
        assert answer.status_code == 200
        assert (shown["isCompleted"], shown["outcome"]) == (True, COMPLETION["outcome"])
        assert (shown["completedDate"] is not None, shown["outcomeReading"]) == (True, "accepted")

    @pytest.mark.parametrize("body", [{}, {"outcome": None}])
    async def test_needs_no_outcome(self, banking, action, body):
        answer = await banking.put(f"/nextbestactions/{action['id']}/complete", json=body)

        assert (answer.status_code, answer.json()["isCompleted"], answer.json()["outcome"]) == (
            200,
            True,
            None,
        )

    async def test_again_overwrites_the_outcome(self, banking, action):
        path = f"/nextbestactions/{action['id']}/complete"
        await banking.put(path, json=COMPLETION)

        shown = (await banking.put(path, json={"outcome": "Refused after all"})).json()

        assert (shown["outcome"], shown["outcomeReading"]) == ("Refused after all", "refused")

    async def test_takes_a_correction_of_how_the_outcome_reads(self, banking, action):
        body = {"outcome": "Hm", "outcomeReading": "refused"}

        shown = (await banking.put(f"/nextbestactions/{action['id']}/complete", json=body)).json()

        assert shown["outcomeReading"] == "refused"

    async def test_takes_outcomes_up_to_the_limit(self, banking, action):
        path = f"/nextbestactions/{action['id']}/complete"

        assert (await banking.put(path, json={"outcome": "x" * 2000})).status_code == 200
        refused = await banking.put(path, json={"outcome": "x" * 2001})
        assert [detail["field"] for detail in refused.json()["details"]] == ["outcome"]

    async def test_of_an_unknown_action_is_404(self, banking):
        unknown = new_id()

        answer = await banking.put(f"/nextbestactions/{unknown}/complete", json=COMPLETION)

        assert answer.json() == {"error": f"Action with ID {unknown} not found", "statusCode": 404}

    async def test_needs_its_permission(self, banking, open_client, action):
        reader = open_client("/banking/api", sign(["crm:read:actions"]))

        answer = await reader.put(f"/nextbestactions/{action['id']}/complete", json=COMPLETION)

        assert answer.status_code == 403
        assert (await banking.get(f"/nextbestactions/{action['id']}")).json() == action

    async def test_of_anothers_action_reads_as_unknown(self, banking, open_client, action):
        other = (await banking.post("/customers", json=CUSTOMER | {"email": "o@example.com"})).json()
        stranger = open_client("/banking/api", customer_token(other["id"]))

        answer = await stranger.put(f"/nextbestactions/{action['id']}/complete", json=COMPLETION)

        assert answer.status_code == 404


class TestReadingActions:
    async def test_shows_the_same_everywhere(self, banking, customer_id, action):
        assert (await banking.get(f"/nextbestactions/{action['id']}")).json() == action
        for path in ("", f"/customer/{customer_id}", f"/customer/{customer_id}/pending"):
            answer = await banking.get(f"/nextbestactions{path}")
            assert (answer.json(), answer.headers["x-total-count"]) == ([action], "1")

    async def test_leaves_completed_ones_out_of_what_waits(self, banking, customer_id, action):
        await banking.put(f"/nextbestactions/{action['id']}/complete", json={})

        assert (await banking.get(f"/nextbestactions/customer/{customer_id}/pending")).json() == []
        assert len((await banking.get(f"/nextbestactions/customer/{customer_id}")).json()) == 1

    async def test_orders_what_waits_by_confidence(self, banking):
        made = (await banking.post("/customers", json=CUSTOMER)).json()
        await banking.post(f"/nextbestactions/generate/{made['id']}")

        shown = (await banking.get(f"/nextbestactions/customer/{made['id']}/pending")).json()

        assert [each["confidenceScore"] for each in shown] == [0.70, 0.60]

    @pytest.mark.parametrize("path", ["/customer/{0}", "/customer/{0}/pending", "/{0}"])
    async def test_of_the_unknown_is_404_and_of_the_malformed_400(self, banking, path):
        assert (await banking.get("/nextbestactions" + path.format(new_id()))).status_code == 404
        assert (await banking.get("/nextbestactions" + path.format("17"))).status_code == 400


class TestDeletingAnAction:
    async def test_answers_nothing_and_forgets_it(self, banking, action):
        path = f"/nextbestactions/{action['id']}"

        answer = await banking.delete(path)

        assert (answer.status_code, answer.content) == (204, b"")
        assert (await banking.get(path)).status_code == 404
        assert (await banking.delete(path)).status_code == 404
