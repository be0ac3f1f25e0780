from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Generic, TypeVar
from uuid import UUID

import msgspec
import pytest
from msgspec import UNSET, Meta, UnsetType

from accord.kit.http.formats import Email, decimal_between
from accord.kit.http.openapi import document
from accord.kit.http.operations import Routes

T = TypeVar("T")


class Level(StrEnum):
    LOW = "Low"
    HIGH = "High"


class NewThing(msgspec.Struct, rename="camel"):
    full_name: Annotated[str, Meta(max_length=10)]
    contact: Email
    price: Annotated[Decimal, decimal_between(0, 100)]
    level: Level = Level.LOW
    note: str | UnsetType | None = UNSET


class Changes(msgspec.Struct, rename="camel"):
    level: Level | None = None


class Search(msgspec.Struct, rename="camel"):
    page_size: Annotated[int, Meta(ge=1, le=100, description="How many.")] = 20
    level: Level | None = None
    tags: list[str] = []


class Thing(msgspec.Struct, rename="camel"):
    id: UUID
    level: Level


class Page(msgspec.Struct, Generic[T]):
    items: list[T]


class Refused(msgspec.Struct, rename="camel"):
    error: str
    status_code: int


routes = Routes("Things")


@routes.get("/things", "List", query=Search, answer=Page[Thing])
async def list_things(_ctx: Any, _call: Any) -> Any:
    """Never called."""


@routes.post("/things", "Make", success=201, body=NewThing, answer=Thing, body_example={"fullName": "A"})
async def make_thing(_ctx: Any, _call: Any) -> Any:
    """Never called."""


@routes.put("/things/{id}", "Change", permission="things:update", body=Changes, answer=Thing)
async def change_thing(_ctx: Any, _call: Any) -> Any:
    """Never called."""


@routes.delete("/things/{id}", "Drop", success=204, documented=False)
@routes.get(
    "/things/named/{name}", "Find", auth="public", limit="none", text_path=("name",), answer=list[Thing]
)
async def find_thing(_ctx: Any, _call: Any) -> Any:
    """Never called."""


@pytest.fixture
def described() -> dict[str, Any]:
    return document(
        title="Things",
        version="1.0",
        description="About things.",
        base_path="/api",
        operations=routes.operations,
        error_schema=Refused,
        invalid_status=422,
    )


class TestDescribingOperations:
    def test_names_the_service_and_its_place(self, described):
        assert (described["openapi"], described["info"]["title"]) == ("3.1.0", "Things")
        assert described["servers"] == [{"url": "/api"}]

    def test_is_the_same_each_time(self, described):
        again = document(
            title="Things",
            version="1.0",
            description="About things.",
            base_path="/api",
            operations=routes.operations,
            error_schema=Refused,
            invalid_status=422,
        )

        assert msgspec.json.encode(again) == msgspec.json.encode(described)

    def test_has_one_entry_for_each(self, described):
        served = {(path, method) for path, methods in described["paths"].items() for method in methods}

        assert served == {(one.path, one.method.lower()) for one in routes.operations}

    def test_gives_every_operation_an_id_of_its_own(self, described):
        ids = [one["operationId"] for methods in described["paths"].values() for one in methods.values()]

        assert sorted(ids) == [
            "change_thing",
            "find_thing_delete_things_id",
            "find_thing_get_things_named_name",
            "list_things",
            "make_thing",
        ]

    def test_describes_the_query(self, described):
        assert described["paths"]["/things"]["get"]["parameters"] == [
            {
                "name": "pageSize",
                "in": "query",
                "required": False,
                "description": "How many.",
                "schema": {
                    "type": "integer",
                    "minimum": 1,
                    "maximum": 100,
                    "description": "How many.",
                    "default": 20,
                },
            },
            {
                "name": "level",
                "in": "query",
                "required": False,
                "schema": {"$ref": "#/components/schemas/Level"},
            },
            {
                "name": "tags",
                "in": "query",
                "required": False,
                "schema": {"type": "array", "items": {"type": "string"}, "default": []},
            },
        ]

    def test_describes_the_body_with_its_example(self, described):
        body = described["paths"]["/things"]["post"]["requestBody"]

        assert body == {
            "required": True,
            "content": {
                "application/json": {
                    "schema": {"$ref": "#/components/schemas/NewThing"},
                    "example": {"fullName": "A"},
                }
            },
        }
        assert not described["paths"]["/things/{id}"]["put"]["requestBody"]["required"]

    def test_describes_fields_as_they_go_over_the_wire(self, described):
        properties = described["components"]["schemas"]["NewThing"]["properties"]

        assert properties["contact"] == {"type": "string", "maxLength": 255, "format": "email"}
        assert properties["price"] == {"type": "number", "minimum": 0, "maximum": 100}

    def test_describes_ids_and_texts_in_paths(self, described):
        paths = described["paths"]

        assert paths["/things/{id}"]["put"]["parameters"] == [
            {"name": "id", "in": "path", "required": True, "schema": {"type": "string", "format": "uuid"}}
        ]
        assert paths["/things/named/{name}"]["get"]["parameters"][0]["schema"] == {"type": "string"}

    def test_offers_an_idempotency_key_on_posts_only(self, described):
        key = {"$ref": "#/components/parameters/IdempotencyKey"}

        assert described["paths"]["/things"]["post"]["parameters"] == [key]
        assert key not in described["paths"]["/things/{id}"]["put"]["parameters"]

    def test_lists_every_refusal_in_the_dialects_shape(self, described):
        refusals = dict(described["paths"]["/things"]["post"]["responses"])
        refusals.pop("201")

        assert list(refusals) == ["401", "409", "413", "415", "422", "429", "500", "503", "default"]
        assert {
            refusal["content"]["application/json"]["schema"]["$ref"] for refusal in refusals.values()
        } == {"#/components/schemas/Refused"}

    def test_asks_for_no_token_where_none_is_needed(self, described):
        public = described["paths"]["/things/named/{name}"]["get"]

        assert public["security"] == []
        assert list(public["responses"]) == ["200", "404", "422", "500", "503", "default"]
        assert described["paths"]["/things"]["get"]["security"] == [{"bearer": []}, {"apiKey": []}]

    def test_tells_of_the_permission(self, described):
        operation = described["paths"]["/things/{id}"]["put"]

        assert operation["description"] == "Needs the permission `things:update`."
        assert "403" in operation["responses"]

    def test_names_only_schemas_that_are_used(self, described):
        assert sorted(described["components"]["schemas"]) == [
            "Changes",
            "Level",
            "NewThing",
            "Page_Thing_",
            "Refused",
            "Thing",
        ]

    def test_refers_to_nothing_that_is_missing(self, described):
        text = msgspec.json.encode(described).decode()

        for reference in set(text.split('"$ref":"#/')[1:]):
            place: Any = described
            for key in reference.partition('"')[0].split("/"):
                place = place[key]

    def test_answers_204_without_a_body(self, described):
        assert "content" not in described["paths"]["/things/{id}"]["delete"]["responses"]["204"]
