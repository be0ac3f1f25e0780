"""A context is data: it runs nothing, breaks out of nothing, and heads no mail."""

import time
from html.parser import HTMLParser

import pytest

from accord.core.communications.templates import Letter, Letterhead, MessageType, word
from accord.core.interactions import Channel

HOUSE = Letterhead(name="Planiva")
NAMES = (
    *("client_name", "event_type", "event_date", "currency", "planner_name", "selection_name", "amount"),
    *("confirmation_number", "summary", "error_message", "next_steps", "task", "due_date", "message"),
    *("action_label", "email_subject", "company", "postal_address", "words", "preview", "unsubscribe_url"),
)
MARKUP = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'><svg/onload=alert(1)>",
    "</style><script>alert(1)</script>",
    "<a href='javascript:alert(1)'>x</a>",
    "{{ company }}{% for x in (1..10) %}x{% endfor %}",
    "<!--",
    "&lt;script&gt;",
    "\u202egnp.exe",
]
HEADERS = [
    "Hello\r\nBcc: victim@example.com",
    "Hello\nContent-Type: text/html\n\n<b>",
    "Hello\rBcc: victim@example.com",
    "Hello\u2028Bcc: x\u2029Bcc: y",
    "Hello\x00\x0b\x0c\x85Bcc: x",
    "H\u202ello",
]
HUGE = {
    "budget_strategies": [{"name": "x" * 400, "total": 10**17, "breakdown": {str(n): n for n in range(40)}}]
    * 400,
    "vendors": [{"name": "y" * 300}] * 800,
    "message": "z" * 60_000,
}
DEEP = {
    "client_name": {"a": {"b": {"c": [1]}}},
    "budget_strategies": [[[[]]]],
    "vendors": {"name": 1},
    "words": 1,
}


class Elements(HTMLParser):
    """The elements and attributes of a page."""

    def __init__(self, page):
        super().__init__()
        self.seen = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.seen.append((tag, tuple(name for name, _ in attrs)))


def worded(message_type, context):
    return word(Letter(message_type=message_type, channel=Channel.EMAIL, context=context), HOUSE)


class TestAHostileContext:
    @pytest.mark.parametrize("payload", MARKUP, ids=range(len(MARKUP)))
    @pytest.mark.parametrize("message_type", MessageType)
    def test_adds_no_element_to_a_mail(self, message_type, payload):
        harmless = Elements(worded(message_type, dict.fromkeys(NAMES, "words")).html).seen

        found = Elements(worded(message_type, dict.fromkeys(NAMES, payload)).html).seen

        assert found == harmless

    @pytest.mark.parametrize("payload", MARKUP, ids=range(len(MARKUP)))
    def test_adds_no_element_by_lists_either(self, payload):
        rows = [{"name": payload, "total": payload, "description": payload, "breakdown": {payload: payload}}]

        html = worded("budget_summary", {"budget_strategies": rows}).html

        assert not {tag for tag, _ in Elements(html).seen} & {"script", "img", "svg", "a"}

    @pytest.mark.parametrize("payload", HEADERS, ids=range(len(HEADERS)))
    def test_puts_no_header_into_a_mail(self, payload):
        subject = worded("welcome", {"email_subject": payload, "client_name": payload}).subject

        assert subject.isprintable()
        assert subject.startswith("H")

    def test_makes_no_endless_subject(self):
        assert len(worded("welcome", {"email_subject": "x" * 5000}).subject) == 200

    def test_speaks_not_for_the_house(self):
        mail = worded(
            "welcome", {"company": "Evil", "first_name": "Eve", "postal_address": "Nowhere", "subject": "S"}
        )

        assert "Evil" not in mail.text + mail.html
        assert "Nowhere" not in mail.text + mail.html
        assert mail.subject == "Welcome to Planiva!"

    @pytest.mark.parametrize(
        "address",
        ["javascript:alert(1)", "data:text/html,x", "https://user@evil.example", "//evil.example", {"a": 1}],
    )
    def test_links_to_nothing_but_the_web(self, address):
        mail = worded("welcome", {"action_url": address, "unsubscribe_url": address, "pixel_url": address})

        assert "<a " not in mail.html
        assert "<img" not in mail.html

    @pytest.mark.parametrize("context", [HUGE, DEEP], ids=["huge", "deep"])
    @pytest.mark.parametrize("message_type", MessageType)
    def test_stalls_nothing(self, message_type, context):
        began = time.perf_counter()

        mail = worded(message_type, context)

        assert time.perf_counter() - began < 1
        assert mail.text.startswith("Dear there, ")
        assert len(mail.html) < 300_000
