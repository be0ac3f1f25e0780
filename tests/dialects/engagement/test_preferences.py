"""What clients wish."""

import pytest

from accord.kit.ids import new_id
from dialects.conftest import customer_token, sign

from .conftest import BASE

KEYS = {
    *("client_id", "preferred_channels", "timezone", "quiet_hours_start", "quiet_hours_end", "opt_out_email"),
    *(
        "opt_out_sms",
        "opt_out_whatsapp",
        "created_at",
        "updated_at",
        "language_preference",
        "available_channels",
    ),
}
DEFAULTS = {
    "preferred_channels": ["email"],
    "timezone": "UTC",
    "quiet_hours_start": "22:00",
    "quiet_hours_end": "08:00",
    "opt_out_email": False,
    "opt_out_sms": False,
    "opt_out_whatsapp": False,
    "created_at": None,
    "updated_at": None,
}


@pytest.fixture
def path(customer):
    return f"/preferences/{customer.id}"


@pytest.fixture
def body(customer):
    return {
        "client_id": str(customer.id),
        "preferred_channels": ["email", "whatsapp"],
        "timezone": "Asia/Kolkata",
        "quiet_hours_start": "21:00",
        "quiet_hours_end": "07:30",
        "opt_out_email": False,
        "opt_out_sms": True,
        "opt_out_whatsapp": False,
    }


class TestReadingPreferences:
    async def test_of_a_client_without_any_gives_the_defaults(self, engagement, path):
        shown = (await engagement.get(path)).json()

        assert shown.keys() == KEYS
        assert {key: shown[key] for key in DEFAULTS} == DEFAULTS
        assert shown["available_channels"] == ["email", "sms", "whatsapp"]

    async def test_of_nobody_is_404_with_the_defaults(self, engagement):
        unknown = str(new_id())

        answer = await engagement.get(f"/preferences/{unknown}")

        error = answer.json()["error"]
        assert (answer.status_code, error["code"]) == (404, "NOT_FOUND")
        given = error["details"]["default_preferences"]
        assert given.keys() == KEYS
        assert given == given | DEFAULTS | {"client_id": unknown}

    async def test_takes_an_id(self, engagement):
        error = (await engagement.get("/preferences/x")).json()["error"]

        assert (error["code"], error["details"]["field"]) == ("INVALID_REQUEST", "client_id")


class TestWritingPreferences:
    async def test_answers_what_holds_without_the_day_of_making(self, engagement, body, path):
        answer = await engagement.post("/preferences", json=body)

        assert (answer.status_code, answer.json().keys()) == (200, KEYS - {"created_at"})
        assert answer.json() == answer.json() | body
        shown = (await engagement.get(path)).json()
        assert shown == shown | body
        assert (shown["created_at"], shown["updated_at"]) == (
            shown["updated_at"],
            answer.json()["updated_at"],
        )

    async def test_keeps_what_is_absent_and_resets_what_is_null(self, engagement, body, path):
        await engagement.post("/preferences", json=body)

        part = {
            "client_id": body["client_id"],
            "timezone": None,
            "opt_out_sms": None,
            "quiet_hours_end": None,
        }
        shown = (await engagement.post("/preferences", json=part)).json()

        assert (shown["timezone"], shown["opt_out_sms"], shown["quiet_hours_end"]) == ("UTC", False, "08:00")
        assert (shown["preferred_channels"], shown["quiet_hours_start"]) == (["email", "whatsapp"], "21:00")

    async def test_takes_no_preference_and_a_language(self, engagement, body):
        part = {"client_id": body["client_id"], "preferred_channels": [], "language_preference": "fr"}

        shown = (await engagement.post("/preferences", json=part)).json()

        assert (shown["preferred_channels"], shown["language_preference"]) == ([], "fr")

    @pytest.mark.parametrize(
        ("wrong", "field"),
        [
            ({"client_id": None}, "client_id"),
            ({"client_id": "7"}, "client_id"),
            ({"preferred_channels": ["fax"]}, "preferred_channels"),
            ({"preferred_channels": "email"}, "preferred_channels"),
            ({"preferred_channels": ["email", "email"]}, "preferred_channels"),
            ({"timezone": "Mars/Olympus"}, "timezone"),
            ({"timezone": 7}, "timezone"),
            ({"timezone": "localtime"}, "timezone"),
            ({"quiet_hours_start": "24:00"}, "quiet_hours_start"),
            ({"quiet_hours_end": "8:00"}, "quiet_hours_end"),
            ({"quiet_hours_end": "08:00:00"}, "quiet_hours_end"),
            ({"opt_out_email": "no"}, "opt_out_email"),
            ({"preferred_channels": ""}, "preferred_channels"),
            ({"timezone": " "}, "timezone"),
            ({"quiet_hours_start": ""}, "quiet_hours_start"),
            ({"opt_out_sms": ""}, "opt_out_sms"),
        ],
    )
    async def test_refuses_a_wrong_value_and_changes_nothing(self, engagement, body, path, wrong, field):
        answer = await engagement.post("/preferences", json=body | wrong)

        error = answer.json()["error"]
        assert (answer.status_code, error["details"]["field"]) == (400, field)
        assert (await engagement.get(path)).json()["updated_at"] is None

    async def test_says_which_of_several_channels_is_wrong(self, engagement, body):
        wrong = body | {"preferred_channels": ["email", "fax"]}

        details = (await engagement.post("/preferences", json=wrong)).json()["error"]["details"]

        message = "preferred_channels[1] must be one of email, sms, whatsapp"
        assert details == {
            "field": "preferred_channels",
            "allowed_values": ["email", "sms", "whatsapp"],
            "errors": [{"field": "preferred_channels[1]", "message": message}],
        }

    async def test_says_what_the_policy_refuses(self, engagement, body):
        wrong = body | {"preferred_channels": ["sms", "sms"]}

        error = (await engagement.post("/preferences", json=wrong)).json()["error"]

        assert error["message"] == "preferred_channels must not name a channel twice"

    async def test_names_all_that_is_wrong(self, engagement, body):
        wrong = {"timezone": "x", "quiet_hours_start": "x", "opt_out_sms": "x"}

        details = (await engagement.post("/preferences", json=body | wrong)).json()["error"]["details"]

        assert [each["field"] for each in details["errors"]] == [
            "timezone",
            "quiet_hours_start",
            "opt_out_sms",
        ]

    async def test_of_nobody_is_404(self, engagement, body):
        answer = await engagement.post("/preferences", json=body | {"client_id": str(new_id())})

        assert (answer.status_code, answer.json()["error"]["message"]) == (404, "Client not found")

    async def test_ends_what_waits_for_the_channel(self, engagement, customer, message, body):
        made = await message(status="queued", sent_at=None, provider=None, provider_id=None)

        await engagement.post("/preferences", json={"client_id": str(customer.id), "opt_out_email": True})

        shown = (await engagement.get(f"/communications/{made}")).json()
        assert (shown["status"], shown["metadata"]["reason"]) == ("suppressed", "opted_out")


class TestResettingPreferences:
    async def test_leaves_the_defaults(self, engagement, body, path):
        await engagement.post("/preferences", json=body)

        answer = await engagement.delete(path)

        assert (answer.status_code, answer.json().keys()) == (200, KEYS)
        assert answer.json() == answer.json() | DEFAULTS
        assert (await engagement.get(path)).json() == answer.json()

    async def test_of_nobody_is_404(self, engagement):
        assert (await engagement.delete(f"/preferences/{new_id()}")).status_code == 404


class TestAClientsToken:
    async def test_reaches_its_own_preferences_alone(self, open_client, customer, body):
        own = open_client(BASE, customer_token(customer.id, ["crm:read", "crm:write"]))
        other = str(new_id())

        assert (await own.get(f"/preferences/{customer.id}")).status_code == 200
        assert (await own.post("/preferences", json=body)).status_code == 200
        assert (await own.get(f"/preferences/{other}")).status_code == 404
        assert (await own.post("/preferences", json=body | {"client_id": other})).status_code == 404

    @pytest.mark.parametrize(
        ("grants", "statuses"), [(["crm:read"], (200, 403)), (["crm:write"], (403, 200))]
    )
    async def test_takes_the_scope(self, open_client, path, body, grants, statuses):
        client = open_client(BASE, sign(grants))

        answers = (await client.get(path), await client.post("/preferences", json=body))

        assert tuple(answer.status_code for answer in answers) == statuses
