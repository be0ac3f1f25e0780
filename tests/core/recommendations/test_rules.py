from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from msgspec.structs import replace

from accord.core.customers import BankSegment, KYCStatus
from accord.core.recommendations import ActionType, Facts, Rule, advise
from accord.kit.ids import new_id

NOW = datetime(2026, 2, 12, 10, tzinfo=UTC)
MOMENT = timedelta(microseconds=1)
# A customer whom no line of the table is about.
QUIET = Facts(
    customer_id=new_id(),
    created_at=NOW - timedelta(days=400),
    segment=BankSegment.RETAIL,
    kyc_status=KYCStatus.VERIFIED,
    last_interaction_at=NOW,
)


def ago(days: float) -> datetime:
    return NOW - timedelta(days=days)


def advice_for(**given):
    return advise(replace(QUIET, **given), NOW)


def types_for(**given):
    return [advice.type.value for advice in advice_for(**given)]


def kinds_for(**given):
    return [(advice.type.value, advice.product, str(advice.base)) for advice in advice_for(**given)]


FALLBACK = [("ProductRecommendation", "Savings Account", "0.50")]
LINES = {
    "very negative": (
        {"very_negative_at": ago(0)},
        [("RetentionOffer", None, "0.90")],
    ),
    "negative twice": (
        {"negative_at": ago(3), "negative_count": 2},
        [("RetentionOffer", None, "0.90")],
    ),
    "urgent case": ({"open_cases": 1, "urgent_cases": 1}, [("FollowUpCall", None, "0.88")]),
    "overdue case": ({"open_cases": 1, "breached_cases": 1}, [("FollowUpCall", None, "0.88")]),
    "risk of 70": ({"risk_score": 70}, [("RiskReview", None, "0.86")]),
    "check rejected": ({"kyc_status": KYCStatus.REJECTED}, [("RiskReview", None, "0.86")]),
    "check expired": ({"kyc_status": KYCStatus.EXPIRED}, [("RiskReview", None, "0.86")]),
    "credit of 700": (
        {"credit_score": Decimal("700.00")},
        [("ProductRecommendation", "Premium Savings Account", "0.85")],
    ),
    "value of 50000": (
        {"lifetime_value": Decimal("50000.00")},
        [("ProductRecommendation", "Premium Savings Account", "0.85")],
    ),
    "rich business": (
        {"segment": BankSegment.SME, "lifetime_value": Decimal(250_000)},
        [("UpgradeAccount", None, "0.80")],
    ),
    "silent corporation": (
        {"segment": BankSegment.CORPORATE, "last_interaction_at": ago(60)},
        [("ScheduleMeeting", None, "0.78")],
    ),
    "silent rich client": (
        {"segment": BankSegment.HIGH_NET_WORTH, "last_interaction_at": ago(61)},
        [("ScheduleMeeting", None, "0.78")],
    ),
    "check pending": ({"kyc_status": KYCStatus.PENDING}, [("SendEmail", None, "0.70")]),
    "check in progress": ({"kyc_status": KYCStatus.IN_PROGRESS}, [("SendEmail", None, "0.70")]),
    "one category": ({"order_categories": ("Books",)}, [("CrossSell", None, "0.65")]),
    "silent customer": ({"last_interaction_at": ago(90)}, [("SendSMS", None, "0.60")]),
    "customer never met": ({"last_interaction_at": None}, [("SendSMS", None, "0.60")]),
    "nothing": ({}, FALLBACK),
}
WORTHY = {"credit_score": Decimal(800), "order_categories": ("Books",)}
JUST_NOT = {
    "negative once": {"negative_at": ago(3), "negative_count": 1},
    "harmless case": {"open_cases": 1},
    "risk of 69": {"risk_score": 69},
    "credit below 700": {"credit_score": Decimal("699.99")},
    "value below 50000": {"lifetime_value": Decimal("49999.99")},
    "credit of a business": {"segment": BankSegment.SME, "credit_score": Decimal(800)},
    "poorer business": {"segment": BankSegment.SME, "lifetime_value": Decimal("249999.99")},
    "corporation met in time": {
        "segment": BankSegment.CORPORATE,
        "last_interaction_at": ago(60) + MOMENT,
    },
    "retail silent for 60 days": {"last_interaction_at": ago(60)},
    "silent for less than 90 days": {"last_interaction_at": ago(90) + MOMENT},
    "silent without a phone": {"last_interaction_at": ago(200), "has_phone": False},
    "two categories": {"order_categories": ("Books", "Music")},
}


class TestEveryLineOfTheTable:
    @pytest.mark.parametrize("line", LINES)
    def test_advises_its_action_with_its_confidence(self, line):
        given, expected = LINES[line]

        assert kinds_for(**given) == expected

    @pytest.mark.parametrize("line", JUST_NOT)
    def test_says_nothing_just_beyond_its_bounds(self, line):
        assert kinds_for(**JUST_NOT[line]) == FALLBACK

    @pytest.mark.parametrize("line", LINES)
    def test_gives_its_grounds(self, line):
        (advice,) = advice_for(**LINES[line][0])

        assert len(advice.grounds) == 1

    def test_mood_counts_for_ninety_days(self):
        assert types_for(very_negative_at=ago(90)) == ["RetentionOffer"]
        assert types_for(very_negative_at=ago(90) - MOMENT) == ["ProductRecommendation"]


class TestSeveralLines:
    def test_come_in_the_order_of_their_confidence(self):
        found = kinds_for(risk_score=90, kyc_status=KYCStatus.PENDING, credit_score=Decimal(720))

        assert [base for _, _, base in found] == ["0.86", "0.85", "0.70"]

    def test_that_advise_the_same_are_one_with_the_grounds_of_both(self):
        (call,) = advice_for(open_cases=1, urgent_cases=1, kyc_status=KYCStatus.PENDING, opted_out_email=True)

        assert (call.rule, call.base) == (Rule.OPEN_CASE, Decimal("0.88"))
        assert call.grounds == (
            "1 open case of high or critical priority",
            "Identity check: Pending",
            "Cannot be sent e-mail",
        )


class TestWhatACustomerWishes:
    def test_has_a_call_made_instead_of_an_email(self):
        found = kinds_for(kyc_status=KYCStatus.PENDING, opted_out_email=True)

        assert found == [("FollowUpCall", None, "0.70")]

    def test_has_a_call_made_instead_of_an_sms(self):
        found = kinds_for(last_interaction_at=None, opted_out_sms=True)

        assert found == [("FollowUpCall", None, "0.60")]

    def test_is_about_one_channel_only(self):
        found = types_for(kyc_status=KYCStatus.PENDING, last_interaction_at=None, opted_out_sms=True)

        assert found == ["SendEmail", "FollowUpCall"]

    def test_has_both_channels_end_in_one_call(self):
        found = types_for(
            kyc_status=KYCStatus.PENDING,
            last_interaction_at=None,
            opted_out_sms=True,
            opted_out_email=True,
        )

        assert found == ["FollowUpCall"]

    def test_needs_no_saying_where_there_is_no_address(self):
        assert types_for(kyc_status=KYCStatus.PENDING, has_email=False) == ["FollowUpCall"]


class TestACustomerWhoSuffers:
    def test_is_sold_nothing_while_a_critical_case_is_open(self):
        found = types_for(open_cases=1, urgent_cases=1, critical_cases=1, **WORTHY)

        assert found == ["FollowUpCall"]

    def test_is_sold_nothing_within_thirty_days_of_a_very_bad_mood(self):
        assert types_for(very_negative_at=ago(30), **WORTHY) == ["RetentionOffer"]

    def test_is_sold_to_again_afterwards(self):
        found = types_for(very_negative_at=ago(30) - MOMENT, **WORTHY)

        assert found == ["RetentionOffer", "ProductRecommendation", "CrossSell"]

    def test_is_sold_to_while_a_case_is_merely_of_high_priority(self):
        found = types_for(open_cases=1, urgent_cases=1, **WORTHY)

        assert found == ["FollowUpCall", "ProductRecommendation", "CrossSell"]


class TestTheTypes:
    def test_are_the_documents(self):
        assert len(ActionType) == 9
