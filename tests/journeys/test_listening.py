"""Ports that belong to one dialect: a program made for it needs no other address."""

import httpx
import pytest

from .people import account_holder, traveller


@pytest.fixture
def call(server, ports):
    """Call a path at a dialect's own port."""

    def send(dialect, method, path, **given):
        headers = {"Authorization": f"Bearer {server.token}"}
        url = f"http://127.0.0.1:{ports[dialect]}{path}"
        return httpx.request(method, url, headers=headers, timeout=60, trust_env=False, **given)

    return send


class TestADialectsOwnPort:
    def test_is_told_at_the_start(self, server, ports):
        for dialect, port in ports.items():
            assert f"  {dialect}   also on :{port}\n" in server.output

    def test_serves_banking_at_its_documents_base(self, call):
        made = call("banking", "POST", "/api/customers", json=account_holder(1))

        assert made.status_code == 201
        assert made.headers["location"] == f"/api/customers/{made.json()['id']}"
        assert call("banking", "GET", made.headers["location"]).json() == made.json()

    @pytest.mark.parametrize(("base", "number"), [("/api/v1", 2), ("/v1", 3)])
    def test_serves_tourism_at_both_of_its_bases(self, call, base, number):
        made = call("tourism", "POST", f"{base}/customers/", json=traveller(number))

        assert made.status_code == 201
        assert call("tourism", "GET", f"{base}/customers/{made.json()['id']}").json() == made.json()

    @pytest.mark.parametrize(
        ("dialect", "keys"), [("banking", {"error", "statusCode"}), ("tourism", {"detail"})]
    )
    def test_wears_its_envelope_on_unknown_paths(self, call, dialect, keys):
        answer = call(dialect, "GET", "/nothing/here")

        assert (answer.status_code, answer.json().keys()) == (404, keys)

    def test_links_pages_at_its_own_address(self, call, ports):
        for number in (4, 5):
            assert call("banking", "POST", "/api/customers", json=account_holder(number)).status_code == 201

        link = call("banking", "GET", "/api/customers", params={"pageSize": 1}).headers["link"]

        assert f"<http://127.0.0.1:{ports['banking']}/api/customers?" in link

    def test_leaves_the_common_port_to_the_mounts(self, server):
        answer = httpx.get(f"{server.base}/banking/api/health", timeout=60, trust_env=False)

        assert (answer.status_code, answer.json()["status"]) == (200, "Healthy")
