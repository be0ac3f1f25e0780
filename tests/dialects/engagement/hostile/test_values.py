"""Values that no template expects: of other kinds, out of all range, or more than a message may hold."""

import json
import re

import pytest

from accord.core.communications.templates import MessageType

from .conftest import AT_ONCE
from .payloads import CODE, INNER_KEYS, MARKUP, TOO_MUCH, VALUES, everywhere

MOST_BYTES = 64 * 1024
OF_PYTHON = re.compile(r"None|True|False|Undefined|Markup|Decimal|\{'|\['|'\}|'\]|\{&#39;")
BODIES = [
    "[]",
    '""',
    "1",
    "null",
    "{",
    '{"context": NaN}',
    '{"context": {"x": Infinity}}',
    '{"context": {"x": 1e400}}',
]


def of_size(size: int) -> dict[str, str]:
    """A context of so many bytes."""
    return {"message": "x" * (size - len(json.dumps({"message": ""}, separators=(",", ":"))))}


def nested(levels: int) -> object:
    return [nested(levels - 1)] if levels else "x"


class TestAnUnexpectedValue:
    @pytest.mark.parametrize("message_type", MessageType)
    async def test_never_stops_a_message(self, client_of, mail_all, message_type):
        body = await client_of() | {"message_type": message_type}

        mails = await mail_all(body, [everywhere(value) for value in VALUES])

        found = zip(VALUES, mails, strict=True)
        assert [value for value, mail in found if not mail.text.startswith("Dear ")] == []
        assert [mail.text for mail in mails if OF_PYTHON.search(mail.text + mail.page.words)] == []

    async def test_is_written_as_a_number_or_a_day_when_it_is_one(self, client_of, mail_all):
        context = {
            "amount": -0.0,
            "event_date": "9999-12-31T23:59:59.9999999Z",
            "selection_name": {"name": 7},
        }
        body = await client_of() | {"message_type": "selection_confirmation"}

        (mail,) = await mail_all(body, [context])

        assert mail.text.startswith("Dear Amina, we have confirmed your selection: 7 ")
        assert "Amount: 0.00\n" in mail.text

    async def test_of_a_list_is_shown_item_by_item(self, client_of, mail_all):
        body = await client_of() | {"message_type": "error_notification"}

        (mail,) = await mail_all(body, [{"next_steps": ["We call you", True, {"x": 1}, 7]}])

        assert "What happens next: We call you, 7\n" in mail.text


class TestAKeyOfTheTemplates:
    @pytest.mark.parametrize("message_type", MessageType)
    async def test_means_nothing_in_a_context(self, client_of, mail_all, message_type):
        body = await client_of() | {"message_type": message_type}
        shadows = [dict.fromkeys(INNER_KEYS, value) for value in (CODE[0], MARKUP[0], {"size": 7}, [[1]])]

        plain, *mails = await mail_all(body, [{}, *shadows])

        assert [mail.words for mail in mails] == [plain.words] * len(mails)


class TestTooMuch:
    @pytest.mark.parametrize("context", TOO_MUCH, ids=range(len(TOO_MUCH)))
    async def test_is_replaced_by_the_general_text(self, client_of, mail_all, context):
        body = await client_of() | {"message_type": "budget_summary"}

        plain, mail = await mail_all(body, [{}, context])

        assert mail.words == plain.words

    async def test_is_all_beyond_64_KiB(self, client_of, engagement, mail_all):  # noqa: N802
        body = await client_of()

        refused = await engagement.post("/communications", json=body | {"context": of_size(MOST_BYTES + 1)})
        (mail,) = await mail_all(body, [of_size(MOST_BYTES)])

        assert (refused.status_code, refused.json()["error"]["details"]["field"]) == (400, "context")
        assert "x" * 60_000 in mail.page.words

    async def test_is_all_beyond_64_levels(self, client_of, engagement, mail_all):
        body = await client_of()

        refused = await engagement.post("/communications", json=body | {"context": {"x": nested(63)}})
        (mail,) = await mail_all(body, [{"x": nested(62), "message": nested(62)}])

        assert refused.status_code == 400
        assert mail.text.startswith("Dear Amina, ")


class TestWhatIsNoJSON:
    @pytest.mark.parametrize(
        "written", [*BODIES, r'{"context": {"x": "\u0000"}}', r'{"context": {"x": "\ud800"}}']
    )
    async def test_is_refused(self, engagement, carry, sink, written):
        headers = AT_ONCE | {"Content-Type": "application/json"}

        answer = await engagement.post("/communications", content=written, headers=headers)
        await carry([])

        assert answer.status_code == 400
        assert sink.mails() == []
