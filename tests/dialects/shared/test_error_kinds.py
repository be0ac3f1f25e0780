"""Every kind of failure is spoken by every dialect: status, envelope, headers, and nothing of what is inside."""

import importlib
import inspect
import pkgutil
from types import ModuleType
from typing import Any
from uuid import UUID

import msgspec
import pytest

import accord.core
from accord.core import errors as core
from accord.kit import db, idempotency
from accord.kit.http import bodies, errors, pipeline
from accord.kit.http.operations import Call
from accord.kit.ids import new_id
from accord.kit.problems import Problem

CANARY = "canary://of:the@inside"
ID = UUID("01a2014d-3ea5-7ac2-9f37-a5543137c136")

# Values for the parameters of the classes' constructors.
SAMPLES: dict[str, Any] = {
    "message": "A sentence for the caller",
    "messages": ["A sentence for the caller"],
    "problems": (Problem("name", "name is wrong"),),
    "kind": "customer",
    "key": ID,
    "retry_after": 7,
    "limit": 1_048_576,
    "allowed": ("GET", "HEAD", "OPTIONS"),
    "name": "id",
    "permission": "crm:read:customers",
    "field": "email",
    "constraint": CANARY,
    "status": "Completed",
}

# Statuses of banking (engagement has the same) and of tourism, as the contract's error matrix has them.
STATUSES: dict[type[Exception], tuple[int, int]] = {
    core.Invalid: (400, 422),
    core.Unauthenticated: (401, 401),
    core.Forbidden: (403, 403),
    core.NotFound: (404, 404),
    core.Conflict: (400, 400),
    core.Stale: (400, 400),
    core.TooMany: (429, 429),
    core.Unavailable: (503, 503),
    bodies.MalformedBody: (400, 422),
    bodies.InvalidInput: (400, 422),
    errors.BadHost: (400, 400),
    errors.BadId: (400, 422),
    errors.UnknownPath: (404, 404),
    errors.WrongMethod: (405, 405),
    errors.TooLarge: (413, 413),
    errors.WrongMediaType: (415, 415),
    errors.RateLimited: (429, 429),
    errors.MissingPermission: (403, 403),
    errors.Disconnected: (400, 400),
    idempotency.KeyInUse: (409, 409),
    idempotency.KeyReused: (422, 422),
    db.DatabaseUnavailable: (503, 503),
    # Nobody's fault but ours.
    db.UniqueViolation: (500, 500),
    db.ForeignKeyViolation: (500, 500),
    db.NothingCommitted: (500, 500),
    RuntimeError: (500, 500),
    KeyError: (500, 500),
}
INTERNAL = {pipeline.Limited, pipeline.Refused}  # taken apart by the pipeline itself
MANY = 60


def modules_below(package: ModuleType) -> None:
    for found in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        importlib.import_module(found.name)


def kinds_below(kind: type[Exception]) -> list[type[Exception]]:
    return [each for child in kind.__subclasses__() for each in (child, *kinds_below(child))]


def all_kinds() -> list[type[Exception]]:
    for package in (accord.core, accord.kit.http, accord.kit.db, accord.kit.idempotency):
        modules_below(package)
    homes = ("accord.kit.http", "accord.kit.idempotency", "accord.kit.db")
    of_kit = [kind for kind in kinds_below(Exception) if kind.__module__.startswith(homes)]
    found = {*kinds_below(core.Failure), *of_kit, RuntimeError, KeyError} - INTERNAL
    return sorted(found, key=lambda kind: (kind.__module__, kind.__name__))


def sample(kind: type[Exception]) -> Exception:
    """One failure of a kind; a parameter without a sample needs one above."""
    if kind.__init__ is Exception.__init__ or "__init__" not in vars_of(kind):
        return kind(CANARY)
    parameters = inspect.signature(kind).parameters.values()
    given = {p.name: SAMPLES[p.name] for p in parameters if p.default is p.empty or p.name in SAMPLES}
    return kind(**given)


def vars_of(kind: type[Exception]) -> set[str]:
    ours = [each for each in kind.__mro__ if each.__module__.startswith("accord")]
    return {name for each in ours for name in vars(each)}


def statuses_of(kind: type[Exception]) -> tuple[int, int]:
    found = next((STATUSES[each] for each in kind.__mro__ if each in STATUSES), None)
    assert found is not None, f"{kind.__name__} has no row in the contract's error matrix"
    return found


def call_of(**credential: str) -> Call[Any, Any]:
    scope: Any = {"type": "http", "method": "GET", "path": "/x", "headers": [], "query_string": b""}
    call: Call[Any, Any] = Call(scope, new_id())
    call.credential = credential.get("credential")
    return call


def read(answer: Any) -> Any:
    return msgspec.json.decode(answer.body)


KINDS = all_kinds()


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: f"{kind.__module__}.{kind.__name__}")
class TestAnyKindOfFailure:
    def test_has_the_contracts_status_and_envelope(self, driver, kind):
        status = statuses_of(kind)[1 if driver.name == "tourism" else 0]
        validation = issubclass(kind, (core.Invalid, bodies.InvalidInput))

        answer = driver.refuse(sample(kind), call_of())

        body = read(answer)
        assert answer.status == status
        driver.check_envelope(body, status, validation=validation)
        assert driver.text_of(body).strip()

    def test_keeps_what_is_inside_to_itself(self, driver, kind):
        failure = sample(kind)
        failure.__cause__ = ValueError(CANARY)

        answer = driver.refuse(failure, call_of())

        words = (kind.__name__, "accord.", "Traceback", "asyncpg", CANARY)
        assert [word for word in words if word in answer.body.decode()] == []

    def test_has_the_headers_of_its_status(self, driver, kind):
        answer = driver.refuse(sample(kind), call_of())

        headers = dict(answer.headers)
        assert headers[b"content-type"] == b"application/json"
        assert headers[b"cache-control"] == b"no-store"
        assert (b"www-authenticate" in headers) == (answer.status == 401)
        assert (b"allow" in headers) == (answer.status == 405)
        assert (b"retry-after" in headers) == (answer.status in (429, 503))
        assert int(headers.get(b"retry-after", b"1")) >= 1


class TestTheHeadersOfARefusal:
    def test_ask_for_a_token_when_none_was_sent(self, driver):
        answer = driver.refuse(core.Unauthenticated("no"), call_of())

        assert dict(answer.headers)[b"www-authenticate"] == b"Bearer"

    def test_say_that_a_token_was_no_good(self, driver):
        answer = driver.refuse(core.Unauthenticated("no"), call_of(credential="x"))

        assert dict(answer.headers)[b"www-authenticate"] == b'Bearer error="invalid_token"'

    def test_name_the_methods_that_there_are(self, driver):
        answer = driver.refuse(errors.WrongMethod(("GET", "HEAD")), call_of())

        assert dict(answer.headers)[b"allow"] == b"GET, HEAD"

    @pytest.mark.parametrize("kind", [errors.RateLimited, core.Unavailable])
    def test_say_how_long_to_wait(self, driver, kind):
        answer = driver.refuse(kind(retry_after=17), call_of())

        assert dict(answer.headers)[b"retry-after"] == b"17"


class TestTheTextOfARefusal:
    def test_by_the_rate_limit_is_the_contracts(self, driver):
        body = read(driver.refuse(errors.RateLimited(17), call_of()))

        assert driver.text_of(body) == "Rate limit exceeded. Try again in 17 seconds."

    @pytest.mark.parametrize("kind", ["customer", "interaction"])
    def test_names_the_kind_of_what_is_unknown(self, driver, kind):
        body = read(driver.refuse(core.NotFound(kind, ID), call_of()))

        assert driver.text_of(body) == driver.unknown(kind, ID)

    def test_tells_at_most_fifty_problems_in_their_order(self, driver):
        problems = [Problem(f"f{number}", "f is wrong") for number in range(MANY)]

        body = read(driver.refuse(bodies.InvalidInput(tuple(problems)), call_of()))

        assert driver.fields(body) == [f"f{number}" for number in range(50)]
