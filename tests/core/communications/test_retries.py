import pytest

from accord.core.communications import FailureKind, Reason, Refused
from accord.core.communications.retries import may_repeat, told_reason, wait_after

TRANSIENT, RATE_LIMIT, DOUBTFUL = FailureKind.TRANSIENT, FailureKind.RATE_LIMIT, FailureKind.DOUBTFUL


def seconds(kind, attempts, *, chance=0.5, asked=None):
    refused = Refused(provider="x", kind=kind, retry_after_seconds=asked)
    return wait_after(refused, attempts, chance=chance).total_seconds()


class TestTheWait:
    @pytest.mark.parametrize(
        ("kind", "attempts", "expected"),
        [
            (TRANSIENT, 1, 60),
            (TRANSIENT, 2, 300),
            (TRANSIENT, 3, 900),
            (TRANSIENT, 9, 900),
            (RATE_LIMIT, 1, 120),
            (RATE_LIMIT, 2, 600),
            (RATE_LIMIT, 3, 900),
            (DOUBTFUL, 1, 60),
        ],
    )
    def test_grows_and_is_doubled_for_rate_limits(self, kind, attempts, expected):
        assert seconds(kind, attempts) == pytest.approx(expected)

    @pytest.mark.parametrize(("chance", "expected"), [(0.0, 48.0), (1.0, 72.0)])
    def test_is_spread_by_a_fifth(self, chance, expected):
        assert seconds(TRANSIENT, 1, chance=chance) == pytest.approx(expected)

    @pytest.mark.parametrize(("asked", "expected"), [(7.0, 7), (0.0, 0), (-1.0, 0), (1e9, 86400)])
    def test_is_what_the_provider_asks_for(self, asked, expected):
        assert seconds(TRANSIENT, 1, asked=asked) == expected


class TestTheCategories:
    @pytest.mark.parametrize(
        ("kind", "again"),
        [
            (TRANSIENT, True),
            (RATE_LIMIT, True),
            (DOUBTFUL, True),
            (FailureKind.AUTH_FAILURE, False),
            (FailureKind.PERMANENT, False),
            (FailureKind.INVALID_INPUT, False),
        ],
    )
    def test_say_whether_a_channel_is_tried_again(self, kind, again):
        assert may_repeat(kind, 1) is again

    def test_allow_three_attempts(self):
        assert (may_repeat(TRANSIENT, 2), may_repeat(TRANSIENT, 3)) == (True, False)

    def test_let_no_doubtful_message_go_before_it_is_looked_up(self):
        assert may_repeat(DOUBTFUL, 3)

    def test_give_the_reason_that_is_told(self):
        assert (told_reason(RATE_LIMIT), told_reason(TRANSIENT)) == (
            Reason.RATE_LIMITED,
            Reason.PROVIDER_UNAVAILABLE,
        )
