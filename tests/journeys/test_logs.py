"""What a server writes for its operator names requests, and no person and no secret."""

import json
import re
from uuid import uuid4

import httpx
import pytest

from .people import BANKING, TOURISM

EMAIL = "canary.otieno@example.com"
PHONE = "+254799887766"
NAME = "Canarialinda"
NOTE = "Allergic to kanariensis"
PASSWORD = "canary password battery"
CANARIES = (EMAIL, EMAIL.partition("@")[0], PHONE, PHONE[1:], NAME, NOTE, "kanariensis", PASSWORD)
BANK_CUSTOMER = {
    "firstName": NAME,
    "lastName": "Otieno",
    "email": EMAIL,
    "phoneNumber": PHONE,
    "address": NOTE,
    "segment": "Retail",
}
TRAVELLER = {"full_name": NAME, "contact_type": "Individual", "email": EMAIL, "phone": PHONE, "notes": NOTE}


class Story:
    """Requests that hold canaries wherever a request can, each with an id of its own."""

    def __init__(self, server) -> None:
        self.ids: list[str] = []
        self.secrets: set[str] = {server.token}
        self._client = httpx.Client(base_url=server.base, timeout=60, trust_env=False)
        self._token = server.token

    def send(self, method, path, status, *, token=None, **given):
        self.ids.append(str(uuid4()))
        headers = {"X-Request-Id": self.ids[-1], "Authorization": f"Bearer {token or self._token}"}
        answer = self._client.request(method, path, headers=headers | given.pop("headers", {}), **given)
        assert answer.status_code == status, answer.text
        assert answer.headers["x-request-id"] == self.ids[-1]
        return answer.json() if answer.content else None

    def customers(self):
        made = self.send("POST", f"{BANKING}/customers", 201, json=BANK_CUSTOMER)
        self.send("POST", f"{BANKING}/customers", 400, json=BANK_CUSTOMER)
        self.send("POST", f"{BANKING}/customers", 400, json=BANK_CUSTOMER | {"email": NAME})
        self.send("POST", f"{TOURISM}/customers/", 400, json=TRAVELLER)
        self.send("POST", f"{TOURISM}/customers/", 422, content=json.dumps(TRAVELLER)[:-1])
        self.send("PUT", f"{TOURISM}/customers/{made['id']}", 200, json=TRAVELLER)
        self.send("GET", f"{BANKING}/customers/email/{EMAIL}", 200)
        self.send("GET", f"{TOURISM}/customers/", 200, params={"query": NAME, "region": NOTE})
        self.send("GET", f"{BANKING}/nothing/{EMAIL}/{PHONE}", 404)
        called = {"customer_id": made["id"], "channel": "phone", "summary": NOTE, "subject": NAME}
        self.send("POST", f"{TOURISM}/interactions/", 201, json=called)
        self.send("DELETE", f"{BANKING}/customers/{made['id']}", 204)

    def sessions(self):
        login = {"email": EMAIL, "password": PASSWORD}
        pair = self.send("POST", f"{TOURISM}/auth/login", 200, json=login)
        again = self.send(
            "POST", f"{TOURISM}/auth/refresh", 200, json={"refresh_token": pair["refresh_token"]}
        )
        self.secrets |= {each[kind] for each in (pair, again) for kind in ("access_token", "refresh_token")}
        self.send("POST", f"{TOURISM}/auth/login", 401, json=login | {"password": f"{PASSWORD}!"})
        self.send("POST", f"{TOURISM}/auth/logout", 200, token=again["access_token"])
        forged = pair["access_token"][:-4] + "AAAA"
        self.send("GET", f"{BANKING}/customers", 401, token=forged)
        self.secrets.add(forged)

    def close(self):
        self._client.close()


@pytest.fixture(scope="module", params=["text", "json"])
def told(request, module_installation):
    """The story, and all that the server said from its start to its end."""
    new = ("user", "create", EMAIL, "--name", NAME, "--password", PASSWORD)
    module_installation.run(*new)
    server = module_installation.serve(ACCORD_LOG__FORMAT=request.param, ACCORD_LOG__LEVEL="debug")
    story = Story(server)
    story.customers()
    story.sessions()
    story.close()
    assert server.stop() == 0
    return story, server


class TestTheLog:
    def test_holds_no_person(self, told):
        _, server = told

        assert [canary for canary in CANARIES if canary.lower() in server.output.lower()] == []

    def test_holds_no_secret(self, told):
        story, server = told

        assert [secret for secret in story.secrets if secret in server.errors] == []
        assert server.output.count(server.token) == 1  # where it is shown on purpose

    def test_names_every_request(self, told):
        story, server = told

        assert [each for each in story.ids if each not in server.errors] == []

    def test_tells_of_no_failure(self, told):
        _, server = told

        assert re.findall(r"Traceback|\bERROR\b|\"level\":\"error\"", server.output) == []
