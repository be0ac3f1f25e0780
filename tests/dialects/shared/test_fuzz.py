"""Requests drawn from the published documents, right and wrong ones: no answer is our fault, none is undocumented."""

import json
from typing import Any

import msgspec
import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given
from hypothesis import strategies as st
from schemathesis import GenerationMode

from dialects.conftest import sign
from make.depth import TRIED, drawing
from tools.snapshots import path_of

from .drivers import DRIVERS
from .world import KINDS, REFERENCES, World, served

MODES = st.sampled_from([GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
ORIGIN = "http://accord.test"


def documented() -> list[Any]:
    """Every operation of every published document, with the one that serves it."""
    found = []
    for driver in DRIVERS:
        schema = schemathesis.openapi.from_dict(msgspec.json.decode(path_of(driver.name).read_bytes()))
        by_key = {(each.method, each.path): each for each in served(driver.name)}
        for each in schema.get_all_operations():
            operation = each.ok()
            key = (operation.method.upper(), operation.path)
            found.append(pytest.param(driver, operation, by_key[key], id=f"{driver.name} {' '.join(key)}"))
    return found


class TestARequestDrawnFromTheDocument:
    @pytest.mark.parametrize(("driver", "operation", "handled"), documented())
    @drawing(
        40,
        300,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(data=st.data())
    async def test_is_answered_as_documented(self, driver, operation, handled, open_client_of, world, data):
        case = data.draw(MODES.flatmap(lambda mode: operation.as_strategy(generation_mode=mode)))
        about_somebody = data.draw(st.booleans())
        request = request_of(case, driver)
        if about_somebody:
            request.url = addressed(request.url, ORIGIN + driver.base + world.path(handled))
            request.body = naming(request.body, world)
        _, client = open_client_of(driver.name, "" if data.draw(st.integers(0, 9)) == 0 else sign())

        answer = await client.request(
            request.method,
            request.url,
            headers={name: value for name, value in request.headers.items() if name == "Content-Type"},
            content=request.body,
        )

        check(driver, operation, answer)
        TRIED["requests"] += 1


def request_of(case: Any, driver: Any) -> requests.PreparedRequest:
    """The request of a case below the dialect's mount."""
    return requests.Request(**case.as_transport_kwargs(base_url=ORIGIN + driver.base)).prepare()


def addressed(url: Any, known: str) -> str:
    """An address of somebody known, with the query that was drawn."""
    _, mark, query = str(url).partition("?")
    return known + ("&" if "?" in known else mark) + query


def naming(body: Any, world: World) -> Any:
    """A body whose references name what is there, so that it is not refused for them."""
    try:
        value = json.loads(body or "")
    except ValueError:
        return body
    known = KINDS | REFERENCES
    named = {
        field: str(world.own[known[field]]) for field in known if isinstance(value, dict) and field in value
    }
    return json.dumps(value | named) if named else body


def check(driver: Any, operation: Any, answer: Any) -> None:
    """Not our fault, of a status the document lists, and of the form it lists for that status."""
    listed = set(operation.definition.raw["responses"]) - {"default"}
    assert answer.status_code < 500, answer.text
    assert str(answer.status_code) in listed, (answer.status_code, answer.text)
    if answer.status_code >= 400:
        body = answer.json()
        driver.check_envelope(body, answer.status_code, validation=driver.names_fields(body))
        return
    operation.validate_response(schemathesis.Response.from_any(answer))


class TestTheDocuments:
    async def test_are_served_as_they_are_published(self, driver, open_client):
        answer = await open_client(driver.base).get("/openapi.json")

        assert answer.status_code == 200
        assert answer.json()["paths"] == msgspec.json.decode(path_of(driver.name).read_bytes())["paths"]
