"""The three ledgers: what clients were told, what counterparts took, what the database holds. And what must hold."""

import base64
import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from email import message_from_bytes
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

import asyncpg

from vendors import entries_of

from .clients import ENGAGEMENT, Told, name_of
from .estate import Estate, Kill

_REFERENCE = re.compile(r"<?([0-9a-f-]{36})\.(email|whatsapp)")
_GUEST = re.compile(r"\bGuest\d{6}\b")
# A lease of a job; one that nobody renewed for longer is nobody's.
JOB_LEASE_SECONDS = 30

_MESSAGES = """
    SELECT id, status, channel, recipient, sent_at, delivered_at, provider_id, lease_until, next_attempt_at,
        split_part(context ->> 'client_name', ' ', 1) AS guest, attempts, created_at
    FROM communications WHERE direction = 'outbound'
"""
_ATTEMPTS = """
    SELECT communication_id, extract(epoch FROM begun_at)::float8 AS begun,
        extract(epoch FROM ended_at)::float8 AS ended, outcome, category, code FROM communication_attempts
    ORDER BY begun_at
"""
_LOG = "SELECT communication_id, provider, event_key, event FROM delivery_events"
_EVENTS = """
    SELECT subject_id, type FROM events WHERE type IN ('communication.queued', 'communication.sent')
"""
_ORPHANS = f"""
    SELECT id::text, entrypoint FROM pgqueuer
    WHERE status = 'picked' AND heartbeat < now() - make_interval(secs => {JOB_LEASE_SECONDS})
    UNION ALL
    SELECT id::text, 'lease' FROM communications
    WHERE lease_until < now() - interval '2 seconds' AND status IN ('queued', 'scheduled', 'sending')
"""


class Copy(NamedTuple):
    """One copy of a message that somebody took: whose it is, by whatever it carries."""

    channel: str
    guest: str | None
    id: UUID | None
    provider_id: str


class Kept(NamedTuple):
    """What the database holds."""

    messages: Mapping[UUID, Any]
    attempts: Sequence[Any]
    log: Sequence[Any]
    events: Counter[tuple[UUID, str]]
    orphans: Sequence[Any]


async def read_database(dsn: str) -> Kept:
    """Everything in one snapshot."""
    connection = await asyncpg.connect(dsn)
    try:
        async with connection.transaction(isolation="repeatable_read", readonly=True):
            messages = await connection.fetch(_MESSAGES)
            events = await connection.fetch(_EVENTS)
            return Kept(
                {row["id"]: row for row in messages},
                await connection.fetch(_ATTEMPTS),
                await connection.fetch(_LOG),
                Counter((row["subject_id"], row["type"]) for row in events),
                await connection.fetch(_ORPHANS),
            )
    finally:
        await connection.close()


def read_counterparts(folder: Path) -> list[Copy]:
    """Every copy that the mail server and the vendors took."""
    mails = [_mail(entry) for entry in entries_of(folder / "sink.jsonl", kind="accepted")]
    return mails + [_short(entry) for entry in entries_of(folder / "vendors.jsonl", kind="accepted")]


def _mail(entry: dict[str, Any]) -> Copy:
    mail = message_from_bytes(base64.b64decode(entry["raw"]))
    reference = _REFERENCE.match(mail["Message-ID"])
    guest = _GUEST.search(mail.as_bytes().decode("utf-8", "replace"))
    return Copy(
        "email",
        guest and guest[0],
        UUID(reference[1]) if reference else None,
        mail["Message-ID"].strip("<>"),
    )


def _short(entry: dict[str, Any]) -> Copy:
    guest = _GUEST.search(entry["text"])
    if entry["vendor"] == "twilio":
        return Copy("sms", guest and guest[0], None, entry["id"])
    reference = _REFERENCE.match(entry["sent"]["biz_opaque_callback_data"])
    return Copy("whatsapp", guest and guest[0], UUID(reference[1]) if reference else None, entry["id"])


class Findings(NamedTuple):
    """What was found wrong, by invariant, and figures that tell how hard it was tried."""

    wrong: dict[str, list[str]]
    figures: dict[str, float]


class Books:
    """Compares the ledgers."""

    def __init__(
        self,
        told: Mapping[int, Told],
        copies: Sequence[Copy],
        kept: Kept,
        kills: Sequence[Kill],
    ) -> None:
        self._told = told
        self._copies = copies
        self.kept = kept
        self._kills = kills
        self._guests = {row["guest"]: made for made, row in kept.messages.items()}
        self.taken = Counter(self._owner(copy) for copy in copies)

    def _owner(self, copy: Copy) -> UUID | None:
        """The message that a copy is of: by its reference, and by the name in its text."""
        by_name = self._guests.get(copy.guest) if copy.guest else None
        return by_name if copy.id in {None, by_name} else None

    def compare(self, *, reported: bool = True) -> Findings:
        """Everything that can be told without asking the API; `reported` when vendors told of all deliveries."""
        found = {
            "I1": self._recorded_once(),
            "I2": self._unfinished(),
            "I3": self._sent_and_taken(),
            "I4": self._too_many_copies(),
            "I5": self._unknown_copies(),
            "I6": [*self._doubled_events(), *(self._unreported() if reported else ())],
            "I8": [f"{row[1]} {row[0]}" for row in self.kept.orphans],
        }
        return Findings({name: wrong for name, wrong in found.items() if wrong}, self._figures())

    def _recorded_once(self) -> Iterable[str]:
        messages = self.kept.messages
        names = Counter(row["guest"] for row in messages.values())
        wrong = [f"{name} is there {count} times" for name, count in names.items() if count != 1]
        for number, told in self._told.items():
            row = messages.get(told.id)
            if row is None or row["guest"] != name_of(number):
                wrong.append(f"{name_of(number)} was told {told.id}, which is not there")
        wrong += [f"{name} was never told of" for name in set(names) - set(map(name_of, self._told))]
        for made in messages:
            if self.kept.events[made, "communication.queued"] != 1:
                wrong.append(f"{made} is not queued by one event")
        return wrong

    def _unfinished(self) -> list[str]:
        final = {"sent", "delivered", "opened"}
        return [
            f"{made} is {row['status']}"
            for made, row in self.kept.messages.items()
            if row["status"] not in final
        ]

    def _sent_and_taken(self) -> list[str]:
        wrong = []
        for made, row in self.kept.messages.items():
            if (row["sent_at"] is not None) != (self.taken[made] > 0):
                wrong.append(f"{made} is {row['status']} and was taken {self.taken[made]} times")
            if row["sent_at"] is not None and self.kept.events[made, "communication.sent"] != 1:
                wrong.append(f"{made} is not sent by one event")
        for number, told in self._told.items():
            if told.status == "sent" and not self.taken[told.id]:
                wrong.append(f"{name_of(number)} was told to be sent, and nobody took it")
        return wrong

    def _too_many_copies(self) -> list[str]:
        doubts = self._doubts()
        return [
            f"{made} was taken {count} times after {doubts[made]} deaths in doubt: {self._story(made)}"
            for made, count in self.taken.items()
            if made is not None and count > 1 + doubts[made]
        ]

    def _story(self, made: UUID) -> list[tuple[Any, ...]]:
        return [tuple(row)[1:] for row in self.kept.attempts if row["communication_id"] == made]

    def _doubts(self) -> Counter[UUID]:
        """Deaths between the beginning and the end of an attempt that was not the accepted one."""
        return Counter(
            row["communication_id"]
            for row in self.kept.attempts
            if row["outcome"] != "accepted" and self._died_within(row["begun"], row["ended"])
        )

    def _died_within(self, begun: float, ended: float | None) -> bool:
        return any(kill.until >= begun and (ended is None or kill.since <= ended) for kill in self._kills)

    def _unknown_copies(self) -> list[str]:
        return [f"{copy}" for copy in self._copies if self._owner(copy) is None]

    def _doubled_events(self) -> list[str]:
        seen = Counter((row["communication_id"], row["provider"], row["event"]) for row in self.kept.log)
        return [f"{name} is logged {count} times" for name, count in seen.items() if name[0] and count != 1]

    def _unreported(self) -> list[str]:
        """Messages that a vendor told to be delivered, and that do not show it."""
        return [
            f"{made} was delivered, and is {row['status']}"
            for made, row in self.kept.messages.items()
            if row["channel"] in {"sms", "whatsapp"} and row["delivered_at"] is None
        ]

    def _figures(self) -> dict[str, float]:
        doubts = self._doubts()
        return {
            "messages": len(self.kept.messages),
            "copies": len(self._copies),
            "second_copies": sum(count - 1 for count in self.taken.values()),
            "deaths_in_doubt": doubts.total(),
            "attempts": len(self.kept.attempts),
            "kills": len(self._kills),
        }


async def analytics_differ(estate: Estate) -> list[str]:
    """I7: what the API counts, beside a count of the rows."""
    async with estate.client() as client:
        shown = (await client.get(f"{ENGAGEMENT}/analytics")).json()["summary"]
    rows = (await read_database(estate.dsn)).messages.values()
    states = Counter(row["status"] for row in rows)
    delivered = states["delivered"] + states["opened"]
    times = [_seconds(row["sent_at"], row["delivered_at"]) for row in rows if row["delivered_at"]]
    counted = {
        "total_sent": states["sent"] + delivered,
        "total_delivered": delivered,
        "total_opened": states["opened"],
        "total_clicked": 0,
        "total_failed": 0,
        "avg_delivery_time_seconds": round(sum(times) / len(times), 1) if times else 0,
    }
    return [
        f"{name} is {shown.get(name)}, counted {value}"
        for name, value in counted.items()
        if shown.get(name) != value
    ]


def _seconds(earlier: datetime, later: datetime) -> float:
    return (later - earlier).total_seconds()


def write_told(path: Path, told: Mapping[int, Told]) -> None:
    """Keep the clients' ledger for whoever looks into a failure."""
    path.write_text(json.dumps({number: [str(each.id), each.status] for number, each in told.items()}))
