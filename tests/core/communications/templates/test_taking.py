from types import SimpleNamespace

import pytest

from accord.core.communications.templates import Letterhead, Templates

CUSTOMER = SimpleNamespace(given_name="Amina", full_name="Amina Otieno")
CONTEXT = {
    "client_name": "Priya Sharma",
    "event_date": "2025-12-15",
    "total": "1234.5",
    "guests": 120,
    "options": [{"name": "Hall"}, {"name": "Garden"}],
    "venue": {"name": "The Leela", "city": "Bengaluru"},
    "phone": "2025550123",
    "is_open": True,
}


@pytest.fixture
def take():
    templates = Templates(Letterhead(name="Planiva", postal_address="1 Lavelle Road"))

    def taken(*names, language="en", context=CONTEXT):
        return templates.taken_values(names, language, context, CUSTOMER)

    return taken


class TestWhatAProvidersTemplateTakes:
    @pytest.mark.parametrize(
        ("name", "words"),
        [
            ("client_name", "Priya Sharma"),
            ("first_name", "Priya"),
            ("company", "Planiva"),
            ("event_date", "December 15, 2025"),
            ("total", "1,234.50"),
            ("guests", "120"),
            ("venue", "The Leela"),
            ("options", "Hall, Garden"),
            ("phone", "2025550123"),
            ("is_open", ""),
            ("nothing", ""),
        ],
    )
    def test_reads_as_in_our_own_texts(self, take, name, words):
        assert take(name) == (words,)

    def test_is_in_the_templates_language(self, take):
        assert take("event_date", "total", language="fr_FR") == ("15 décembre 2025", "1\u00a0234,50")

    def test_names_the_customer_when_the_context_does_not(self, take):
        assert take("client_name", "first_name", context={}) == ("Amina Otieno", "Amina")
