"""What is signed and says nothing anybody expects: it is taken or called unreadable, and never our fault."""

import hashlib
import hmac
import json

import pytest
from hypothesis import HealthCheck, Phase, given
from hypothesis import strategies as st

from make.depth import TRIED, drawing
from vendors import ACCOUNTS, twilio_inbound, twilio_status

from .conftest import BASE

WHATSAPP, TWILIO = (f"http://accord.test{BASE}/webhooks/{name}" for name in ("whatsapp", "twilio"))
KNOWN = "w1"  # a message that was sent
drawn = drawing(
    150,
    10_000,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)

PLAIN = [KNOWN, "sent", "delivered", "read", "failed", "text", "STOP", "254700000001", "1698412800", "\x00"]
words = st.sampled_from(PLAIN) | st.text(max_size=20) | st.just("x" * 20_000)
numbers = st.integers(-(10**20), 10**20) | st.floats(allow_nan=False, allow_infinity=False)
anything = st.recursive(
    st.none() | st.booleans() | numbers | words | st.just("\ud83d"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=6,
)


def mostly(known):
    """One in twenty-five is anything."""
    return st.integers(0, 24).flatmap(lambda drawn: known if drawn else anything)


def shaped(**fields):
    """An object with these fields, mostly."""
    return mostly(st.fixed_dictionaries({name: mostly(known) for name, known in fields.items()}))


def several(each):
    return st.lists(each, max_size=2)


statuses = shaped(
    id=words,
    status=words,
    timestamp=numbers | words,
    recipient_id=words,
    errors=several(shaped(code=numbers)),
)
parts = shaped(body=words, title=words, caption=words, button_reply=shaped(title=words))
messages = shaped(
    **{"from": words},
    id=words,
    type=words,
    timestamp=numbers | words,
    text=parts,
    image=parts,
    context=shaped(id=words),
)
values = shaped(
    statuses=several(statuses), messages=several(messages), metadata=shaped(display_phone_number=words)
)
calls = shaped(entry=several(shaped(changes=several(shaped(value=values)))))
forms = st.dictionaries(
    st.sampled_from(
        ["MessageSid", "SmsSid", "MessageStatus", "SmsStatus", "Timestamp", "ErrorCode", "From", "To", "Body"]
    )
    | st.text(max_size=5).map("Extra{}".format),
    words | st.just("9" * 30),
    max_size=6,
)


@pytest.fixture
def settings(phones):
    return phones


@pytest.fixture
async def provider(open_client, message):
    """A provider that has taken a message of ours."""
    await message(channel="whatsapp", provider="whatsapp", provider_id=KNOWN)
    await message(channel="sms", provider="twilio", provider_id=KNOWN)
    return open_client("")


def check(answer):
    assert answer.status_code in (200, 400), answer.text
    if answer.status_code == 400:
        assert answer.json()["error"]["code"] == "INVALID_REQUEST"


class TestACallThatIsSigned:
    @drawn
    @given(call=calls)
    async def test_by_meta_is_taken_or_unreadable(self, provider, call):
        body = json.dumps(call).encode()
        digest = hmac.new(ACCOUNTS.whatsapp_secret.encode(), body, hashlib.sha256).hexdigest()

        answer = await provider.post(
            WHATSAPP, content=body, headers={"X-Hub-Signature-256": f"sha256={digest}"}
        )

        check(answer)
        TRIED["signed calls of meta"] += 1

    @drawn
    @given(fields=forms)
    async def test_by_twilio_is_taken_or_unreadable(self, provider, fields):
        for call in (
            twilio_status(TWILIO, KNOWN, "delivered", **fields),
            twilio_inbound(TWILIO, "+254700000001", "Yes", **fields),
        ):
            check(await provider.post(TWILIO, content=call.body, headers=call.headers))
            TRIED["signed calls of twilio"] += 1
