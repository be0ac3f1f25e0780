"""The parameters of an action, as people write them."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from accord.kit.ids import read_uuid

from . import vocabulary
from .errors import ActionImpossible

_NESTED = ("params", "parameters")


class Parameters:
    """What an action says beside its type, by plain names; in the action itself or in its `params`."""

    def __init__(self, action: Mapping[str, Any]) -> None:
        self.action = str(action["type"]).strip()
        nested: Mapping[str, Any] = next(
            (action[name] for name in _NESTED if isinstance(action.get(name), dict)), {}
        )
        self._given = {vocabulary.plain(name): value for name, value in (*nested.items(), *action.items())}

    def text(self, *names: str, longest: int) -> str | None:
        """The first of these parameters that is given, without spaces around; None without any.

        Raises ActionImpossible for anything but text that is short enough.
        """
        for name in names:
            value = self._given.get(vocabulary.plain(name))
            if value is None:
                continue
            if not isinstance(value, str):
                raise ActionImpossible(f"{self.action}: {name} must be a string")
            text = value.strip()
            if len(text) > longest:
                raise ActionImpossible(f"{self.action}: {name} must be at most {longest} characters")
            if text:
                return text
        return None

    def required(self, *names: str, longest: int) -> str:
        """The same, for what cannot be missing. Raises ActionImpossible."""
        found = self.text(*names, longest=longest)
        if found is None:
            raise ActionImpossible(f"{self.action}: {names[0]} is required")
        return found

    def id(self, name: str) -> UUID | None:
        """An id; None when it is not given. Raises ActionImpossible for anything else."""
        text = self.text(name, longest=100)
        if text is None:
            return None
        found = read_uuid(text)
        if found is None:
            raise ActionImpossible(f"{self.action}: {name} must be a valid UUID")
        return found

    def word(self, name: str) -> str | None:
        """The canonical word of an enumerated parameter; None when it is not given. Raises ActionImpossible."""
        text = self.text(name, longest=100)
        if text is None:
            return None
        found = vocabulary.word_named(vocabulary.plain(name), text)
        if found is None:
            raise ActionImpossible(f"{self.action}: {text} is not a {name} that is known")
        return found
