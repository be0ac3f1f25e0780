from accord.kit.http.operations import Operation
from accord.kit.http.routing import Paths


async def nothing(ctx, call):
    raise AssertionError("nobody is asked")


def paths(*declared: str) -> Paths[str]:
    """Paths declared as "METHOD /path", each leading to its own declaration."""
    pairs = [each.split(" ") for each in declared]
    operations = [Operation(method=method, path=path, summary="", handler=nothing) for method, path in pairs]
    return Paths(operations, lambda operation: f"{operation.method} {operation.path}")


class TestFindingAPath:
    def test_gives_the_parameters_by_name(self):
        found = paths("GET /orders/{order_id}/lines/{id}").find("/orders/7/lines/9")
        assert found.of("GET") == ("GET /orders/{order_id}/lines/{id}", {"order_id": "7", "id": "9"})

    def test_prefers_a_word_to_a_parameter(self):
        found = paths("GET /customers/{id}", "GET /customers/mine").find("/customers/mine")
        assert found.of("GET") == ("GET /customers/mine", {})

    def test_takes_the_parameter_where_the_word_leads_nowhere(self):
        found = paths("GET /customers/mine/notes", "GET /customers/{id}/tags").find("/customers/mine/tags")
        assert found.of("GET") == ("GET /customers/{id}/tags", {"id": "mine"})

    def test_ends_at_nothing_that_is_only_a_beginning(self):
        assert paths("GET /customers/{id}/tags").find("/customers/7") is None
        assert paths("GET /customers").find("/customers/7") is None

    def test_knows_letter_case(self):
        assert paths("GET /customers").find("/Customers") is None

    def test_takes_several_slashes_for_one_and_a_last_one_for_none(self):
        assert paths("GET /customers/{id}").find("//customers///7/").of("GET")[1] == {"id": "7"}

    def test_finds_the_base_itself(self):
        assert paths("GET /").find("/").of("GET") == ("GET /", {})


class TestAMethod:
    def test_of_another_operation_leads_to_none(self):
        assert paths("GET /customers").find("/customers").of("POST") is None

    def test_head_is_answered_as_get(self):
        assert paths("GET /customers").find("/customers").of("HEAD") == ("GET /customers", {})

    def test_is_named_among_those_that_may_be_asked(self):
        found = paths("GET /customers", "POST /customers").find("/customers")
        assert found.methods() == ("GET", "HEAD", "OPTIONS", "POST")

    def test_head_is_not_named_without_get(self):
        assert paths("POST /customers").find("/customers").methods() == ("OPTIONS", "POST")
