import re

import pytest

from accord import __version__
from accord.app.settings import BankingSettings, Settings


class TestHealth:
    async def test_is_told_to_anybody(self, open_client):
        answer = await open_client("/banking/api").get("/health")

        shown = answer.json()
        assert (answer.status_code, shown.keys()) == (200, {"status", "timestamp", "version", "service"})
        assert (shown["status"], shown["version"]) == ("Healthy", __version__)
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z", shown["timestamp"])


class TestHealthUnderAnotherName:
    @pytest.fixture
    def settings(self, settings):
        return Settings(
            auth=settings.auth,
            rate_limits=settings.rate_limits,
            server=settings.server,
            banking=BankingSettings(service_name="Our bank"),
        )

    async def test_tells_the_name(self, banking):
        assert (await banking.get("/health")).json()["service"] == "Our bank"
