"""What is decided before any operation is found: the host's name, and what may be asked of a path."""

import pytest

from .world import methods_of


class TestTheHostHeader:
    @pytest.mark.parametrize("host", ["a>b", "a b", 'x"y', "a/b"])
    async def test_that_names_no_host_is_the_callers_mistake(self, driver, client, host):
        answer = await client.get(driver.records, headers={"Host": host})

        assert answer.status_code == 400
        driver.check_envelope(answer.json(), 400)


class TestOptions:
    async def test_names_every_method_of_a_path(self, driver, client, world):
        for path, methods in methods_of(driver, world).items():
            answer = await client.options(path)
            assert (answer.status_code, answer.headers["allow"]) == (204, ", ".join(sorted(methods)))

    async def test_of_an_unknown_path_is_404(self, driver, client):
        answer = await client.options("/nowhere")

        assert answer.status_code == 404
        driver.check_envelope(answer.json(), 404)
