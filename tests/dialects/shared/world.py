"""Two customers and what hangs on them, and how to address an operation at the one or the other."""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple
from uuid import UUID

import msgspec

from accord.core.customers import Customer
from accord.kit.http.operations import Operation
from tools.operations import operations_of

from .drivers import Driver

_PARAMETER = re.compile(r"\{(\w+)\}")
NEW_EMAIL = "new.one@example.com"

# What a parameter names; `{id}` alone is an id of the path's first word, or of its first two.
KINDS = {
    "customerId": "customer",
    "customer_id": "customer",
    "client_id": "customer",
    "communication_id": "communication",
    "interactionId": "interaction",
    "interaction_id": "interaction",
    "caseId": "case",
    "feedback_id": "feedback",
    "segment_id": "segment",
    "userId": "user",
}
COLLECTIONS = {
    "customers": "customer",
    "cases": "case",
    "interactions": "interaction",
    "nextbestactions": "action",
    "notifications": "notification",
    "sentimentanalysis": "sentiment",
    "workflows/definitions": "workflow definition",
    "workflows/instances": "workflow instance",
}
# What else a body names.
REFERENCES = {"workflowDefinitionId": "workflow definition"}
# What stays when the customer is erased; and what nobody looks up, so that every id is a known one.
STAYING = ("segment", "notification", "user", "workflow definition")
NOT_LOOKED_UP = ("user",)
WORDS = ("email", "segment")
# What a path is not asked for without.
QUERIES = {"/analytics/export": "?format=csv"}


class World(NamedTuple):
    """One customer and its objects by kind, and those of another. What belongs to nobody is the same for both."""

    customer: Customer
    own: Mapping[str, UUID]
    foreign_customer: Customer
    foreign: Mapping[str, UUID]

    def seen_by(self, user_id: UUID) -> "World":
        """The same, with a user's own id where a path names a user."""
        return self._replace(own={**self.own, "user": user_id})

    def mirrored(self) -> "World":
        """The same, with the two customers exchanged."""
        return World(self.foreign_customer, self.foreign, self.customer, self.own)

    def path(self, operation: Operation, **given: str) -> str:
        """The operation's path with this customer's ids, or with given words for its parameters."""
        words = {name: self._word(operation, name) for name in parameters_of(operation)} | given
        return _PARAMETER.sub(lambda found: words[found[1]], operation.path) + QUERIES.get(operation.path, "")

    def body(self, operation: Operation) -> Any:
        """The example of the operation's body, about this customer; None without a body."""
        if operation.body is None:
            return None
        body = dict(operation.body_example)
        for field in customer_fields(operation.body):
            body[field] = str(self.customer.id)
        for field in body.keys() & REFERENCES.keys():
            body[field] = str(self.own[REFERENCES[field]])
        return body | ({"email": NEW_EMAIL} if "email" in body else {})

    def _word(self, operation: Operation, parameter: str) -> str:
        if parameter == "email":
            return str(self.customer.email)
        if parameter == "segment":
            return str(self.customer.bank_segment)
        return str(self.own[kind_of(operation, parameter)])


def served(dialect: str) -> list[Operation]:
    """The operations that a dialect serves."""
    return operations_of(dialect)


def methods_of(driver: Driver, world: World) -> dict[str, set[str]]:
    """What may be asked of each of a dialect's paths."""
    allowed: dict[str, set[str]] = {}
    for operation in served(driver.name):
        reads = {"HEAD"} if operation.method == "GET" else set()
        path = world.path(operation).partition("?")[0]
        allowed.setdefault(path, {"OPTIONS"}).update({operation.method} | reads)
    return allowed


def parameters_of(operation: Operation) -> list[str]:
    """The names in braces."""
    return _PARAMETER.findall(operation.path)


def ids_of(operation: Operation) -> list[str]:
    """The names in braces that stand for ids."""
    return [name for name in parameters_of(operation) if name not in WORDS]


def kind_of(operation: Operation, parameter: str) -> str:
    """What kind of object an id names."""
    if parameter != "id":
        return KINDS[parameter]
    words = operation.path.split("/")
    return COLLECTIONS.get(f"{words[1]}/{words[2]}") or COLLECTIONS[words[1]]


def customer_fields(struct: type[msgspec.Struct] | None) -> list[str]:
    """The wire names of a body's or query's fields that name a customer."""
    if struct is None:
        return []
    names = [field.encode_name for field in msgspec.structs.fields(struct)]
    return [name for name in names if KINDS.get(name) == "customer"]


def record_fields(struct: type[msgspec.Struct] | None) -> list[str]:
    """The wire names of a body's fields that name something that belongs to a customer."""
    if struct is None:
        return []
    names = [field.encode_name for field in msgspec.structs.fields(struct)]
    return [name for name in names if KINDS.get(name, "customer") not in ("customer", *STAYING)]


def name_of(pair: tuple[str, Operation]) -> str:
    """What a test of one operation is called."""
    dialect, operation = pair
    return f"{dialect} {operation.method} {operation.path}"
