"""What else a message is made of: addresses, names, languages, files, and the house that sends it."""

import os

import pytest

from accord.app.settings import OrganisationSettings
from accord.core.communications.templates import MOST_BYTES
from dialects.banking.forms import CUSTOMER

from .conftest import body_of
from .payloads import BREAKS, CODE, FILES, MARKUP, NO_ADDRESSES, NO_PHONES

PDF = b"%PDF-1.7 \r\n.\r\nMAIL FROM:<evil@attacker.example>\r\n"
LANGUAGES = ("../fr", "{{ company }}", 'fr" onload="x', "en\r\nBcc: x@attacker.example", "fr\n.\n")
ODD = '<b>"Söhne" & {company} {{ first_name }}'


@pytest.fixture
def answers_to(engagement, carry):
    """What is answered to contexts, when all that was accepted has been carried."""

    async def answers_to(body, contexts):
        sent = [await engagement.post("/communications", json=body | {"context": each}) for each in contexts]
        await carry([])
        shown = [answer.json() for answer in sent]
        return {(answer.status_code, each["status"]) for answer, each in zip(sent, shown, strict=True)}

    return answers_to


class TestAHostileAddress:
    @pytest.mark.parametrize("key", ["recipient_email", "client_email"])
    async def test_is_none(self, client_of, answers_to, sink, key):
        found = await answers_to(await client_of(phone=None), [{key: each} for each in NO_ADDRESSES])

        assert (found, sink.mails()) == ({(200, "suppressed")}, [])

    @pytest.mark.parametrize("channel", ["sms", "whatsapp"])
    @pytest.mark.parametrize("key", ["recipient_phone", "client_phone"])
    async def test_is_no_phone_of_somebody(self, client_of, answers_to, vendors, channel, key):
        body = await client_of(email=None) | {"preferred_channel": channel}

        found = await answers_to(body, [{key: each} for each in NO_PHONES])

        assert (found, vendors.ledger.entries(kind="accepted")) == ({(200, "suppressed")}, [])

    async def test_leaves_the_other_channels(self, client_of, carry, sink, vendors):
        body = await client_of() | {"context": {"recipient_phone": "call me"}, "preferred_channel": "sms"}

        await carry([body])

        assert [each["recipients"] for each in sink.ledger.entries(kind="accepted")] == [
            ["ann@customer.example"]
        ]
        assert vendors.ledger.entries(kind="accepted") == []

    async def test_of_a_customer_is_no_way_to_reach_them(self, engagement, client_of, answers_to, sink):
        body = await client_of(email="Ann <ann@x.example>", phone="ask Ann")

        shown = (await engagement.get(f"/preferences/{body['client_id']}")).json()

        assert shown["available_channels"] == []
        assert (await answers_to(body, [{}]), sink.mails()) == ({(200, "suppressed")}, [])


class TestAHostileName:
    async def test_of_a_customer_stays_a_word(self, banking, engagement, mail):
        bodies = []
        for number, name in enumerate(MARKUP + BREAKS + CODE):
            given = {"firstName": name, "lastName": name, "email": f"ann{number}@customer.example"}
            answer = await banking.post("/customers", json=CUSTOMER | given)
            assert answer.status_code in {201, 400}
            if answer.status_code == 201:
                bodies.append(await body_of(engagement, answer.json()["id"], "en"))

        named = await mail(bodies)
        harmless = await mail([body | {"context": {"client_name": "Words"}} for body in bodies])

        assert [each.wrongs(other) for each, other in zip(named, harmless, strict=True)] == [[]] * len(bodies)
        assert len(bodies) > 10

    @pytest.mark.parametrize("language", LANGUAGES, ids=range(len(LANGUAGES)))
    async def test_of_a_language_names_none(self, client_of, mail_all, language):
        body = await client_of(language=language)

        harmless, mail = await mail_all(body, [{"client_name": "Words"}, {}])

        assert (mail.wrongs(harmless), mail.page.structure[1]) == ([], ("html", (("lang", "en"),)))


class TestAnOddHouse:
    @pytest.fixture
    def organisation(self):
        return OrganisationSettings(name=f"{ODD}\r\nBcc: x@x.example", postal_address=MARKUP[5])

    async def test_is_called_as_it_is(self, client_of, mail_all):
        (mail,) = await mail_all(await client_of(), [{}])

        assert str(mail.mail["Subject"]) == f"Welcome to {ODD}  Bcc: x@x.example!"
        assert mail.headers[:3] == ["From", "To", "Date"]
        assert "Bcc" not in mail.mail
        assert mail.says(ODD)
        assert mail.says(MARKUP[5])
        assert {kind[0] for kind in mail.page.structure if isinstance(kind, tuple)} >= {"html", "a", "img"}
        assert mail.page.words.count("<b>") == mail.html.count("&lt;b&gt;")


class TestHostileFiles:
    @pytest.fixture
    def folder(self, settings):
        (folder := settings.data / "attachments").mkdir()
        (settings.data / "plan.pdf").write_bytes(PDF)
        (folder / "plan.pdf").write_bytes(PDF)
        (folder / "folder.pdf").mkdir()
        (folder / "link.pdf").symlink_to(settings.data / "plan.pdf")
        os.mkfifo(folder / "pipe.pdf")
        (folder / "fake.pdf").write_bytes(b"MZ" + PDF)
        (folder / "large.pdf").write_bytes(PDF + bytes(MOST_BYTES))
        return folder

    async def test_are_left_out(self, folder, client_of, mail_all):
        body = await client_of() | {"message_type": "blueprint_delivery"}

        without, *mails = await mail_all(body, [{}, *({"attachments": [each]} for each in FILES)])

        assert [mail.headers for mail in mails] == [without.headers] * len(FILES)

    async def test_leave_what_is_good_whole(self, folder, client_of, mail_all):
        body = await client_of() | {"message_type": "blueprint_delivery"}

        (mail,) = await mail_all(body, [{"attachments": [*FILES[:8], "plan.pdf", "plan.pdf"]}])

        (part,) = mail.mail.iter_attachments()
        assert (part.get_filename(), part.get_content_type()) == ("plan.pdf", "application/pdf")
        assert part.get_payload(decode=True) == PDF

    async def test_are_told_apart_from_those_that_went(self, folder, client_of, mail_all, engagement):
        body = await client_of() | {"message_type": "blueprint_delivery"}

        await mail_all(body, [{"attachments": ["fake.pdf", "plan.pdf"]}])

        (row,) = (await engagement.get("/communications")).json()["communications"]
        told = (await engagement.get(f"/communications/{row['communication_id']}")).json()["metadata"]
        assert (told["attachments"], told["attachments_left_out"]) == (["plan.pdf"], ["fake.pdf"])

    async def test_are_not_spoken_of(self, folder, client_of, mail_all):
        body = await client_of() | {"message_type": "blueprint_delivery"}

        bad, good = await mail_all(body, [{"attachments": ["../plan.pdf"]}, {"attachments": ["plan.pdf"]}])

        assert ("You find it attached." in bad.text, "You find it attached." in good.text) == (False, True)
