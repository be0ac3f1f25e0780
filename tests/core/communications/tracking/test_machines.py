from datetime import UTC, datetime, timedelta

import pytest

from accord.core.communications.tracking import Visit
from accord.core.communications.tracking.machines import is_machine

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
SENT = NOW - timedelta(hours=1)
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0"


def visited(agent=FIREFOX, sent_at=SENT, **given):
    return is_machine(Visit(user_agent=agent, **given), sent_at=sent_at, now=NOW)


class TestAVisit:
    @pytest.mark.parametrize(
        "agent",
        [
            FIREFOX,
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148",
            "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)",
            "YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html",
            "Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.4266; Pro)",
        ],
    )
    def test_is_a_persons(self, agent):
        assert not visited(agent)

    @pytest.mark.parametrize(
        "agent",
        [
            *(
                "",
                "Mozilla/5.0",
                "curl/8.5.0",
                "python-requests/2.32",
                "Googlebot/2.1",
                "Barracuda Sentinel (EE)",
            ),
            *("Slackbot-LinkExpanding 1.0", "facebookexternalhit/1.1", "WhatsApp/2.23", "HeadlessChrome/120"),
        ],
    )
    def test_is_a_programs_by_its_name(self, agent):
        assert visited(agent)

    @pytest.mark.parametrize("purpose", ["prefetch", "prefetch;prerender", "preview", "  Prefetch "])
    def test_is_ahead_of_anybody(self, purpose):
        assert visited(purpose=purpose)

    @pytest.mark.parametrize(("seconds", "machine"), [(0, True), (2.9, True), (3, False)])
    def test_within_seconds_of_sending_is_a_programs(self, seconds, machine):
        assert visited(sent_at=NOW - timedelta(seconds=seconds)) is machine

    def test_that_only_asks_for_the_head_is_a_programs(self):
        assert visited(method="HEAD")
