"""What is decided before any operation is found: the host's name, and what may be asked of a path."""

import pytest


class TestTheHostHeader:
    @pytest.mark.parametrize("host", ["a>b", "a b", 'x"y', "a/b"])
    async def test_that_names_no_host_is_the_callers_mistake(self, driver, client, host):
        answer = await client.get(driver.customers, headers={"Host": host})

        assert answer.status_code == 400
        driver.check_envelope(answer.json(), 400)


class TestOptions:
    async def test_names_every_method_of_a_path(self, driver, client, world):
        one = f"{driver.customers.rstrip('/')}/{world.customer.id}"

        answers = [await client.options(path) for path in (driver.customers, one)]

        assert [(answer.status_code, answer.headers["allow"]) for answer in answers] == [
            (204, "GET, HEAD, OPTIONS, POST"),
            (204, "DELETE, GET, HEAD, OPTIONS, PUT"),
        ]

    async def test_of_an_unknown_path_is_404(self, driver, client):
        answer = await client.options("/nowhere")

        assert answer.status_code == 404
        driver.check_envelope(answer.json(), 404)
