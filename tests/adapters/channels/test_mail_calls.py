"""What authentic calls of SendGrid and Mailgun say."""

from urllib.parse import urlencode

import pytest

from accord.adapters.channels.mailgun import MailgunReader
from accord.adapters.channels.sendgrid import SendGridReader
from accord.core.communications import Delivery, InboundMessage, Receipt, Unreadable
from accord.core.interactions import Channel

from .calls import AT, FORM, STAMP, multipart, read
from .test_mails import bounce

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
                    reference="r",
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
        ("kind", "expected"), [("bounce", ("bounced", True)), ("blocked", ("failed", False))],
    )  # fmt: skip
    def test_tells_bad_addresses_from_lost_mails(self, kind, expected):
        event = {"event": "bounce", "type": kind, "status": "5.1.1", "reason": "550 unknown\r\nuser"}

        (receipt,) = read(SENDGRID, [event]).receipts

        assert (receipt.event, receipt.is_permanent) == expected
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

    def test_passes_on_mails_in_their_own_letters(self):
        head = b"From: Ann <ann@customer.example>\nMessage-ID: <m@c.example>"
        charsets = b'{"from":"UTF-8","text":"iso-8859-1"}'
        split = {"headers": head, "text": "für mich".encode("latin-1"), "charsets": charsets}
        whole = {"email": head + b"\nContent-Type: text/plain; charset=latin-1\n\nf\xfcr mich"}

        texts = [read(SENDGRID, *multipart(each)).messages[0].text for each in (split, whole)]

        assert texts == ["für mich"] * 2

    @pytest.mark.parametrize("charsets", [b"", b"[]", b'{"text":7}', b'{"text":"none"}', b"\xff"])
    def test_passes_on_mails_whose_letters_nobody_names(self, charsets):
        split = {"headers": b"From: ann@customer.example", "text": b"Yes", "charsets": charsets}

        assert read(SENDGRID, *multipart(split)).messages[0].text == "Yes"


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
                    reference="r",
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
            ({"event": "failed", "reason": "old"}, ("failed", False, False)),
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

    @pytest.mark.parametrize(
        "fields",
        [
            {"from": "Ann <ann@customer.example>"},
            {"message-headers": '[["Received","x"],["From","=?utf-8?q?=C3=84nn?= <ann@customer.example>"]]'},
            {"from": "ann@customer.example", "message-headers": "[[1]]"},
        ],
    )
    def test_passes_on_who_wrote_not_where_bounces_go(self, fields):
        body = urlencode({"sender": "bounces+ann=customer.example@mx.example", "body-plain": "Yes", **fields})

        (message,) = read(MAILGUN, body.encode(), FORM).messages

        assert message.sender == "ann@customer.example"

    @pytest.mark.parametrize(
        "fields",
        [
            {"Auto-Submitted": "auto-replied"},
            {"Precedence": "bulk"},
            {"message-headers": '[["Auto-Submitted","auto-generated (vacation)"]]'},
            {"message-headers": '[["Content-Type","multipart/report; report-type=delivery-status"]]'},
            {"from": "MAILER-DAEMON@mx.example"},
        ],
    )
    def test_leaves_mails_of_machines_aside(self, fields):
        body = urlencode({"sender": "ann@customer.example", "body-plain": "help", "token": "t", **fields})

        assert read(MAILGUN, body.encode(), FORM) == Delivery()

    def test_knows_a_bounce_by_its_token_which_counts_once(self):
        raws = [bounce().replace(b"20251027.dsn", key) for key in (b"one", b"two")]
        token = {"token": "t" * 50}

        found = [read(MAILGUN, *multipart({"body-mime": raw, **token})).receipts for raw in raws]

        assert [[each.event_key for each in receipts] for receipts in found] == [["t" * 50]] * 2
