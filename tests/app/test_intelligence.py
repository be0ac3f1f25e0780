import pytest

from accord.app.intelligence import analyser_of
from accord.app.settings import IntelligenceSettings, SettingsError, load
from accord.intelligence.local import LocalSentiment
from accord.intelligence.openai import EndpointSentiment

URL = "https://api.example.com/v1"


class TestTheAnalyserOfAnInstallation:
    def test_is_local_by_default(self):
        assert isinstance(analyser_of(IntelligenceSettings()), LocalSentiment)

    def test_asks_a_configured_endpoint(self):
        assert isinstance(analyser_of(IntelligenceSettings(url=URL, model="m")), EndpointSentiment)

    def test_is_local_when_the_endpoint_may_not_be_asked_about_sentiment(self):
        settings = IntelligenceSettings(url=URL, model="m", features=())

        assert isinstance(analyser_of(settings), LocalSentiment)


class TestTheSettingsOfIntelligence:
    @pytest.mark.parametrize(
        ("given", "said"),
        [
            ({"LANGUAGES": "en,French"}, "takes two letters"),
            ({"FEATURES": "telepathy"}, "it takes sentiment"),
            ({"URL": "ftp://example.com", "MODEL": "m"}, "start with https://"),
            ({"URL": URL}, "needs intelligence.model"),
        ],
    )
    def test_stop_the_start_when_they_are_wrong(self, given, said):
        environ = {f"ACCORD_INTELLIGENCE__{name}": value for name, value in given.items()}

        with pytest.raises(SettingsError, match=said):
            load(environ=environ)

    def test_take_what_an_endpoint_needs(self):
        environ = {
            "ACCORD_INTELLIGENCE__URL": URL,
            "ACCORD_INTELLIGENCE__MODEL": "m",
            "ACCORD_INTELLIGENCE__KEY": "k",
        }

        settings = load(environ=environ).intelligence

        assert (settings.url, settings.model, settings.languages) == (URL, "m", ("en", "fr", "ar", "sw"))
