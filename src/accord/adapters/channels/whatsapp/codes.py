"""The error codes of Meta's WhatsApp Cloud API."""

from accord.core.communications import FailureKind

_CODES = {
    FailureKind.TRANSIENT: (1, 2, 131000, 131016, 131057, 133004),
    FailureKind.RATE_LIMIT: (4, 80007, 130429, 131048, 131056, 133016),
    FailureKind.AUTH_FAILURE: (0, 3, 10, 102, 190, 368, 131005, 131042, 131045, 133010),
    FailureKind.PERMANENT: (130472, 130497, 131021, 131026, 131047, 131049, 131050, 131051),
    FailureKind.INVALID_INPUT: (
        33, 100, 131008, 131009, 131031, 131052, 131053, 132000, 132001, 132005, 132007, 132012, 132015, 132016,
        132018,
    ),
}  # fmt: skip
_KINDS = {code: kind for kind, codes in _CODES.items() for code in codes}

# What made a message that was taken fail later, and may pass.
PASSING = {"1", "2", "130429", "131000", "131016", "131048", "131049", "131056", "131057"}

# So many messages to one person in so short a time: others get theirs.
ABOUT_RECIPIENT = {131056}


def kind_of_code(code: int) -> FailureKind | None:
    """What a code means; None for one that says no more than the HTTP status. 200 to 299 are lacking permissions."""
    return FailureKind.AUTH_FAILURE if 200 <= code < 300 else _KINDS.get(code)
