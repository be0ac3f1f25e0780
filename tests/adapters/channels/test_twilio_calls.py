"""What authentic calls of Twilio say."""

from datetime import UTC, datetime
from urllib.parse import urlencode

import pytest

from accord.adapters.channels.twilio import TwilioReader
from accord.core.communications import Delivery, InboundMessage, Intent, Receipt, Unreadable
from accord.core.interactions import Channel
from vendors import ACCOUNTS, twilio_inbound, twilio_status

from .calls import FORM, URL, read

TWILIO = TwilioReader(auth_token=None, allow_unsigned=True)


def form(**fields: str) -> Delivery:
    return read(TWILIO, urlencode(fields).encode(), FORM)


class TestTwilio:
    def test_reports_a_delivery_as_the_contract_shows_it(self):
        body = (
            b"MessageSid=SM1234567890abcdef&MessageStatus=delivered&To=%2B919876543210&From=%2B11234567890&"
            b"Timestamp=2025-10-27T10:30:00Z"
        )

        assert read(TWILIO, body, FORM) == Delivery(
            receipts=(
                Receipt(
                    provider="twilio",
                    event_key="SM1234567890abcdef:delivered",
                    provider_id="SM1234567890abcdef",
                    event="delivered",
                    occurred_at=datetime(2025, 10, 27, 10, 30, tzinfo=UTC),
                    recipient="+919876543210",
                ),
            )
        )

    @pytest.mark.parametrize(
        ("status", "event"),
        [
            ("sent", "sent"),
            ("Delivered", "delivered"),
            ("undelivered", "failed"),
            ("failed", "failed"),
            ("read", "opened"),
        ],
    )
    def test_reports_ends(self, status, event):
        (receipt,) = form(SmsSid="SM1", SmsStatus=status).receipts

        assert (receipt.event, receipt.provider_id) == (event, "SM1")

    @pytest.mark.parametrize("status", ["queued", "sending", "accepted", "scheduled", "something-new", ""])
    def test_says_nothing_by_a_status_that_is_no_news(self, status):
        assert form(MessageSid="SM1", MessageStatus=status) == Delivery()

    @pytest.mark.parametrize(("code", "is_permanent"), [("30003", False), ("30005", True), ("", True)])
    def test_tells_why_a_message_failed(self, code, is_permanent):
        (receipt,) = form(MessageSid="SM1", MessageStatus="undelivered", ErrorCode=code).receipts

        assert (receipt.code, receipt.message, receipt.is_permanent) == (code, "undelivered", is_permanent)

    @pytest.mark.parametrize(
        "stamp", ["", "yesterday", "0001-01-01T00:00:00+14:00", "2025-13-45", "9" * 5000]
    )
    def test_with_a_time_that_is_none_leaves_it_open(self, stamp):
        (receipt,) = form(MessageSid="SM1", MessageStatus="sent", Timestamp=stamp).receipts

        assert receipt.occurred_at is None

    def test_passes_on_what_customers_write(self):
        call = twilio_inbound(URL, "+919876543210", "Yes, option 2 👍")

        (message,) = read(TWILIO, call.body, call.headers).messages

        assert message == InboundMessage(
            provider="twilio",
            event_key=message.event_key,
            channel=Channel.SMS,
            sender="+919876543210",
            recipient=ACCOUNTS.twilio_number,
            text="Yes, option 2 👍",
        )

    @pytest.mark.parametrize(
        ("word", "meant"),
        [
            ("STOP", Intent.OPT_OUT),
            ("START", Intent.OPT_IN),
            ("HELP", Intent.HELP_REQUEST),
            ("NEWS", None),
            ("", None),
        ],
    )
    def test_passes_on_what_its_opt_out_has_understood(self, word, meant):
        (message,) = read(TWILIO, twilio_inbound(URL, "+1", "Alto", OptOutType=word).body, FORM).messages

        assert message.meant is meant

    def test_reports_whom_a_carrier_let_nothing_through_to_as_unsubscribed(self):
        receipts = form(MessageSid="SM1", MessageStatus="failed", ErrorCode="21610", To="+1").receipts

        told = [(each.event, each.event_key, each.code) for each in receipts]
        assert told == [("failed", "SM1:failed", "21610"), ("unsubscribed", "SM1:unsubscribed", "")]

    def test_passes_on_whatsapp_too(self):
        (message,) = form(
            MessageSid="SM1", From="whatsapp:+919876543210", To="whatsapp:+1", Body="hi"
        ).messages

        assert (message.channel, message.sender, message.recipient) == (
            Channel.WHATSAPP,
            "+919876543210",
            "+1",
        )

    def test_gives_the_same_report_the_same_key(self):
        calls = [
            twilio_status(URL, "SM1", "sent", Timestamp=f"2025-10-27T10:30:0{each}Z") for each in range(2)
        ]

        keys = [read(TWILIO, each.body, each.headers).receipts[0].event_key for each in calls]

        assert keys == ["SM1:sent"] * 2

    @pytest.mark.parametrize(
        "body", [b"", b"a=1", b"\xff", b"%ff%fe=1", b"MessageSid=", b"MessageSid=S&Body=hi", b"&" * 5000]
    )
    def test_is_unreadable_without_an_id(self, body):
        with pytest.raises(Unreadable):
            read(TWILIO, body, FORM)
