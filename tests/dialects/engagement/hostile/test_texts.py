"""Texts that want to be more than texts, in every place of every template, through a real mail server."""

import pytest

from accord.core.communications.templates import MessageType

from .payloads import BREAKS, CODE, LINK, LITERAL, NO_LINKS, TEXTS, everywhere


class TestAHostileText:
    @pytest.mark.parametrize("language", ["en", "fr", "de"])
    @pytest.mark.parametrize("message_type", MessageType)
    async def test_stays_words_of_its_mail(self, client_of, mail_all, message_type, language):
        body = await client_of(language=language) | {"message_type": message_type}
        texts = TEXTS if language != "de" else TEXTS[::10]  # which is written in English

        harmless, *mails = await mail_all(body, [everywhere(text) for text in ("words", *texts)])

        found = dict(zip(texts, mails, strict=True))
        assert {text: wrongs for text, mail in found.items() if (wrongs := mail.wrongs(harmless))} == {}
        assert [text for text, mail in found.items() if text in LITERAL and not mail.says(text)] == []

    async def test_links_to_nothing(self, client_of, mail_all):
        contexts = [everywhere("words") | {"action_url": text} for text in [None, *NO_LINKS, *CODE, *BREAKS]]

        without, *mails = await mail_all(await client_of(), contexts)

        assert [mail.wrongs(without) for mail in mails] == [[]] * len(mails)
        assert LINK not in without.text
