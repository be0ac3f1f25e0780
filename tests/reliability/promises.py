"""The promises that `make deep` tries to break by the tests of every change, with many more examples.

Each is one part of the work: it is done or not, and notes how much of what it tried.
"""

from typing import NamedTuple

_ENGAGEMENT = "tests/dialects/engagement"


class Promise(NamedTuple):
    """What is promised, the tests that try to break it (words for pytest), and how often they try at the least.

    It may take so many minutes: it is not begun where less is left, and ended when it takes longer.
    """

    name: str
    says: str
    tests: tuple[str, ...]
    least: dict[str, int]
    minutes: float


PROMISES = (
    Promise(
        "P3",
        "a POST repeated with its key has one effect",
        ("tests/dialects/shared/test_idempotency.py::TestSendingAgainWithTheSameKey",),
        {"requests at once": 3_000},
        30,
    ),
    Promise(
        "P4",
        "an inbound call changes nothing again, and any order ends alike",
        (f"{_ENGAGEMENT}/test_replays.py",),
        {"replays": 100, "orders": 500},
        15,
    ),
    Promise(
        "P5",
        "only authentic calls count, and no call is our fault",
        ("tests/adapters/channels/test_signatures.py", f"{_ENGAGEMENT}/test_signed_nonsense.py"),
        {f"mutations of {each}": 10_000 for each in ("twilio", "whatsapp", "sendgrid", "mailgun")}
        | {f"signed calls of {each}": 10_000 for each in ("meta", "twilio")},
        30,
    ),
    Promise(
        "P9",
        "nothing is sent in quiet hours",
        ("tests/core/communications/test_timing.py",),
        {"instants": 50_000},
        10,
    ),
    Promise(
        "P10",
        "nothing goes out after an opt-out",
        ("tests/adapters/delivery/test_opting_out.py",),
        {"interleavings": 1_000},
        10,
    ),
    Promise(
        "P13",
        "one request of a machine unsubscribes, looking does not",
        (f"{_ENGAGEMENT}/test_one_click.py", "-k", "offered or looking or one_request"),
        {"mails": 10_000, "looked at": 10_000, "unsubscribed": 5_000},
        40,
    ),
    Promise(
        "P20",
        "CSV files run no formula and come back",
        (
            "tests/core/customers/transfer/test_exporting.py::TestExportingFormulas",
            "tests/core/analytics/delivery/test_files.py::TestACSVFile",
        ),
        {"texts of customers": 20_000, "texts of reports": 20_000},
        20,
    ),
    Promise(
        "P23",
        "no request is our fault, and every answer is as documented",
        ("tests/dialects/shared/test_fuzz.py::TestARequestDrawnFromTheDocument",),
        {"requests": 20_000},
        40,
    ),
    Promise(
        "SLA",
        "promised times agree with counting minute by minute",
        ("tests/core/sla/test_agreement.py", "tests/core/sla/test_working_days.py"),
        {"plans": 20_000, "working days": 5_000},
        30,
    ),
)
