"""Twilio's error codes."""

from accord.core.communications import FailureKind

_CODES = {
    FailureKind.TRANSIENT: (20500, 20503, 30001, 30022, 30410),
    FailureKind.RATE_LIMIT: (14107, 20429, 21611, 63018),
    FailureKind.AUTH_FAILURE: (10001, 10002, 20003, 20005, 20006, 20008, 20101, 20151, 20403, 20404, 21606, 21660),
    FailureKind.PERMANENT: (
        21408, 21610, 21612, 21614, 21635, 30003, 30004, 30005, 30006, 30007, 30034, 63003, 63016, 63024, 63032,
    ),
    FailureKind.INVALID_INPUT: (
        20001, 21201, 21211, 21212, 21217, 21601, 21602, 21603, 21604, 21605, 21609, 21617, 21619, 21654, 21656,
        21659, 21703, 21705,
    ),
}  # fmt: skip
_KINDS = {code: kind for kind, codes in _CODES.items() for code in codes}

# What made a message that was taken fail later, and may pass: the phone was off, the queue was full, nobody knows.
PASSING = {"30001", "30003", "30008", "30009", "30010", "30017", "30022"}

# The recipient has opted out with the carrier or with Twilio.
UNSUBSCRIBED = 21610


def kind_of_code(code: int) -> FailureKind | None:
    """What a code means; None for one that says no more than the HTTP status."""
    return _KINDS.get(code)
