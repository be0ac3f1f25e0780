"""Workflows in banking's words, from the document's example to what a worker makes of it."""

from datetime import timedelta

import pytest

from accord.app.jobs import jobs_of
from accord.core.context import SYSTEM
from accord.kit import clock
from accord.kit.ids import new_id
from dialects.conftest import customer_token

from .test_cases import NEW as CASE
from .test_interactions import CUSTOMER

# As the document prints it.
DOCUMENT = {
    "name": "Case Escalation Workflow",
    "description": "Automatically escalate cases after 48 hours",
    "triggerType": "CaseAgeExceeded",
    "triggerConditions": '{"hours": 48}',
    "actions": '[{"type": "Escalate"}, {"type": "Notify"}]',
    "isActive": True,
    "executionOrder": 1,
}
DEFINITION_KEYS = {"id", "createdAt", "updatedAt"} | DOCUMENT.keys()
INSTANCE_KEYS = {
    *("id", "workflowDefinitionId", "customerId", "caseId", "status", "startedAt", "completedAt"),
    *("currentStep", "errorMessage", "context"),
}
PLACEHOLDERS = {
    "customerId": "optional-customer-id",
    "caseId": "optional-case-id",
    "context": "optional-context-json",
}
DEFINITIONS, INSTANCES, TRIGGER = (
    "/workflows/definitions",
    "/workflows/instances",
    "/workflows/instances/trigger",
)


@pytest.fixture
async def customer_id(banking):
    return (await banking.post("/customers", json=CUSTOMER)).json()["id"]


@pytest.fixture
async def case(banking, customer_id):
    return (await banking.post("/cases", json=CASE | {"customerId": customer_id})).json()


@pytest.fixture
async def definition(banking):
    return (await banking.post(DEFINITIONS, json=DOCUMENT)).json()


@pytest.fixture
async def instance(banking, definition):
    return (await banking.post(TRIGGER, json={"workflowDefinitionId": definition["id"]})).json()


def told(answer):
    return [(detail["field"], detail["message"]) for detail in answer.json()["details"]]


class TestDefiningAWorkflow:
    async def test_takes_the_documents_example_as_printed(self, banking):
        answer = await banking.post(DEFINITIONS, json=DOCUMENT)

        shown = answer.json()
        assert (answer.status_code, shown.keys(), shown["updatedAt"]) == (201, DEFINITION_KEYS, None)
        assert {key: shown[key] for key in DOCUMENT} == DOCUMENT
        assert answer.headers["location"] == f"/banking/api/workflows/definitions/{shown['id']}"

    @pytest.mark.parametrize(
        "given",
        [
            {},
            dict.fromkeys(("description", "triggerConditions", "actions", "isActive", "executionOrder")),
            {"triggerConditions": " ", "actions": ""},
        ],
        ids=["nothing", "nulls", "blanks"],
    )
    async def test_has_defaults(self, banking, given):
        answer = await banking.post(DEFINITIONS, json={"name": "Care", "triggerType": "Birthday"} | given)

        shown = answer.json()
        assert answer.status_code == 201
        assert (shown["triggerConditions"], shown["actions"], shown["description"]) == ("{}", "[]", None)
        assert (shown["isActive"], shown["executionOrder"]) == (True, 0)

    async def test_takes_plain_json_and_answers_text(self, banking):
        plain = {"triggerConditions": {"priority": "High"}, "actions": [{"type": "Notify"}]}

        shown = (await banking.post(DEFINITIONS, json=DOCUMENT | plain)).json()

        assert (shown["triggerConditions"], shown["actions"]) == (
            '{"priority":"High"}',
            '[{"type":"Notify"}]',
        )

    @pytest.mark.parametrize(
        ("given", "problems"),
        [
            ({"name": " "}, [("name", "is required")]),
            ({"name": "x" * 256}, [("name", "must be at most 255 characters")]),
            ({"triggerType": None}, [("triggerType", "must not be null")]),
            ({"triggerType": "x" * 101}, [("triggerType", "must be at most 100 characters")]),
            ({"triggerConditions": "{"}, [("triggerConditions", "must be a JSON object")]),
            ({"triggerConditions": "[1]"}, [("triggerConditions", "must be a JSON object")]),
            ({"triggerConditions": 5}, [("triggerConditions", "must be a string or an object")]),
            ({"triggerConditions": {"hours": -1}}, [("triggerConditions.hours", None)]),
            ({"triggerConditions": {"HOURS": "x"}}, [("triggerConditions.HOURS", "must be a number")]),
            ({"triggerConditions": {"hours": 1, "Hours": []}}, [("triggerConditions.Hours", None)]),
            ({"actions": "{}"}, [("actions", "must be a JSON array")]),
            ({"actions": 5}, [("actions", "must be a string or a list")]),
            ({"actions": '[{"type":"Notify"},{}]'}, [("actions[1].type", "is required")]),
            ({"actions": [{"type": 1}, 2]}, [("actions[0].type", None), ("actions[1]", None)]),
            ({"isActive": "yes"}, [("isActive", None)]),
            ({"executionOrder": 1.5}, [("executionOrder", None)]),
        ],
    )
    async def test_says_what_is_wrong_and_where(self, banking, given, problems):
        answer = await banking.post(DEFINITIONS, json=DOCUMENT | given)

        found = told(answer)
        assert (answer.status_code, [field for field, _ in found]) == (400, [field for field, _ in problems])
        for (field, message), (_, expected) in zip(found, problems, strict=True):
            assert expected is None or message == f"{field} {expected}"
        assert (await banking.get(DEFINITIONS)).json() == []


class TestDefinitions:
    async def test_are_listed_in_the_order_in_which_they_run(self, banking):
        for name, order, active in (("c", 2, True), ("a", -1, True), ("b", 2, False)):
            body = DOCUMENT | {"name": name, "executionOrder": order, "isActive": active}
            await banking.post(DEFINITIONS, json=body)

        listed = (await banking.get(DEFINITIONS)).json()
        active = (await banking.get(f"{DEFINITIONS}/active")).json()

        assert [each["name"] for each in listed] == ["a", "c", "b"]
        assert [each["name"] for each in active] == ["a", "c"]

    async def test_are_read_by_id(self, banking, definition):
        assert (await banking.get(f"{DEFINITIONS}/{definition['id']}")).json() == definition

    async def test_are_changed_in_part(self, banking, definition):
        changes = {"name": "Faster", "actions": [{"type": "Notify"}], "description": None, "isActive": False}

        answer = await banking.put(f"{DEFINITIONS}/{definition['id']}", json=changes)

        shown = answer.json()
        kept = {"updatedAt": shown["updatedAt"], "description": DOCUMENT["description"]}
        assert answer.status_code == 200
        assert shown == definition | changes | kept | {"actions": '[{"type":"Notify"}]'}

    async def test_lose_a_description_that_is_blank(self, banking, definition):
        answer = await banking.put(f"{DEFINITIONS}/{definition['id']}", json={"description": ""})

        assert answer.json()["description"] is None

    async def test_are_checked_as_when_made(self, banking, definition):
        path = f"{DEFINITIONS}/{definition['id']}"

        answer = await banking.put(path, json={"actions": [{}], "triggerConditions": "no"})

        assert (answer.status_code, [field for field, _ in told(answer)]) == (
            400,
            ["triggerConditions", "actions[0].type"],
        )
        assert (await banking.get(path)).json() == definition

    async def test_are_deleted_and_their_instances_stay(self, banking, definition, instance):
        answer = await banking.delete(f"{DEFINITIONS}/{definition['id']}")

        assert (answer.status_code, answer.content) == (204, b"")
        gone = await banking.get(f"{DEFINITIONS}/{definition['id']}")
        assert (gone.status_code, gone.json()["error"]) == (
            404,
            f"Workflow definition with ID {definition['id']} not found",
        )
        assert (await banking.get(INSTANCES)).json() == [instance]


class TestTriggering:
    async def test_answers_an_instance_that_has_just_started(self, banking, definition, customer_id, case):
        body = {
            "workflowDefinitionId": definition["id"],
            "customerId": customer_id,
            "caseId": case["id"],
            "context": '{"why": "asked"}',
        }

        answer = await banking.post(TRIGGER, json=body)

        shown = answer.json()
        assert (answer.status_code, shown.keys()) == (201, INSTANCE_KEYS)
        assert {key: shown[key] for key in body} == body
        assert (shown["status"], shown["currentStep"]) == ("Active", "Started")
        assert (shown["completedAt"], shown["errorMessage"]) == (None, None)

    async def test_takes_the_documents_example_as_printed(self, banking, definition):
        body = {"workflowDefinitionId": definition["id"]} | PLACEHOLDERS

        answer = await banking.post(TRIGGER, json=body)

        shown = answer.json()
        assert answer.status_code == 201
        assert (shown["customerId"], shown["caseId"], shown["context"]) == (None, None, None)

    async def test_takes_a_plain_context(self, banking, definition):
        body = {"workflowDefinitionId": definition["id"], "context": {"a": 1}}

        assert (await banking.post(TRIGGER, json=body)).json()["context"] == '{"a":1}'

    @pytest.mark.parametrize(
        ("given", "field"),
        [
            ({"workflowDefinitionId": None}, "workflowDefinitionId"),
            ({"workflowDefinitionId": "x"}, "workflowDefinitionId"),
            ({"customerId": "x"}, "customerId"),
            ({"caseId": 5}, "caseId"),
            ({"context": "[]"}, "context"),
            ({"context": "no json"}, "context"),
        ],
    )
    async def test_says_which_field_is_wrong(self, banking, definition, given, field):
        answer = await banking.post(TRIGGER, json={"workflowDefinitionId": definition["id"]} | given)

        assert (answer.status_code, [name for name, _ in told(answer)]) == (400, [field])

    async def test_names_what_is_unknown(self, banking, definition):
        nobody = str(new_id())

        for field, kind in (
            ("workflowDefinitionId", "Workflow definition"),
            ("customerId", "Customer"),
            ("caseId", "Case"),
        ):
            body = {"workflowDefinitionId": definition["id"]} | {field: nobody}
            answer = await banking.post(TRIGGER, json=body)
            assert (answer.status_code, answer.json()) == (
                404,
                {"error": f"{kind} with ID {nobody} not found", "statusCode": 404},
            )

    async def test_refuses_a_definition_that_is_switched_off(self, banking):
        off = (await banking.post(DEFINITIONS, json=DOCUMENT | {"isActive": False})).json()

        answer = await banking.post(TRIGGER, json={"workflowDefinitionId": off["id"]})

        assert (answer.status_code, answer.json()) == (
            400,
            {"error": "Workflow definition is not active", "statusCode": 400},
        )

    async def test_by_a_customer_is_about_itself(self, open_client, definition, customer_id):
        own = open_client("/banking/api", customer_token(customer_id))
        body = {"workflowDefinitionId": definition["id"]}

        assert (await own.post(TRIGGER, json=body)).status_code == 403
        assert (await own.post(TRIGGER, json=body | {"customerId": customer_id})).status_code == 201


class TestInstances:
    async def test_are_listed_latest_start_first(self, banking, definition, customer_id):
        body = {"workflowDefinitionId": definition["id"]}
        first = (await banking.post(TRIGGER, json=body | {"customerId": customer_id})).json()
        second = (await banking.post(TRIGGER, json=body)).json()

        answer = await banking.get(INSTANCES)
        of_customer = await banking.get(f"{INSTANCES}/customer/{customer_id}")

        assert (answer.json(), answer.headers["x-total-count"]) == ([second, first], "2")
        assert (of_customer.json(), of_customer.headers["x-total-count"]) == ([first], "1")

    async def test_of_an_unknown_customer_are_unknown(self, banking):
        assert (await banking.get(f"{INSTANCES}/customer/{new_id()}")).status_code == 404

    async def test_are_read_by_id(self, banking, instance):
        assert (await banking.get(f"{INSTANCES}/{instance['id']}")).json() == instance

    async def test_are_stopped_and_ended(self, banking, instance):
        path = f"{INSTANCES}/{instance['id']}/status"

        paused = await banking.put(path, json={"status": "paused"})
        failed = await banking.put(path, json={"status": "Failed", "errorMessage": "By hand"})
        again = await banking.put(path, json={"status": "Active"})

        assert (paused.status_code, paused.json()) == (200, instance | {"status": "Paused"})
        shown = failed.json()
        assert (shown["status"], shown["errorMessage"]) == ("Failed", "By hand")
        assert shown["completedAt"] is not None
        assert (again.status_code, again.json()["error"]) == (
            400,
            "Workflow instance is Failed and cannot change any more",
        )
        assert (await banking.get(f"{INSTANCES}/{instance['id']}")).json() == shown

    async def test_refuse_a_status_that_is_none(self, banking, instance):
        answer = await banking.put(f"{INSTANCES}/{instance['id']}/status", json={"status": "Asleep"})

        assert (answer.status_code, told(answer)[0][0]) == (400, "status")


class TestTheWorker:
    async def test_escalates_cases_after_48_hours_as_the_document_says(
        self, banking, definition, case, platform, worked
    ):
        later = clock.now() + timedelta(hours=48.1)
        async with platform.context(SYSTEM, via="job", now=later) as ctx:
            await jobs_of(platform.database, platform.outreach)["automation.fire_aged"].run(ctx, {})

        await worked()

        [shown] = (await banking.get(INSTANCES)).json()
        assert (shown["caseId"], shown["status"], shown["currentStep"]) == (
            case["id"],
            "Completed",
            "Notify",
        )
        assert (await banking.get(f"/cases/{case['id']}")).json()["status"] == "Escalated"

    async def test_does_what_events_ask_for(self, banking, customer_id, worked):
        await banking.post(
            DEFINITIONS,
            json={
                "name": "Urgent",
                "triggerType": "HighPriorityCaseCreated",
                "triggerConditions": '{"segment": "Retail", "priority": "High"}',
                "actions": '[{"type": "ChangeStatus", "status": "InProgress"}, {"type": "Dance"}]',
            },
        )

        case = (await banking.post("/cases", json=CASE | {"customerId": customer_id})).json()
        await worked()

        [shown] = (await banking.get(f"{INSTANCES}/customer/{customer_id}")).json()
        assert (shown["status"], shown["currentStep"]) == ("Failed", "Dance")
        assert shown["errorMessage"] == "Unknown action type: Dance"
        assert (await banking.get(f"/cases/{case['id']}")).json()["status"] == "InProgress"
