"""How each dialect says what all of them can do: list and add records of customers, refuse, limit, page.

A dialect that joins gives one driver, and every test of this folder is asked of it too.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import httpx

from accord.core.permissions import Permission
from accord.dialects.banking.errors import show_refusal as banking_refusal
from accord.dialects.engagement.errors import show_refusal as engagement_refusal
from accord.dialects.tourism.errors import show_refusal as tourism_refusal

Json = dict[str, Any]


class Driver:
    """What tests ask of a dialect. `words` are its names for the core's; `rules` its rate classes and limits.

    `records` is the path of what it lists and adds to a customer: interactions, or messages. Adding is answered with
    `added` and a new row of `table`; `reading` and `adding` are the rate classes of the two.
    """

    name: str
    base: str
    own_base: str
    records: str = "/interactions"
    table: str = "interactions"
    kind: str = "interaction"
    added: int = 201
    reading: str
    adding: str
    reads: Permission = Permission.INTERACTIONS_READ
    page_size: int
    invalid: int
    words: Mapping[str, str]
    rules: Mapping[str, int]
    methods: frozenset[str]

    def refuse(self, failure: Exception, call: Any) -> Any:
        """The dialect's answer to a failure."""
        raise AssertionError(self.name)

    def new_record(self, customer_id: UUID | str, **given: Any) -> Json:
        """A body that adds a record to a customer; values by the core's names, None leaves one out."""
        return self._worded(self._record | {"customer_id": str(customer_id)} | given)

    def record(self, key: object) -> str:
        """The path of one record."""
        return f"{self.records.rstrip('/')}/{key}"

    def id_of(self, shown: Json) -> str:
        """The id of a record, or of a customer."""
        return str(shown[self.word("id")])

    def page(self, number: Any, size: Any) -> Json:
        """The query of one page."""
        return {self.word("page"): number, self.word("page_size"): size}

    def word(self, name: str) -> str:
        """The dialect's name of what the core calls `name`."""
        return self.words.get(name, name)

    def items(self, answer: httpx.Response) -> list[Json]:
        """What a page holds."""
        raise AssertionError(self.name)

    def total(self, answer: httpx.Response) -> int:
        """How many there are on all pages."""
        raise AssertionError(self.name)

    def text_of(self, body: Json) -> str:
        """The text of a refusal."""
        raise AssertionError(self.name)

    def check_envelope(self, body: Json, status: int, *, validation: bool = False) -> None:
        """Nothing but the dialect's own form of refusals, and all of it."""
        raise AssertionError(self.name)

    def names_fields(self, body: Json) -> bool:
        """Whether a refusal tells of fields."""
        return "details" in body

    def fields(self, body: Json) -> list[str]:
        """The fields that a refusal names, in its order."""
        raise AssertionError(self.name)

    def messages(self, body: Json) -> list[str]:
        """What a refusal says of its fields."""
        raise AssertionError(self.name)

    def unknown(self, kind: str, key: object) -> str:
        """The text of 404 for an object."""
        raise AssertionError(self.name)

    def reset_of(self, header: str) -> int:
        """Seconds since 1970, of the header as this dialect writes it. Raises ValueError for another form."""
        return int(header)

    def _worded(self, given: Json) -> Json:
        return {self.word(name): value for name, value in given.items() if value is not None}

    _record: ClassVar[Json]


class Maker(Driver):
    """A dialect by which customers are made."""

    customers: str

    def new_customer(self, **given: Any) -> Json:
        """A body that makes a customer; values by the core's names, None leaves one out."""
        return self._worded(self._customer | given)

    def changes(self, **given: Any) -> Json:
        """A body that changes a customer."""
        return self._worded(given)

    _customer: ClassVar[Json]


class Banking(Maker):
    name, base, own_base = "banking", "/banking/api", "/api"
    customers = "/customers"
    reading, adding = "standard", "standard"
    page_size, invalid = 50, 400
    methods = frozenset({"GET", "POST", "PUT", "DELETE", "OPTIONS"})
    words = MappingProxyType(
        {
            "given_name": "firstName",
            "family_name": "lastName",
            "phone": "phoneNumber",
            "page_size": "pageSize",
            "customer_id": "customerId",
            "summary": "description",
            "occurred_at": "interactionDate",
            "minutes": "durationMinutes",
        }
    )
    rules = MappingProxyType({"standard": 1000, "anonymous": 100})
    _customer: ClassVar[Json] = {
        "given_name": "Amina",
        "family_name": "Otieno",
        "email": "amina@example.com",
        "phone": "+254700000001",
        "segment": "Retail",
    }
    _record: ClassVar[Json] = {
        "channel": "CallCenter",
        "subject": "Opening hours",
        "summary": "Asked about them",
    }

    def refuse(self, failure: Exception, call: Any) -> Any:
        return banking_refusal(failure, call)

    def items(self, answer: httpx.Response) -> list[Json]:
        found: list[Json] = answer.json()
        return found

    def total(self, answer: httpx.Response) -> int:
        return int(answer.headers["x-total-count"])

    def text_of(self, body: Json) -> str:
        return str(body["error"])

    def check_envelope(self, body: Json, status: int, *, validation: bool = False) -> None:
        assert body.keys() == {"error", "statusCode"} | ({"details"} if validation else set()), body
        assert (type(body["error"]), body["statusCode"]) == (str, status)
        assert all(detail.keys() == {"field", "message"} for detail in body.get("details", ()))

    def fields(self, body: Json) -> list[str]:
        return [detail["field"] for detail in body["details"]]

    def messages(self, body: Json) -> list[str]:
        return [detail["message"] for detail in body["details"]]

    def unknown(self, kind: str, key: object) -> str:
        return f"{kind.capitalize()} with ID {key} not found"

    def reset_of(self, header: str) -> int:
        return int(datetime.strptime(header, "%Y-%m-%dT%H:%M:%S%z").timestamp())


class Tourism(Maker):
    name, base, own_base = "tourism", "/tourism/api/v1", "/api/v1"
    customers, records = "/customers/", "/interactions/"
    reading, adding = "default", "log-interaction"
    page_size, invalid = 20, 422
    methods = frozenset({"GET", "POST", "PUT", "DELETE", "OPTIONS"})
    words = MappingProxyType(
        {
            "page_size": "size",
            "occurred_at": "timestamp",
            "minutes": "duration_minutes",
            "given_name": "full_name",
        }
    )
    rules = MappingProxyType(
        {"create-customer": 20, "log-interaction": 100, "submit-feedback": 10, "default": 600}
    )
    _customer: ClassVar[Json] = {
        "full_name": "Amina Otieno",
        "contact_type": "Individual",
        "email": "amina@example.com",
        "phone": "+254700000001",
    }
    _record: ClassVar[Json] = {
        "channel": "phone",
        "subject": "Opening hours",
        "summary": "Asked about them",
    }

    def refuse(self, failure: Exception, call: Any) -> Any:
        return tourism_refusal(failure, call)

    def items(self, answer: httpx.Response) -> list[Json]:
        found: list[Json] = answer.json()["items"]
        return found

    def total(self, answer: httpx.Response) -> int:
        return int(answer.json()["total"])

    def text_of(self, body: Json) -> str:
        return str(body["detail"])

    def check_envelope(self, body: Json, status: int, *, validation: bool = False) -> None:
        assert body.keys() == {"detail"} | ({"errors"} if status == 422 else set()), body
        assert isinstance(body["detail"], str)
        if status == 422:
            assert body["detail"] == "Validation error"
            keys = {"loc", "msg", "type", "field", "message"}
            assert body["errors"]
            assert all(error.keys() == keys for error in body["errors"])

    def fields(self, body: Json) -> list[str]:
        return [error["field"] for error in body["errors"]]

    def messages(self, body: Json) -> list[str]:
        return [error["msg"] for error in body["errors"]]

    def unknown(self, kind: str, key: object) -> str:
        return f"{kind.capitalize()} not found"


class Engagement(Driver):
    """It makes no customers: what it adds to them are messages."""

    name, base, own_base = "engagement", "/engagement/api/crm", "/api/crm"
    records, table, kind, added = "/communications", "communications", "communication", 200
    reading, adding, reads = "history", "send", Permission.COMMUNICATIONS_READ
    page_size, invalid = 50, 400
    methods = frozenset({"GET", "POST", "DELETE", "OPTIONS"})
    words = MappingProxyType(
        {
            "id": "communication_id",
            "customer_id": "client_id",
            "channel": "preferred_channel",
            "page": "offset",
            "page_size": "limit",
        }
    )
    rules = MappingProxyType(
        {"send": 100, "history": 300, "preferences": 20, "analytics": 60, "default": 600}
    )
    _record: ClassVar[Json] = {
        "plan_id": "550e8400-e29b-41d4-a716-446655440000",
        "message_type": "welcome",
        "context": {},
        "channel": "email",
    }

    def refuse(self, failure: Exception, call: Any) -> Any:
        return engagement_refusal(failure, call)

    def page(self, number: Any, size: Any) -> Json:
        return {"offset": (number - 1) * size, "limit": size}

    def items(self, answer: httpx.Response) -> list[Json]:
        found: list[Json] = answer.json()["communications"]
        return found

    def total(self, answer: httpx.Response) -> int:
        return int(answer.json()["total"])

    def text_of(self, body: Json) -> str:
        return str(body["error"]["message"])

    def check_envelope(self, body: Json, status: int, *, validation: bool = False) -> None:
        assert body.keys() == {"error"}
        error = body["error"]
        assert error.keys() == {"code", "message", "details", "timestamp", "request_id"}, body
        assert re.fullmatch(r"req_[0-9a-f]{32}", error["request_id"])
        assert (type(error["details"]), type(error["message"])) == (dict, str)
        if validation:
            assert error["details"]["errors"][0]["field"].startswith(error["details"]["field"])
            assert all(each.keys() == {"field", "message"} for each in error["details"]["errors"])

    def names_fields(self, body: Json) -> bool:
        return "errors" in body["error"]["details"]

    def fields(self, body: Json) -> list[str]:
        return [each["field"] for each in body["error"]["details"]["errors"]]

    def messages(self, body: Json) -> list[str]:
        return [each["message"] for each in body["error"]["details"]["errors"]]

    def unknown(self, kind: str, key: object) -> str:
        return "Client not found" if kind == "customer" else f"{kind.capitalize()} not found"


MAKERS: tuple[Maker, ...] = (Banking(), Tourism())
"""Dialects by which customers are made."""

DRIVERS: tuple[Driver, ...] = (*MAKERS, Engagement())
"""Every dialect."""

NAMES = tuple(sorted(driver.name for driver in DRIVERS))


def links_of(answer: httpx.Response) -> dict[str, str]:
    """The URLs of a `Link` header by their relation."""
    parts = [part.strip() for part in answer.headers.get("link", "").split(",") if part]
    return {part.split('rel="')[1].rstrip('"'): part[1 : part.index(">")] for part in parts}


def query_of(url: str) -> dict[str, list[str]]:
    """The query of a URL."""
    return parse_qs(urlsplit(url).query)
