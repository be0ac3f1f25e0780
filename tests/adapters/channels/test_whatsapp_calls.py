"""What authentic calls of Meta say."""

from typing import Any

import pytest

from accord.adapters.channels.whatsapp import WhatsAppReader
from accord.core.communications import Delivery, InboundMessage, Receipt, Unreadable
from accord.core.interactions import Channel
from vendors import whatsapp_call

from .calls import AT, STAMP, URL, read

WHATSAPP = WhatsAppReader(app_secret=None, allow_unsigned=True)


def statuses(*found: dict[str, Any]) -> Delivery:
    return read(WHATSAPP, {"entry": [{"changes": [{"value": {"statuses": list(found)}}]}]})


class TestWhatsApp:
    def test_reports_a_delivery_as_the_contract_shows_it(self):
        status = {
            "id": "wamid.HBgNMTIzNDU2Nzg5MAA=",
            "status": "delivered",
            "timestamp": str(STAMP),
            "recipient_id": "919876543210",
        }

        assert statuses(status) == Delivery(
            receipts=(
                Receipt(
                    provider="whatsapp",
                    event_key="wamid.HBgNMTIzNDU2Nzg5MAA=:delivered",
                    provider_id="wamid.HBgNMTIzNDU2Nzg5MAA=",
                    event="delivered",
                    occurred_at=AT,
                    recipient="+919876543210",
                ),
            )
        )

    @pytest.mark.parametrize(
        ("status", "event"), [("sent", "sent"), ("read", "opened"), ("failed", "failed")]
    )
    def test_reports_ends(self, status, event):
        assert [each.event for each in statuses({"id": "w", "status": status}).receipts] == [event]

    @pytest.mark.parametrize(
        ("brought", "reference"), [("r.whatsapp", "r.whatsapp"), ("", None), ({"a": 1}, None), (7, None)]
    )
    def test_brings_our_reference_back(self, brought, reference):
        status = {"id": "w", "status": "sent", "biz_opaque_callback_data": brought}

        assert [each.reference for each in statuses(status).receipts] == [reference]

    def test_tells_why_a_message_failed(self):
        error = {"code": 131026, "title": "Undeliverable", "error_data": {"details": "No such number"}}

        (receipt,) = statuses({"id": "w", "status": "failed", "errors": [error]}).receipts

        assert (receipt.code, receipt.message, receipt.is_permanent) == ("131026", "No such number", True)

    def test_reads_every_entry_and_every_change(self):
        change = {"value": {"statuses": [{"id": "a", "status": "sent"}, {"id": "b", "status": "sent"}]}}

        found = read(WHATSAPP, {"entry": [{"changes": [change, change]}, {"changes": [change]}, {}]})

        assert [each.provider_id for each in found.receipts] == ["a", "b"] * 3

    def test_passes_on_what_customers_write(self):
        sent = {
            "from": "919876543210",
            "id": "wamid.IN",
            "timestamp": str(STAMP),
            "type": "text",
            "text": {"body": "Yes"},
            "context": {"from": "15550783881", "id": "wamid.OUT"},
        }
        call = whatsapp_call(URL, {"messages": [sent], "contacts": [{"wa_id": "919876543210"}]})

        assert read(WHATSAPP, call.body) == Delivery(
            messages=(
                InboundMessage(
                    provider="whatsapp",
                    event_key="wamid.IN:inbound",
                    channel=Channel.WHATSAPP,
                    sender="+919876543210",
                    recipient="+15550783881",
                    text="Yes",
                    in_reply_to="wamid.OUT",
                    sent_at=AT,
                ),
            )
        )

    @pytest.mark.parametrize(
        ("content", "text"),
        [
            ({"type": "button", "button": {"text": "Confirm", "payload": "c"}}, "Confirm"),
            (
                {"type": "interactive", "interactive": {"button_reply": {"id": "1", "title": "Option 1"}}},
                "Option 1",
            ),
            (
                {"type": "interactive", "interactive": {"list_reply": {"id": "2", "title": "Option 2"}}},
                "Option 2",
            ),
            ({"type": "image", "image": {"id": "i", "caption": "see"}}, "see"),
            ({"type": "audio", "audio": {"id": "i"}}, ""),
        ],
    )
    def test_passes_on_the_words_of_other_kinds(self, content, text):
        value = {"messages": [{"from": "91", "id": "w", **content}]}

        (message,) = read(WHATSAPP, {"entry": [{"changes": [{"value": value}]}]}).messages

        assert message.text == text

    @pytest.mark.parametrize("kind", ["reaction", "system", "unsupported"])
    def test_says_nothing_by_what_is_no_message(self, kind):
        value = {"messages": [{"from": "91", "id": "w", "type": kind}]}

        assert read(WHATSAPP, {"entry": [{"changes": [{"value": value}]}]}) == Delivery()

    @pytest.mark.parametrize("stamp", ["x", "", "1e400", "-9e18", "nan", 9e99, None, "9" * 400])
    def test_with_a_time_that_is_none_leaves_it_open(self, stamp):
        (receipt,) = statuses({"id": "w", "status": "sent", "timestamp": stamp}).receipts

        assert receipt.occurred_at is None

    @pytest.mark.parametrize(
        "body",
        [
            b"", b"{", b"[]", b"{}", b'{"entry":1}', b'{"entry":[{"changes":[{}]}]}', b"[" * 50_000, b'"\xff"',
            b'{"entry":[{"changes":[{"value":{"statuses":[{"status":"sent"}]}}]}]}',
            b'{"entry":[{"changes":[{"value":{"statuses":[{"id":"a","status":"sent"},{"id":7}]}}]}]}',
        ],
    )  # fmt: skip
    def test_is_unreadable_as_a_whole(self, body):
        with pytest.raises(Unreadable):
            read(WHATSAPP, body)
