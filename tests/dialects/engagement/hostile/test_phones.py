"""The same texts by SMS and WhatsApp, through the vendors' interfaces."""

import pytest

from accord.core.communications.templates import MessageType
from accord.kit.http.answers import encode

from .mails import squeezed
from .payloads import LITERAL, TEXTS, everywhere

PHONE = "+254700000001"
CHANNELS = {"twilio": "sms", "whatsapp": "whatsapp"}
# Each type in one language with every other text, so that each text meets types and languages enough.
CASES = [
    (kind, ("en", "fr", "de")[number % 3], TEXTS[number % 2 :: 2]) for number, kind in enumerate(MessageType)
]
IDS = [f"{kind}-{language}" for kind, language, _ in CASES]


@pytest.fixture
def phoned(carry, vendors, database):
    """Sends contexts to one phone; what the vendor took of them, in order."""

    async def phoned(vendor, body, contexts):
        bodies = [body | {"context": each, "preferred_channel": CHANNELS[vendor]} for each in contexts]
        sent = await carry(bodies)
        taken = vendors.ledger.entries(kind="accepted")
        assert [(each["vendor"], each["recipient"]) for each in taken] == [(vendor, PHONE)] * len(contexts)
        ids = dict(await database.pool.fetch("SELECT provider_id, CAST(id AS text) FROM communications"))
        found = {ids[each["id"]]: each for each in taken}
        return [found[each] for each in sent]

    return phoned


def steers(text):
    """Whether anything in the text is no word, no blank and no line end."""
    return any(not (letter.isprintable() or letter in "\n\t\u200d\u00a0") for letter in text)


class TestAnSMS:
    @pytest.mark.parametrize(("message_type", "language", "texts"), CASES, ids=IDS)
    async def test_is_one_line_of_words(self, client_of, phoned, message_type, language, texts):
        body = await client_of(language=language) | {"message_type": message_type}

        taken = await phoned("twilio", body, [everywhere(text) for text in texts])

        said = [each["text"] for each in taken]
        assert [text for text in said if len(text) > 160 or "\n" in text or steers(text)] == []
        assert {text.split()[0] for text in said} == {"Bonjour" if language == "fr" else "Dear"}

    async def test_runs_nothing(self, client_of, phoned):
        body = await client_of() | {"message_type": "reminder"}
        texts = [text for text in LITERAL if len(text) < 100]

        taken = await phoned("twilio", body, [{"task": text} for text in texts])

        found = dict(zip(texts, (squeezed(each["text"]) for each in taken), strict=True))
        assert [text for text in texts if squeezed(text) not in found[text]] == []

    async def test_has_no_half_of_an_address(self, client_of, phoned):
        body = await client_of() | {"message_type": "reminder"}
        context = {"task": "x" * 100, "action_url": "https://plan.example.com/" + "y" * 50}

        (taken,) = await phoned("twilio", body, [context])

        assert taken["text"] == f"Dear Amina, a friendly reminder: {'x' * 100}...."


class TestAWhatsApp:
    @pytest.mark.parametrize(("message_type", "language", "texts"), CASES, ids=IDS)
    async def test_is_words(self, client_of, phoned, message_type, language, texts):
        body = await client_of(language=language) | {"message_type": message_type}

        taken = await phoned("whatsapp", body, [everywhere(text) for text in texts])

        found = dict(zip(texts, (squeezed(each["text"]) for each in taken), strict=True))
        assert [text for text, said in found.items() if steers(said)] == []
        assert [text for text in texts if text in LITERAL and squeezed(text) not in found[text]] == []

    async def test_is_no_longer_than_one_may_be(self, client_of, phoned):
        (taken,) = await phoned("whatsapp", await client_of(), [{"message": "x" * 60_000}])

        assert (len(taken["text"]), taken["text"][-5:]) == (4096, "xx...")


class TestAnApprovedTemplate:
    @pytest.fixture
    def session_templates(self):
        return {"reminder": "friendly_reminder:en_US:task,event_date"}

    async def test_is_filled_with_words(self, client_of, phoned):
        body = await client_of(wrote=False) | {"message_type": "reminder"}
        values = [*TEXTS, {"name": "x", "__class__": 1}, ["a", {"b": 1}], True, None, {"x": 1}]

        taken = await phoned("whatsapp", body, [{"task": value, "event_date": 7} for value in values])

        texts = [each["text"] for each in taken]
        parameters = [each["sent"]["template"]["components"][0]["parameters"] for each in taken]
        assert [len(each) for each in parameters] == [2] * len(values)
        assert texts[-5:] == [f"friendly_reminder {each} 7" for each in ("x", "a", "-", "-", "-")]
        assert [text for text in texts if steers(text)] == []


def test_the_payloads_fit_into_a_context():
    assert max(len(encode(everywhere(text))) for text in TEXTS) <= 64 * 1024
