"""What every kind of field can do."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any

from .findings import Findings

# Whether a value that C code decoded is already what `read` would have made of it.
Check = Callable[[Any], bool]


class Field(ABC):
    """Reads one value; a problem goes to the findings, and what is returned then is not used."""

    phrase = "a value"  # completes "must be ..."
    keeps_blank = False  # whether blank text is a value of this field
    allowed: tuple[str, ...] = ()  # all that it takes, where that is a few words

    @abstractmethod
    def read(self, value: object, at: str, found: Findings) -> object:
        """The field's value from a parsed JSON value."""

    def read_text(self, text: str, at: str, found: Findings) -> object:
        """The field's value from the text of a query parameter."""
        return self.read(text, at, found)

    def check(self) -> Check | None:
        """The check of decoded values; None when none is needed."""
        return None

    def wrong_type(self, at: str, found: Findings) -> None:
        """Note that the value is of another type."""
        found.add(at, f"must be {self.phrase}", "type")
