"""Fields written as JSON strings: text, choices, ids, dates and times."""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from msgspec import inspect

from accord.kit import clock
from accord.kit.http.formats import Format
from accord.kit.ids import read_uuid
from accord.kit.moments import in_utc, is_storable, parse_moment

from .field import Check, Field
from .findings import Findings

MAX_TEXT = 10_000


class Text(Field):
    """A string, trimmed, within lengths counted in characters; maybe of a pattern or a format."""

    phrase = "a string"

    def __init__(self, limits: inspect.StrType, format_: Format | None = None) -> None:
        self.keeps_blank = format_ is None
        self._shortest = limits.min_length or 0
        self._longest = MAX_TEXT if limits.max_length is None else limits.max_length
        self._pattern = None if limits.pattern is None else re.compile(limits.pattern)
        self._format = format_

    def read(self, value: object, at: str, found: Findings) -> object:
        if not isinstance(value, str):
            self.wrong_type(at, found)
            return None
        text = value.strip()
        if len(text) < self._shortest:
            phrase = (
                "must not be empty"
                if self._shortest == 1
                else f"must be at least {self._shortest} characters"
            )
            found.add(at, phrase, "too_short")
        elif len(text) > self._longest:
            found.add(at, f"must be at most {self._longest} characters", "too_long")
        elif self._format is not None and not self._format.accepts(text):
            found.add(at, f"must be {self._format.phrase}", "invalid")
        elif self._pattern is not None and self._pattern.search(text) is None:
            found.add(at, "has an invalid format", "invalid")
        return text

    def check(self) -> Check:
        longest = self._longest
        if self._format is None:
            return lambda text: text.strip() is text and len(text) <= longest
        accepts = self._format.accepts
        return lambda text: text.strip() is text and len(text) <= longest and accepts(text)


class Choice(Field):
    """One of a few values; text in any letter case."""

    def __init__(self, choices: Sequence[object]) -> None:
        self._texts = {str(choice).casefold(): choice for choice in choices if isinstance(choice, str)}
        self._others = {choice for choice in choices if isinstance(choice, int)}
        self.allowed = tuple(str(getattr(choice, "value", choice)) for choice in choices)
        self.phrase = f"one of {', '.join(self.allowed)}"

    def read(self, value: object, at: str, found: Findings) -> object:
        if isinstance(value, str) and (key := value.strip().casefold()) in self._texts:
            return self._texts[key]
        if type(value) is int:
            for other in self._others:
                if other == value:
                    return other
        found.add(at, f"must be {self.phrase}", "not_allowed", self.allowed)
        return None

    def read_text(self, text: str, at: str, found: Findings) -> object:
        if self._others and text.isascii() and text.isdigit():
            return self.read(int(text[:19]), at, found)
        return self.read(text, at, found)


class Identifier(Field):
    """A UUID in its canonical form, in either case."""

    phrase = "a valid UUID"

    def read(self, value: object, at: str, found: Findings) -> UUID | None:
        if not isinstance(value, str):
            self.wrong_type(at, found)
            return None
        identifier = read_uuid(value.strip())
        if identifier is None:
            found.add(at, f"must be {self.phrase}", "invalid")
        return identifier


class Day(Field):
    """A date; a date-time is cut to its date. With `earliest` it may not lie before that, nor after today.

    Today is that of the given zone.
    """

    phrase = "a date (YYYY-MM-DD)"

    def __init__(self, earliest: date | None, zone: ZoneInfo) -> None:
        self._earliest = earliest
        self._zone = zone

    def read(self, value: object, at: str, found: Findings) -> date | None:
        if not isinstance(value, str):
            self.wrong_type(at, found)
            return None
        moment = parse_moment(value.strip())
        if moment is None:
            found.add(at, f"must be {self.phrase}", "invalid")
            return None
        day = moment.date()
        if not self._is_within(day):
            found.add(at, f"must lie between {self._earliest} and today", "out_of_range")
        return day

    def check(self) -> Check | None:
        return None if self._earliest is None else self._is_within

    def _is_within(self, day: date) -> bool:
        return self._earliest is None or self._earliest <= day <= clock.now().astimezone(self._zone).date()


class Moment(Field):
    """A point in time, returned in UTC; one written without a zone is read in the given zone."""

    phrase = "an ISO 8601 date or date-time"

    def __init__(self, zone: ZoneInfo) -> None:
        self._zone = zone

    def read(self, value: object, at: str, found: Findings) -> datetime | None:
        if not isinstance(value, str):
            self.wrong_type(at, found)
            return None
        moment = parse_moment(value.strip())
        try:
            if moment is not None:
                return in_utc(moment, self._zone)
        except OverflowError:  # the first or last day of the calendar, moved past its end
            pass
        found.add(at, f"must be {self.phrase}", "invalid")
        return None

    def check(self) -> Check:
        return lambda moment: moment.tzinfo is UTC and is_storable(moment)
