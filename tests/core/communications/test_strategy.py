import pytest

from accord.core.communications import Reason, Urgency
from accord.core.communications.strategy import considered, order_of, priority_of, told_reason
from accord.core.interactions import Channel

from .conftest import EMAIL, SMS, WHATSAPP

CRITICAL, HIGH, NORMAL, LOW = Urgency.CRITICAL, Urgency.HIGH, Urgency.NORMAL, Urgency.LOW


def order(message, urgency, *, wished=(), unusable=(), preferred=None):
    channels = considered(message, urgency, preferred, None)
    reasons = dict.fromkeys(unusable, Reason.OPTED_OUT)
    return order_of(channels, reasons, wished=wished, preferred=preferred)


class TestTheOrderOfChannels:
    @pytest.mark.parametrize(
        ("message", "urgency", "wished", "unusable", "expected"),
        [
            ("welcome", NORMAL, (), (), [EMAIL, WHATSAPP, SMS]),
            ("reminder", HIGH, (WHATSAPP, EMAIL), (), [WHATSAPP, EMAIL]),
            ("error_notification", CRITICAL, (EMAIL, SMS), (), [SMS, EMAIL]),
            ("budget_summary", CRITICAL, (), (), [EMAIL, SMS, WHATSAPP]),
            ("reminder", NORMAL, (), (), [SMS, EMAIL, WHATSAPP]),
            ("welcome", NORMAL, (SMS,), (SMS,), [EMAIL, WHATSAPP]),
            ("welcome", HIGH, (), (), [WHATSAPP, EMAIL, SMS]),
            ("welcome", LOW, (), (), [EMAIL, WHATSAPP, SMS]),
            ("selection_confirmation", CRITICAL, (), (), [SMS, WHATSAPP, EMAIL]),
            ("vendor_options", HIGH, (), (), [EMAIL, WHATSAPP, SMS]),
            ("blueprint_delivery", NORMAL, (), (EMAIL,), [WHATSAPP, SMS]),
            ("welcome", NORMAL, (SMS, EMAIL), (EMAIL,), [SMS]),
            ("welcome", NORMAL, (), (EMAIL, SMS, WHATSAPP), []),
        ],
    )
    def test_follows_urgency_type_and_wishes(self, message, urgency, wished, unusable, expected):
        assert order(message, urgency, wished=wished, unusable=unusable) == expected

    def test_begins_with_what_the_caller_prefers(self):
        assert order("welcome", NORMAL, preferred=SMS) == [SMS, EMAIL, WHATSAPP]

    def test_begins_with_it_even_when_the_customer_wishes_others(self):
        assert order("welcome", NORMAL, wished=(EMAIL,), preferred=SMS) == [SMS, EMAIL]

    def test_leaves_it_out_when_it_cannot_be_used(self):
        assert order("welcome", NORMAL, unusable=(SMS,), preferred=SMS) == [EMAIL, WHATSAPP]

    def test_is_one_channel_when_only_that_is_allowed(self):
        assert considered("welcome", NORMAL, None, Channel.FACEBOOK) == [Channel.FACEBOOK]


class TestTheReasonThatIsTold:
    @pytest.mark.parametrize(
        ("reasons", "told"),
        [
            ([Reason.NO_ADDRESS, Reason.OPTED_OUT], Reason.OPTED_OUT),
            ([Reason.NO_ADDRESS, Reason.ADDRESS_SUPPRESSED], Reason.ADDRESS_SUPPRESSED),
            ([Reason.NO_PROVIDER, Reason.NO_ADDRESS], Reason.NO_ADDRESS),
            ([Reason.NO_PROVIDER], Reason.NO_PROVIDER),
        ],
        ids=["opted-out", "suppressed", "no-address", "no-provider"],
    )
    def test_is_the_customers_wish_first(self, reasons, told):
        assert told_reason(reasons) is told


class TestPriority:
    @pytest.mark.parametrize(
        ("message", "urgency", "priority"),
        [
            ("welcome", CRITICAL, 10),
            ("welcome", HIGH, 7),
            ("welcome", NORMAL, 5),
            ("welcome", LOW, 2),
            ("error_notification", NORMAL, 7),
            ("blueprint_delivery", LOW, 3),
            ("error_notification", CRITICAL, 10),
        ],
    )
    def test_grows_with_urgency_and_type(self, message, urgency, priority):
        assert priority_of(message, urgency) == priority
