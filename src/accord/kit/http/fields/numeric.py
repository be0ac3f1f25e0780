"""Fields written as JSON numbers and booleans."""

import re
from decimal import Decimal, InvalidOperation
from math import isfinite

from msgspec import inspect

from accord.kit.http.formats import Bounds
from accord.kit.http.json_text import NumberText

from .field import Check, Field
from .findings import Findings

# Without stated limits a whole number must fit the database's integer, a decimal its amounts.
_LEAST_INTEGER, _MOST_INTEGER = -(2**31), 2**31 - 1
_AMOUNTS = Bounds(Decimal("-999999999999.99"), Decimal("999999999999.99"))

_WHOLE_TEXT = re.compile(r"-?[0-9]{1,18}")
_NUMBER_TEXT = re.compile(r"-?[0-9]{1,18}(?:\.[0-9]{1,18})?")
_TRUTHS = {"true": True, "1": True, "false": False, "0": False}

Number = int | float | Decimal


class Range:
    """The bounds of a number, with the words for crossing them."""

    def __init__(self, least: Number, most: Number, *, stated: bool) -> None:
        self.least, self.most = least, most
        self._phrase = f"must be between {least} and {most}" if stated else None

    def holds(self, number: Number, at: str, found: Findings) -> bool:
        """Whether the number is within the bounds; notes it when not."""
        if self.least <= number <= self.most:
            return True
        end = f"at least {self.least}" if number < self.least else f"at most {self.most}"
        found.add(at, self._phrase or f"must be {end}", "out_of_range")
        return False

    def check(self) -> Check:
        """The check of decoded numbers."""
        least, most = self.least, self.most
        return lambda number: least <= number <= most


class Whole(Field):
    """A whole number; an integral float such as 5.0 is one."""

    phrase = "a whole number"

    def __init__(self, limits: inspect.IntType) -> None:
        least = limits.ge if limits.gt is None else limits.gt + 1
        most = limits.le if limits.lt is None else limits.lt - 1
        self._range = Range(
            _LEAST_INTEGER if least is None else least,
            _MOST_INTEGER if most is None else most,
            stated=least is not None and most is not None,
        )
        self._step = limits.multiple_of

    def read(self, value: object, at: str, found: Findings) -> int | None:
        number = exact(value)
        if number is None:
            self.wrong_type(at, found)
            return None
        if not self._range.holds(
            number, at, found
        ):  # before any conversion: 1e999999999 is cheap only as text
            return None
        if number != int(number):
            self.wrong_type(at, found)
        elif self._step is not None and int(number) % self._step:
            found.add(at, f"must be a multiple of {self._step}", "invalid")
        return int(number)

    def read_text(self, text: str, at: str, found: Findings) -> int | None:
        return self.read(int(text) if _WHOLE_TEXT.fullmatch(text) else text, at, found)

    def check(self) -> Check:
        return self._range.check()


class Amount(Field):
    """A Decimal, from a JSON number exactly as written."""

    phrase = "a number"

    def __init__(self, bounds: Bounds | None) -> None:
        held = bounds or _AMOUNTS
        self._range = Range(held.least, held.most, stated=bounds is not None)

    def read(self, value: object, at: str, found: Findings) -> Decimal | None:
        number = exact(value)
        if number is None:
            self.wrong_type(at, found)
        elif self._range.holds(number, at, found):
            return Decimal(number)
        return None

    def read_text(self, text: str, at: str, found: Findings) -> Decimal | None:
        return self.read(NumberText(text) if _NUMBER_TEXT.fullmatch(text) else text, at, found)

    def check(self) -> Check:
        return self._range.check()


class Real(Field):
    """A finite float."""

    phrase = "a number"

    def __init__(self, limits: inspect.FloatType) -> None:
        self._limits = limits
        ends = (
            ("at least", limits.ge),
            ("greater than", limits.gt),
            ("at most", limits.le),
            ("less than", limits.lt),
        )
        stated = " and ".join(f"{words} {end:g}" for words, end in ends if end is not None)
        if limits.ge is not None and limits.le is not None:
            stated = f"between {limits.ge:g} and {limits.le:g}"
        self._range_phrase = f"must be {stated or 'a finite number'}"

    def read(self, value: object, at: str, found: Findings) -> float | None:
        exactly = exact(value)
        if exactly is None:
            self.wrong_type(at, found)
            return None
        number = finite(exactly)
        if number is None or not self._holds(number):
            found.add(at, self._range_phrase, "out_of_range")
        return number

    def read_text(self, text: str, at: str, found: Findings) -> float | None:
        return self.read(NumberText(text) if _NUMBER_TEXT.fullmatch(text) else text, at, found)

    def _holds(self, number: float) -> bool:
        limits = self._limits
        return (
            (limits.ge is None or number >= limits.ge)
            and (limits.gt is None or number > limits.gt)
            and (limits.le is None or number <= limits.le)
            and (limits.lt is None or number < limits.lt)
        )


class Truth(Field):
    """True or false; in queries also 1 and 0, in any letter case."""

    phrase = "true or false"

    def read(self, value: object, at: str, found: Findings) -> bool | None:
        if isinstance(value, bool):
            return value
        self.wrong_type(at, found)
        return None

    def read_text(self, text: str, at: str, found: Findings) -> bool | None:
        return self.read(_TRUTHS.get(text.lower(), text), at, found)


def exact(value: object) -> int | Decimal | None:
    """The number a JSON value is, without loss; None when it is no number."""
    if isinstance(value, NumberText):
        try:
            return Decimal(value.text)
        except InvalidOperation:  # an exponent beyond what Decimal can hold
            return Decimal("1e999999999") if "e-" not in value.text.lower() else Decimal(0)
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    return None


def finite(number: int | Decimal) -> float | None:
    """The nearest float, None when there is none."""
    try:
        near = float(number)
    except OverflowError:
        return None
    return near if isfinite(near) else None
