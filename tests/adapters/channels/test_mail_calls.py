"""What authentic calls of SendGrid and Mailgun say."""

from urllib.parse import urlencode

import pytest

from accord.adapters.channels.mailgun import MailgunReader
from accord.adapters.channels.sendgrid import SendGridReader
from accord.core.communications import Delivery, InboundMessage, Receipt, Unreadable
from accord.core.interactions import Channel

from .calls import AT, FORM, STAMP, multipart, read

SENDGRID = SendGridReader(public_key=None, allow_unsigned=True)
MAILGUN = MailgunReader(signing_key=None, allow_unsigned=True)


class TestSendGrid:
    def test_reports_events_of_a_batch(self):
        events = [
            {"event": "processed", "sg_event_id": "e0", "sg_message_id": "m1.filter0001.1.2-3"},
            {
                "email": "ann@customer.example",
                "event": "delivered",
                "sg_event_id": "e1",
                "sg_message_id": "m1.filter0001.1.2-3",
                "accord_reference": "r@example.com",
                "timestamp": STAMP,
            },
            {"event": "open", "sg_event_id": "e2", "sg_message_id": "m1.filter", "sg_machine_open": True},
        ]

        assert read(SENDGRID, events) == Delivery(
            receipts=(
                Receipt(
                    provider="sendgrid",
                    event_key="e1",
                    provider_id="r@example.com",
                    event="delivered",
                    occurred_at=AT,
                    recipient="ann@customer.example",
                ),
                Receipt(
                    provider="sendgrid", event_key="e2", provider_id="m1", event="opened", by_machine=True
                ),
            )
        )

    def test_names_mails_that_went_by_smtp_by_their_message_id(self):
        event = {"event": "delivered", "smtp-id": "<r@example.com>", "sg_message_id": "m1.filter"}

        assert read(SENDGRID, [event]).receipts[0].provider_id == "r@example.com"

    @pytest.mark.parametrize(
        ("kind", "is_permanent"), [("bounce", True), ("blocked", False)],
    )  # fmt: skip
    def test_tells_hard_bounces_from_passing_ones(self, kind, is_permanent):
        event = {"event": "bounce", "type": kind, "status": "5.1.1", "reason": "550 unknown\r\nuser"}

        (receipt,) = read(SENDGRID, [event]).receipts

        assert (receipt.event, receipt.is_permanent) == ("bounced", is_permanent)
        assert (receipt.code, receipt.message) == ("5.1.1", "550 unknown  user")

    @pytest.mark.parametrize(
        ("name", "event"),
        [
            ("click", "clicked"),
            ("dropped", "failed"),
            ("spamreport", "complained"),
            ("unsubscribe", "unsubscribed"),
            ("group_unsubscribe", "unsubscribed"),
        ],
    )
    def test_reports_what_people_do(self, name, event):
        (receipt,) = read(SENDGRID, [{"event": name, "url": "https://x.example/"}]).receipts

        assert (receipt.event, receipt.url) == (event, "https://x.example/")

    @pytest.mark.parametrize("body", [b"", b"{}", b"[1]", b"[{}]", b'[{"event":1}]', b"[" * 50_000])
    def test_is_unreadable_as_a_whole(self, body):
        with pytest.raises(Unreadable):
            read(SENDGRID, body)

    @pytest.mark.parametrize("is_whole", [True, False])
    def test_passes_on_mails(self, is_whole):
        head = "From: Ann <ann@customer.example>\nTo: desk@example.com\nSubject: Re: Hi\nMessage-ID: <m@c.example>"
        words = "Yes für mich\n\nOn Monday Desk wrote:\n> Hi"
        whole = {"email": f"{head}\nContent-Type: text/plain; charset=utf-8\n\n{words}"}
        split = {
            "headers": f"{head}\nContent-Type: multipart/mixed;\n boundary=x\nMIME-Version: 1.0",
            "text": words,
        }

        (message,) = read(SENDGRID, *multipart(whole if is_whole else split)).messages

        assert (message.text, message.sender) == ("Yes für mich", "ann@customer.example")
        assert (message.provider, message.event_key) == ("sendgrid", "m@c.example")


class TestMailgun:
    def test_reports_an_event(self):
        event = {
            "event": "failed",
            "severity": "permanent",
            "reason": "bounce",
            "timestamp": STAMP + 0.0,
            "recipient": "ann@customer.example",
            "message": {"headers": {"message-id": "r@example.com"}},
            "delivery-status": {"code": 550, "message": "5.1.1 unknown"},
        }
        signature = {"timestamp": "1", "token": "t" * 50, "signature": "s"}

        assert read(MAILGUN, {"signature": signature, "event-data": event}) == Delivery(
            receipts=(
                Receipt(
                    provider="mailgun",
                    event_key="t" * 50,
                    provider_id="r@example.com",
                    event="bounced",
                    occurred_at=AT,
                    recipient="ann@customer.example",
                    code="550",
                    message="5.1.1 unknown",
                ),
            )
        )

    @pytest.mark.parametrize(
        ("event", "expected"),
        [
            ({"event": "opened", "client-info": {"bot": "apple"}}, ("opened", True, True)),
            ({"event": "clicked"}, ("clicked", True, False)),
            ({"event": "complained"}, ("complained", True, False)),
            ({"event": "unsubscribed"}, ("unsubscribed", True, False)),
            ({"event": "rejected"}, ("failed", True, False)),
            ({"event": "failed", "reason": "suppress-bounce"}, ("failed", True, False)),
            ({"event": "failed", "reason": "old"}, ("bounced", False, False)),
        ],
    )
    def test_tells_ends_apart(self, event, expected):
        full = {**event, "message": {"headers": {"message-id": "r@example.com"}}}

        (receipt,) = read(MAILGUN, {"signature": {}, "event-data": full}).receipts

        assert (receipt.event, receipt.is_permanent, receipt.by_machine) == expected

    @pytest.mark.parametrize("event", [{"event": "accepted"}, {"event": "failed", "severity": "temporary"}])
    def test_says_nothing_by_what_is_no_end(self, event):
        assert read(MAILGUN, {"signature": {}, "event-data": event}) == Delivery()

    @pytest.mark.parametrize(
        "body", [b"", b"{}", b'{"signature":{}}', b'{"signature":{},"event-data":{"event":"opened"}}']
    )
    def test_is_unreadable_as_a_whole(self, body):
        with pytest.raises(Unreadable):
            read(MAILGUN, body)

    @pytest.mark.parametrize("kind", ["urlencoded", "multipart"])
    def test_passes_on_mails(self, kind):
        fields = {
            "sender": "ann@customer.example",
            "recipient": "desk@example.com",
            "subject": "Re: Hi",
            "stripped-text": "Yes für mich",
            "body-plain": "Yes für mich\n> Hi",
            "In-Reply-To": "<r@example.com>",
            "timestamp": str(STAMP),
            "token": "t" * 50,
        }
        body, headers = multipart(fields) if kind == "multipart" else (urlencode(fields).encode(), FORM)

        assert read(MAILGUN, body, headers) == Delivery(
            messages=(
                InboundMessage(
                    provider="mailgun",
                    event_key="t" * 50,
                    channel=Channel.EMAIL,
                    sender="ann@customer.example",
                    recipient="desk@example.com",
                    text="Yes für mich",
                    subject="Re: Hi",
                    in_reply_to="r@example.com",
                    sent_at=AT,
                ),
            )
        )
