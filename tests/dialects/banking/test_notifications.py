import pytest

from accord.core import access
from accord.core.context import SYSTEM
from accord.core.permissions import Role
from accord.kit.ids import new_id
from dialects.conftest import PASSWORD, customer_token, sign

# As printed in the document.
PRINTED = {
    "userId": "3fa85f64-5717-4562-b3fc-2c963f66afa6",
    "type": "Info",
    "title": "New Customer Inquiry",
    "message": "A customer has submitted a new inquiry",
    "actionUrl": "/inquiries/456",
}
SHOWN = {
    "id": "3fa85f64-5717-4562-b3fc-2c963f66afa6",
    "userId": "3fa85f64-5717-4562-b3fc-2c963f66afa6",
    "type": "Alert",
    "title": "High Priority Case Assigned",
    "message": "You have been assigned a high priority case",
    "isRead": False,
    "actionUrl": "/cases/123",
    "createdAt": "2026-02-12T10:00:00Z",
}
KEYS = SHOWN.keys() | {"readAt", "customerId", "metadata"}
USER = PRINTED["userId"]


@pytest.fixture
def agent(platform, open_client):
    """A client with the token of a user of a role, and the user's id."""

    async def signed_in(role=Role.AGENT):
        async with platform.context(SYSTEM, via="test") as ctx:
            user = await access.create_user(
                ctx, email=f"{new_id()}@example.com", full_name="Uma", role=role, password=PASSWORD
            )
        token = sign([], kind="user", sub=str(user.id))
        return open_client("/banking/api", token), str(user.id)

    return signed_in


async def written(banking, **given):
    answer = await banking.post("/notifications", json=PRINTED | given)
    assert answer.status_code == 201
    return answer.json()


class TestCreatingANotification:
    async def test_answers_it_with_its_address(self, banking):
        answer = await banking.post("/notifications", json=PRINTED)

        shown = answer.json()
        assert answer.status_code == 201
        assert answer.headers["location"] == f"/banking/api/notifications/{shown['id']}"
        assert shown.keys() == KEYS
        assert shown == PRINTED | {
            "id": shown["id"],
            "isRead": False,
            "createdAt": shown["createdAt"],
            "readAt": None,
            "customerId": None,
            "metadata": None,
        }

    async def test_needs_type_title_and_message_only(self, banking):
        shown = await written(banking, userId=None, actionUrl=None)

        assert (shown["userId"], shown["actionUrl"]) == (None, None)

    async def test_names_every_wrong_field_at_once(self, banking):
        wrong = {"userId": "me", "type": "Loud", "title": " ", "actionUrl": "x" * 501, "metadata": {}}

        answer = await banking.post("/notifications", json=wrong)

        assert answer.status_code == 400
        assert [detail["field"] for detail in answer.json()["details"]] == [
            *("userId", "type", "title", "message", "actionUrl", "metadata")
        ]

    async def test_takes_types_in_any_case_and_lengths_up_to_the_limits(self, banking):
        longest = {"type": "ALERT", "title": "t" * 255, "message": "m" * 10_000, "actionUrl": "u" * 500}

        assert (await written(banking, **longest))["type"] == "Alert"
        for field in ("title", "message", "actionUrl"):
            body = PRINTED | longest | {field: longest[field] + "x"}
            assert (await banking.post("/notifications", json=body)).status_code == 400

    async def test_about_an_unknown_customer_is_404(self, banking):
        unknown = str(new_id())

        answer = await banking.post("/notifications", json=PRINTED | {"customerId": unknown})

        assert (answer.status_code, answer.json()["error"]) == (404, f"Customer with ID {unknown} not found")


class TestUnreadNotifications:
    async def test_are_shown_as_the_document_prints_them(self, banking):
        body = {key: SHOWN[key] for key in ("userId", "type", "title", "message", "actionUrl")}
        await written(banking, **body)

        (shown,) = (await banking.get(f"/notifications/user/{USER}/unread")).json()

        assert {key: type(shown[key]) for key in SHOWN} == {key: type(SHOWN[key]) for key in SHOWN}
        assert shown | {"id": SHOWN["id"], "createdAt": SHOWN["createdAt"]} == shown | SHOWN

    async def test_come_newest_first_in_pages(self, banking):
        made = [await written(banking, title=title) for title in "abc"]

        answer = await banking.get(f"/notifications/user/{USER}/unread", params={"pageSize": 2})

        assert answer.json() == [made[2], made[1]]
        assert answer.headers["x-total-count"] == "3"

    async def test_are_gone_when_read(self, banking):
        made = await written(banking)

        for _ in range(2):
            answer = await banking.put(f"/notifications/{made['id']}/read")
            assert (answer.status_code, answer.content) == (204, b"")

        shown = (await banking.get(f"/notifications/{made['id']}")).json()
        assert (await banking.get(f"/notifications/user/{USER}/unread")).json() == []
        assert (await banking.get(f"/notifications/user/{USER}")).json() == [shown]
        assert (shown["isRead"], shown["readAt"] is None) == (True, False)

    async def test_of_a_user_without_any_are_none(self, banking):
        answer = await banking.get(f"/notifications/user/{new_id()}/unread")

        assert (answer.status_code, answer.json()) == (200, [])

    async def test_are_open_to_the_user_and_to_overseers_only(self, banking, agent):
        client, own = await agent()
        made = await written(banking, userId=own)
        supervisor, _ = await agent(Role.SUPERVISOR)
        colleague, _ = await agent()

        for path in (f"/notifications/user/{own}/unread", f"/notifications/user/{own}"):
            assert (await client.get(path)).json() == [made]
            assert (await supervisor.get(path)).json() == [made]
            assert (await colleague.get(path)).status_code == 403

    async def test_are_refused_to_a_customers_token(self, open_client, banking, agent):
        customer = open_client("/banking/api", customer_token(USER))

        assert (await customer.get(f"/notifications/user/{USER}/unread")).status_code in (401, 403)


class TestASingleNotification:
    async def test_of_a_colleague_is_neither_shown_nor_marked_nor_deleted(self, banking, agent):
        made = await written(banking)
        colleague, _ = await agent()
        path = f"/notifications/{made['id']}"

        refused = [
            await colleague.get(path),
            await colleague.put(f"{path}/read"),
            await colleague.delete(path),
        ]

        assert [answer.status_code for answer in refused] == [403, 403, 403]
        assert (await banking.get(path)).json() == made

    async def test_is_deleted_for_good(self, banking):
        made = await written(banking)
        path = f"/notifications/{made['id']}"

        assert (await banking.delete(path)).status_code == 204

        answer = await banking.delete(path)
        assert (answer.status_code, answer.json()["error"]) == (
            404,
            f"Notification with ID {made['id']} not found",
        )

    async def test_stays_without_its_customer_when_that_is_erased(self, banking):
        new = {"firstName": "Amina", "lastName": "O", "email": "a@example.com", "phoneNumber": "1"}
        customer = (await banking.post("/customers", json=new | {"segment": "Retail"})).json()["id"]
        made = await written(banking, customerId=customer, title="Amina called")

        await banking.delete(f"/customers/{customer}")

        shown = (await banking.get(f"/notifications/{made['id']}")).json()
        assert (shown["customerId"], shown["title"], shown["userId"]) == (None, "Customer erased", USER)


class TestAllNotifications:
    async def test_are_the_own_and_everybodys_for_an_agent(self, banking, agent):
        client, own = await agent()
        mine, everybodys = await written(banking, userId=own), await written(banking, userId=None)
        other = await written(banking)

        assert (await client.get("/notifications")).json() == [everybodys, mine]
        assert (await banking.get("/notifications")).json() == [other, everybodys, mine]


class TestCreatingAnUrgentCase:
    async def test_has_alerted_the_supervisors_when_it_is_answered(self, banking, agent):
        supervisor, own = await agent(Role.SUPERVISOR)
        new = {"firstName": "Amina", "lastName": "O", "email": "a@example.com", "phoneNumber": "1"}
        customer = (await banking.post("/customers", json=new | {"segment": "Retail"})).json()["id"]
        problem = {"customerId": customer, "title": "t", "description": "d", "category": "c"}

        made = [
            (await banking.post("/cases", json=problem | {"priority": priority})).json()
            for priority in ("Critical", "High", "Medium", "Low")
        ]

        shown = (await supervisor.get(f"/notifications/user/{own}/unread")).json()
        assert [(each["type"], each["actionUrl"]) for each in shown] == [
            ("Alert", f"/cases/{made[1]['id']}"),
            ("Alert", f"/cases/{made[0]['id']}"),
        ]
