"""What messages say, by type, channel and language."""

import pytest

from accord.core.communications.templates import Letter, Letterhead, MessageType, Templates, word
from accord.core.interactions import Channel

HOUSE = Letterhead(name="Planiva", postal_address="1 Main Street, Pune")
CONTEXT = {
    "client_name": "Priya Sharma",
    "event_type": "wedding",
    "event_date": "2025-12-15",
    "budget_strategies": [{"name": "Conservative", "total": 500000, "breakdown": {"venue": 1234.5}}],
}
SUBJECTS = {
    "welcome": "Welcome to Planiva!",
    "budget_summary": "Your Budget Strategies are Ready!",
    "vendor_options": "Your Vendor Options are Ready!",
    "selection_confirmation": "Selection Confirmed",
    "blueprint_delivery": "Your Event Blueprint is Ready!",
    "error_notification": "Update on Your Plan",
    "reminder": "Friendly Reminder",
}


def worded(message_type="budget_summary", channel=Channel.EMAIL, context=CONTEXT, **given):
    return word(Letter(message_type=message_type, channel=channel, context=context, **given), HOUSE)


class TestAnEmail:
    @pytest.mark.parametrize(("message_type", "subject"), SUBJECTS.items())
    def test_has_the_subject_of_its_type(self, message_type, subject):
        assert worded(message_type).subject == subject

    def test_of_the_document_says_what_the_document_says(self):
        text = worded().text

        assert text.startswith(
            "Dear Priya, your budget strategies for your wedding on December 15, 2025 are ready."
        )
        assert "- Conservative: 500,000.00" in text

    @pytest.mark.parametrize("message_type", MessageType)
    def test_has_text_and_html_with_the_postal_address(self, message_type):
        mail = worded(message_type)

        for part in (mail.text, mail.html):
            assert "Dear Priya," in part
            assert HOUSE.postal_address in part

    def test_shows_money_dates_and_lists_in_html(self):
        html = worded().html

        for shown in ("December 15, 2025", "Conservative", "500,000.00", "venue", "1,234.50"):
            assert shown in html

    def test_links_to_what_the_context_links_to(self):
        mail = worded(context={"action_url": "https://plan.example/1?a=b&c=d"})

        assert 'href="https://plan.example/1?a=b&amp;c=d"' in mail.html
        assert "https://plan.example/1?a=b&c=d" in mail.text

    def test_takes_the_subject_of_the_context(self):
        assert worded(context={"email_subject": " Big news "}).subject == "Big news"

    @pytest.mark.parametrize("subject", ["", "   ", None, 7, ["x"], "\r\n"])
    def test_keeps_its_own_subject_when_the_context_has_none(self, subject):
        assert worded(context={"email_subject": subject}).subject == SUBJECTS["budget_summary"]


class TestAGreeting:
    @pytest.mark.parametrize(
        ("context", "given", "name"),
        [
            ({"client_name": "Priya Sharma"}, {"given_name": "Amina"}, "Priya"),
            ({"client_name": "  "}, {"given_name": "Amina"}, "Amina"),
            ({"client_name": 7}, {"full_name": "Amina Otieno"}, "Amina"),
            ({}, {}, "there"),
        ],
    )
    @pytest.mark.parametrize("channel", [Channel.EMAIL, Channel.SMS, Channel.WHATSAPP])
    def test_names_who_is_written_to(self, context, given, name, channel):
        assert worded("welcome", channel, context, **given).text.startswith(f"Dear {name}, ")


class TestAnSMS:
    @pytest.mark.parametrize("message_type", MessageType)
    @pytest.mark.parametrize("language", ["en", "fr"])
    def test_has_neither_subject_nor_html_nor_line_breaks(self, message_type, language):
        message = worded(message_type, Channel.SMS, language=language)

        assert (message.subject, message.html, "\n" in message.text) == (None, None, False)
        assert len(message.text) <= 160

    def test_that_is_too_long_is_cut(self):
        text = worded("reminder", Channel.SMS, {"task": "x" * 500}).text

        assert (len(text), text[-4:]) == (160, "x...")

    def test_of_exactly_as_many_characters_is_not_cut(self):
        fixed = len(worded("reminder", Channel.SMS, {"task": "x"}).text) - 1

        text = worded("reminder", Channel.SMS, {"task": "x" * (160 - fixed)}).text

        assert (len(text), text[-1]) == (160, ".")


class TestABudget:
    def test_lists_the_parts_that_cost_something(self):
        parts = {"venue": 200_000, "decor": {"flowers": 1}, "photos": None}
        context = {"budget_strategies": [{"name": "Conservative", "breakdown": parts}]}

        html = worded("budget_summary", Channel.EMAIL, context).html

        assert ("venue" in html, "200,000.00" in html) == (True, True)
        assert ("decor" in html, "photos" in html) == (False, False)


class TestAListThatIsLong:
    def test_is_counted_whole_and_shown_in_part(self):
        context = {"vendors": [{"name": f"<{number}>"} for number in range(1, 31)]}

        mail = worded("vendor_options", context=context)
        short = worded("vendor_options", Channel.SMS, context).text

        assert [line for line in mail.text.splitlines() if line.startswith("- ")] == [
            f"- <{number}>" for number in range(1, 13)
        ]
        assert "your 30 vendor options" in short


class TestFrench:
    @pytest.mark.parametrize("language", ["fr", "FR", "fr-CA", "fr_FR", "French", "français"])
    def test_is_written_to_who_speaks_it(self, language):
        mail = worded(language=language)

        assert mail.subject == "Vos stratégies budgétaires sont prêtes !"
        assert mail.text.startswith(
            "Bonjour Priya, vos stratégies budgétaires pour votre wedding du 15 décembre 2025"
        )
        assert "500\u00a0000,00" in mail.text
        assert '<html lang="fr">' in mail.html

    @pytest.mark.parametrize("language", [None, "", "en-GB", "Hindi", "frisian"])
    def test_is_not_written_to_others(self, language):
        assert worded(language=language).text.startswith("Dear Priya, ")


class TestAMissingVariable:
    @pytest.mark.parametrize("message_type", [*MessageType, "somebody_elses_type", "../en/welcome"])
    @pytest.mark.parametrize("channel", [Channel.EMAIL, Channel.SMS, Channel.WHATSAPP, Channel.PUSH])
    def test_never_stops_a_message(self, message_type, channel):
        assert worded(message_type, channel, {}).text.startswith("Dear there, ")

    def test_is_named(self):
        assert worded("reminder", context={}).missing == ("task",)
        assert worded("reminder", context={"task": "Choose a caterer"}).missing == ()


class TestTemplates:
    async def test_word_a_message_to_a_customer(self, make):
        customer = await make.customer(given_name="Zoé")

        rendered = Templates(HOUSE).render("welcome", Channel.EMAIL, "fr", {}, customer)

        assert rendered.subject == "Bienvenue chez Planiva !"
        assert rendered.text.startswith("Bonjour Zoé, bienvenue chez Planiva !")
        assert "<html" in rendered.html
