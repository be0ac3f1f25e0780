"""Mails that reach us: words of people, bounces, complaints, and what is none of these."""

from datetime import UTC, datetime
from random import Random

import pytest

from accord.adapters.channels.email import read_mail
from accord.core.communications import Delivery, InboundMessage, Receipt, Unreadable
from accord.core.interactions import Channel

REPLY = b"""\
From: Ann <ann@customer.example>\r
To: Desk <desk@example.com>\r
Subject: =?utf-8?q?Re=3A_Gr=C3=BC=C3=9Fe?=\r
Date: Mon, 27 Oct 2025 11:30:00 +0100\r
Message-ID: <CAF1@mail.customer.example>\r
In-Reply-To: <0192.email@example.com>\r
References: <0191.email@example.com> <0192.email@example.com>\r
Content-Type: text/plain; charset=utf-8\r
Content-Transfer-Encoding: 8bit\r
\r
Ja, gerne f\xc3\xbcr 10 Uhr.\r
\r
On Mon, Oct 27, 2025 at 9:00 AM Desk <desk@example.com> wrote:\r
> Dear Ann, see you at 10.\r
"""
BOUNCE = b"""\
From: MAILER-DAEMON@mx.customer.example\r
To: desk@example.com\r
Subject: Undelivered Mail Returned to Sender\r
Date: Mon, 27 Oct 2025 10:31:00 +0000\r
Message-ID: <20251027.dsn@mx.customer.example>\r
Auto-Submitted: auto-replied\r
MIME-Version: 1.0\r
Content-Type: multipart/report; report-type=delivery-status; boundary="b1"\r
\r
--b1\r
Content-Type: text/plain\r
\r
I'm sorry to have to inform you.\r
\r
--b1\r
Content-Type: message/delivery-status\r
\r
Reporting-MTA: dns; mx.customer.example\r
\r
Final-Recipient: rfc822; ann@customer.example\r
Original-Recipient: rfc822;Ann@customer.example\r
Action: %(action)s\r
Status: %(status)s\r
Diagnostic-Code: smtp; 550 5.1.1 <ann@customer.example>: User\r
    unknown\r
\r
--b1\r
Content-Type: %(kind)s\r
\r
From: desk@example.com\r
To: ann@customer.example\r
Message-ID: <0192.email@example.com>\r
Subject: Tomorrow\r
\r
--b1--\r
"""
COMPLAINT = b"""\
From: <abuse@isp.example>\r
To: <desk@example.com>\r
Subject: FW: Offer\r
Date: Mon, 27 Oct 2025 10:31:00 +0000\r
Message-ID: <arf1@isp.example>\r
MIME-Version: 1.0\r
Content-Type: multipart/report; report-type=feedback-report; boundary="b2"\r
\r
--b2\r
Content-Type: text/plain\r
\r
This is an email abuse report.\r
\r
--b2\r
Content-Type: message/feedback-report\r
\r
Feedback-Type: %(type)s\r
User-Agent: SomeGenerator/1.0\r
Version: 1\r
Original-Rcpt-To: <ann@customer.example>\r
\r
--b2\r
Content-Type: message/rfc822\r
\r
From: <desk@example.com>\r
To: <ann@customer.example>\r
Message-ID: <0192.email@example.com>\r
Subject: Offer\r
\r
Buy.\r
\r
--b2--\r
"""
AT = datetime(2025, 10, 27, 10, 31, tzinfo=UTC)


def bounce(action: bytes = b"failed", status: bytes = b"5.1.1", kind: bytes = b"message/rfc822") -> bytes:
    return BOUNCE % {b"action": action, b"status": status, b"kind": kind}


class TestAReply:
    def test_is_a_message_without_what_it_quotes(self):
        assert read_mail(REPLY) == Delivery(
            messages=(
                InboundMessage(
                    provider="smtp",
                    event_key="CAF1@mail.customer.example",
                    channel=Channel.EMAIL,
                    sender="ann@customer.example",
                    recipient="desk@example.com",
                    text="Ja, gerne für 10 Uhr.",
                    subject="Re: Grüße",
                    in_reply_to="0192.email@example.com",
                    sent_at=datetime(2025, 10, 27, 10, 30, tzinfo=UTC),
                ),
            )
        )

    def test_without_in_reply_to_answers_the_last_of_its_references(self):
        raw = REPLY.replace(b"In-Reply-To: <0192.email@example.com>\r\n", b"")

        assert read_mail(raw).messages[0].in_reply_to == "0192.email@example.com"

    def test_has_the_same_key_each_time_even_without_an_id(self):
        raw = REPLY.replace(b"Message-ID: <CAF1@mail.customer.example>\r\n", b"")

        keys = {read_mail(raw).messages[0].event_key for _ in range(2)}

        assert len(keys) == 1
        assert keys != {read_mail(raw + b"x").messages[0].event_key}

    def test_in_html_alone_is_read_as_people_see_it(self):
        html = b"<style>p{}</style><p>Yes &amp; no</p><div>thanks</div><script>x()</script>"
        raw = REPLY.partition(b"\r\n\r\n")[0].replace(b"text/plain", b"text/html") + b"\r\n\r\n" + html

        assert read_mail(raw).messages[0].text == "Yes & no\n\nthanks"

    @pytest.mark.parametrize("charset", [b"no-such-charset", b"utf-8", b"us-ascii", b"utf-16"])
    def test_in_a_charset_that_is_wrong_is_read_all_the_same(self, charset):
        raw = REPLY.replace(b"charset=utf-8", b"charset=" + charset)

        assert len(read_mail(raw).messages) == 1


def written(head: bytes, body: bytes = b"Yes.") -> bytes:
    return head + b"\r\nMIME-Version: 1.0\r\n\r\n" + body


class TestALetterOutsideOfAscii:
    def test_that_has_no_small_form_of_its_length_hides_no_tags(self):
        head = b"From: ann@customer.example\r\nContent-Type: text/html; charset=utf-8"
        html = "<p>İyi günler İstanbul</p><script>İ()</script><STYLE>İ</style><p>Evet</p>"

        (message,) = read_mail(written(head, html.encode())).messages

        assert message.text == "İyi günler İstanbul\n\nEvet"

    @pytest.mark.parametrize(
        "subject",
        [
            "Grüße aus Köln",
            "=?iso-8859-1?q?Gr=FC=DFe?= aus =?utf-8?b?S8O2bG4=?=",
            "=?UTF-8?Q?Gr=C3=BC=C3=9Fe?=\r\n =?UTF-8?Q?_aus?= Köln",
        ],
    )
    def test_in_a_header_is_read(self, subject):
        (message,) = read_mail(written(f"From: ann@customer.example\r\nSubject: {subject}".encode())).messages

        assert message.subject == "Grüße aus Köln"

    @pytest.mark.parametrize(
        "subject", ["=?none?q?a?=", "=?utf-8?b?a?=", "=?punycode?q?a?=", "=?utf-8?x?a?="]
    )
    def test_that_cannot_be_read_leaves_the_rest(self, subject):
        (message,) = read_mail(written(f"From: ann@customer.example\r\nSubject: {subject}".encode())).messages

        assert message.text == "Yes."


class TestASender:
    @pytest.mark.parametrize(
        "name",
        [
            "=?utf-8?q?boss=40bank.example=2C?=",
            "=?utf-8?q?=3Cboss=40bank.example=3E?=",
            '"boss@bank.example"',
        ],
    )
    def test_is_no_other_by_what_a_name_looks_like(self, name):
        (message,) = read_mail(written(f"From: {name} <ann@customer.example>".encode())).messages

        assert message.sender == "ann@customer.example"


QUOTES = {
    "gmail": "Yes.\n\nOn Mon, 27 Oct 2025 at 09:00, Desk\n<desk@example.com> wrote:\n\n> Hi",
    "german": "Yes.\n\nAm 27.10.2025 um 09:00 schrieb Desk <desk@example.com>:\n> Hi",
    "french": "Yes.\n\nLe lun. 27 oct. 2025 à 09:00, Desk <desk@example.com> a écrit :\n> Hi",
    "spanish": "Yes.\n\nEl lun, 27 oct 2025 a las 9:00, Desk (<desk@example.com>) escribió:\n> Hi",
    "outlook": "Yes.\n\nFrom: Desk <desk@example.com>\nSent: Monday, October 27, 2025\nTo: Ann\nSubject: Hi\n\nHi",
    "outlook-german": "Yes.\n\nVon: Desk <desk@example.com>\nGesendet: Montag\nAn: Ann\nBetreff: Hi\n\nHi",
    "original": "Yes.\n\n-----Original Message-----\nFrom: Desk\nHi",
    "underlines": "Yes.\n\n________________________________\nFrom: Desk",
    "signature": "Yes.\n-- \nAnn\nDirector",
    "phone": "Yes.\n\nSent from my iPhone",
    "bare": "Yes.\n> Hi\n> there\n\n",
    "crlf": "Yes.\r\n\r\nOn Mon, 27 Oct 2025 Desk <desk@example.com> wrote:\r\n> Hi",
}


class TestAQuote:
    @pytest.mark.parametrize("name", QUOTES)
    def test_is_cut_off(self, name):
        head = REPLY.partition(b"\r\n\r\n")[0]

        assert read_mail(head + b"\r\n\r\n" + QUOTES[name].encode()).messages[0].text == "Yes."

    @pytest.mark.parametrize(
        "text",
        [
            "On Monday I wrote: nothing",
            "> only a quote",
            "I come on Tuesday.\nFrom: the station I take the bus.",
            "one\n> quoted\nbelow it",
            "a -- b",
        ],
    )
    def test_is_something_else_than_these(self, text):
        head = REPLY.partition(b"\r\n\r\n")[0]

        assert read_mail(head + b"\r\n\r\n" + text.encode()).messages[0].text == text


class TestABounce:
    @pytest.mark.parametrize("kind", [b"message/rfc822", b"text/rfc822-headers"])
    def test_is_a_receipt_of_the_mail_it_is_about(self, kind):
        assert read_mail(bounce(kind=kind)) == Delivery(
            receipts=(
                Receipt(
                    provider="smtp",
                    event_key="20251027.dsn@mx.customer.example:2",
                    provider_id="0192.email@example.com",
                    event="bounced",
                    occurred_at=AT,
                    code="5.1.1",
                    message="550 5.1.1 <ann@customer.example>: User    unknown",
                ),
            )
        )

    @pytest.mark.parametrize(
        "status", [b"4.4.7", b"4.2.2", b"5.2.2", b"5.3.4", b"5.4.6", b"5.7.26", b"5.7.1 (policy)"]
    )
    def test_of_a_good_address_is_a_failure_of_the_mail_alone(self, status):
        (receipt,) = read_mail(bounce(status=status)).receipts

        assert (receipt.event, receipt.is_permanent) == ("failed", False)
        assert receipt.code == status.decode().partition(" ")[0]

    @pytest.mark.parametrize("status", [b"5.0.0", b"5.1.1", b"5.1.10", b"5.2.1", b"5.1.2"])
    def test_of_a_bad_address_is_one_of_the_address(self, status):
        (receipt,) = read_mail(bounce(status=status)).receipts

        assert (receipt.event, receipt.is_permanent) == ("bounced", True)

    @pytest.mark.parametrize("raw", [bounce(), COMPLAINT % {b"type": b"abuse"}])
    def test_does_not_say_whose_address_it_is(self, raw):
        others = raw.replace(b"ann@customer.example", b"bea@customer.example")

        assert [each.recipient for each in read_mail(others).receipts] == [None]

    def test_can_be_good_news(self):
        (receipt,) = read_mail(bounce(action=b"delivered", status=b"2.0.0")).receipts

        assert (receipt.event, receipt.code, receipt.message) == ("delivered", "", "")

    @pytest.mark.parametrize("action", [b"delayed", b"relayed", b"expanded", b"", b"nonsense"])
    def test_that_is_no_end_says_nothing(self, action):
        assert read_mail(bounce(action=action)) == Delivery()

    def test_of_a_mail_without_id_says_nothing(self):
        assert read_mail(bounce().replace(b"Message-ID: <0192.email@example.com>\r\n", b"")) == Delivery()


class TestAComplaint:
    @pytest.mark.parametrize(("kind", "event"), [("abuse", "complained"), ("opt-out", "unsubscribed")])
    def test_is_a_receipt_of_the_mail_it_is_about(self, kind, event):
        assert read_mail(COMPLAINT % {b"type": kind.encode()}) == Delivery(
            receipts=(
                Receipt(
                    provider="smtp",
                    event_key="arf1@isp.example",
                    provider_id="0192.email@example.com",
                    event=event,
                    occurred_at=AT,
                    code=kind,
                ),
            )
        )

    def test_that_is_none_says_nothing(self):
        assert read_mail(COMPLAINT % {b"type": b"not-spam"}) == Delivery()


class TestAMailOfAMachine:
    @pytest.mark.parametrize(
        "header",
        [b"Auto-Submitted: auto-replied", b"Precedence: auto_reply", b"Precedence: bulk", b"Return-Path: <>"],
    )
    def test_says_nothing(self, header):
        assert read_mail(header + b"\r\n" + REPLY) == Delivery()


class TestAMailThatIsBroken:
    @pytest.mark.parametrize(
        "raw", [b"", b"\x00" * 100, b"hello", b"From:\r\n\r\nx", b"From: nobody\r\n\r\n"]
    )
    def test_without_a_sender_is_unreadable(self, raw):
        with pytest.raises(Unreadable):
            read_mail(raw)

    def test_is_read_or_unreadable_and_nothing_else(self):
        random = Random(5322)
        sources = [REPLY, bounce(), bounce(kind=b"text/rfc822-headers"), COMPLAINT % {b"type": b"abuse"}]

        for _ in range(600):
            raw = bytearray(random.choice(sources))
            for _ in range(random.randint(1, 12)):
                at = random.randrange(len(raw))
                raw[at : at + random.randint(0, 6)] = random.randbytes(random.randint(0, 4))
            try:
                assert isinstance(read_mail(bytes(raw)), Delivery)
            except Unreadable:
                continue
