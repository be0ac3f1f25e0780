from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from accord.core.communications import OutboundMessage
from accord.core.communications.templates import Letter, Letterhead, word
from accord.core.communications.tracking import LinkMaker, MailFinisher
from accord.core.interactions import Channel
from accord.kit.ids import new_id

LINKS = LinkMaker("https://crm.example", "a secret")
NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)


class FolderOfTest:
    async def read(self, name, *, most_bytes):
        return b"%PDF-1.7" if name == "plan.pdf" else None


@pytest.fixture
def communication():
    return SimpleNamespace(
        id=new_id(), customer_id=new_id(), created_at=NOW, origin="engagement", metadata={}
    )


async def finished(communication, channel=Channel.EMAIL, **given):
    letter = Letter(
        message_type="welcome", channel=channel, context={"action_url": "https://plan.example/1?a=b&c=d"}
    )
    worded = word(letter, Letterhead(name="Planiva", postal_address="1 Main Street"))
    values = {"text": worded.text, "html": worded.html, "subject": worded.subject} | given
    message = OutboundMessage(
        communication_id=communication.id, channel=channel, recipient="a@example.com", reference="r", **values
    )
    return message, await MailFinisher(LINKS, FolderOfTest()).finish(communication, message)


class TestFinishingAnEmail:
    async def test_adds_the_one_click_headers(self, communication):
        _, mail = await finished(communication, headers={"X-Kept": "1"})

        way_out = LINKS.unsubscribe(communication.id, communication.customer_id)
        assert mail.headers == {
            "X-Kept": "1",
            "List-Unsubscribe": f"<{way_out}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }

    async def test_adds_the_way_out_to_text_and_html(self, communication):
        _, mail = await finished(communication)

        for address in (
            LINKS.unsubscribe(communication.id, communication.customer_id),
            LINKS.preferences(communication.customer_id, since=NOW),
        ):
            assert (mail.text.count(address), mail.html.count(address)) == (1, 1)
        assert mail.text.count("\n--\n") == 1

    async def test_counts_clicks_and_opens_in_html(self, communication):
        _, mail = await finished(communication)

        assert f'href="{LINKS.click(communication.id, "https://plan.example/1?a=b&c=d")}"' in mail.html
        assert "https://plan.example" not in mail.html
        assert mail.html.count(LINKS.pixel(communication.id)) == 1
        assert "https://plan.example/1?a=b&c=d" in mail.text

    async def test_is_the_same_at_every_attempt(self, communication):
        assert await finished(communication) == await finished(communication)

    async def test_speaks_the_language_of_the_message(self, communication):
        _, mail = await finished(communication, language="fr")

        assert "Se désabonner: " in mail.text

    @pytest.mark.parametrize(
        "page", ["<p>Hello <a href='https://x.example/'>x</a></p>", "<HTML><BODY><p>Hi</p></BODY></HTML>"]
    )
    async def test_finishes_what_somebody_wrote(self, communication, page):
        _, mail = await finished(communication, html=page, text="Hello")

        assert LINKS.pixel(communication.id) in mail.html
        assert "x.example" not in mail.html
        assert mail.html.lower().count("</body>") == page.lower().count("</body>")

    async def test_finds_the_end_of_a_page_behind_letters_that_grow(self, communication):
        page = f"<html><body><p>{'İ' * 9}</p></body></html>"

        _, mail = await finished(communication, html=page)

        assert mail.html.startswith(f"<html><body><p>{'İ' * 9}</p><p style=")
        assert mail.html.endswith("></body></html>")

    async def test_does_not_stall_at_elements_without_an_end(self, communication):
        page = "<a " * 200_000 + "<a href='https://x.example/'>x</a>"

        _, mail = await finished(communication, html=page)

        assert "x.example" not in mail.html

    async def test_leaves_links_that_are_none_of_the_web(self, communication):
        page = '<a href="mailto:a@example.com">x</a><a name="top">y</a><a href="#top">z</a>'

        _, mail = await finished(communication, html=page)

        assert mail.html.startswith(page)

    async def test_attaches_what_is_there(self, communication):
        communication.metadata = {"attachments": ["plan.pdf", "missing.pdf", "../plan.pdf"]}

        _, mail = await finished(communication)

        assert [each.filename for each in mail.attachments] == ["plan.pdf"]


class TestFinishingSomethingElse:
    @pytest.mark.parametrize("channel", [Channel.SMS, Channel.WHATSAPP])
    async def test_changes_nothing_on_other_channels(self, communication, channel):
        message, left = await finished(communication, channel)

        assert left == message

    async def test_changes_nothing_of_an_answer_by_staff(self, communication):
        communication.origin = "conversation"

        message, left = await finished(communication)

        assert left == message
