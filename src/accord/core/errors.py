"""The closed family of error kinds. A feature subclasses one and gives it a `code`; each dialect words each kind.

A refusal changes nothing, except one whose class says `keeps_changes`: its bookkeeping stays (a failed login counts).
"""

from collections.abc import Sequence
from typing import ClassVar
from uuid import UUID

from accord.kit.problems import Problem


class Failure(Exception):
    """An act that was refused or could not be done. Only the kinds below are raised."""

    code: ClassVar[str] = "failure"
    keeps_changes: ClassVar[bool] = False

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class Invalid(Failure):
    """The input breaks a rule that needed more than its shape to be seen.

    Its problems name fields in the core's words, and their messages start after the field's name
    (`must lie between 1900-01-01 and today`): each dialect puts its own name of the field before it.
    """

    code = "invalid"

    def __init__(self, problems: Sequence[Problem], message: str = "Validation error") -> None:
        super().__init__(message)
        self.problems = tuple(problems)


class Unauthenticated(Failure):
    """Nobody we know: no credentials, or ones that do not hold."""

    code = "unauthenticated"


class Forbidden(Failure):
    """The actor is known and may not do this. `permission` names what was missing."""

    code = "forbidden"

    def __init__(self, message: str, *, permission: str = "") -> None:
        super().__init__(message)
        self.permission = permission


class NotFound(Failure):
    """There is no such object, or none that this actor may know of."""

    code = "not_found"

    def __init__(self, kind: str, key: UUID | str) -> None:
        super().__init__(f"{kind.capitalize()} not found")
        self.kind = kind
        self.key = key


class Conflict(Failure):
    """The value is taken. `field` is the core's name of the field that holds it."""

    code = "conflict"

    def __init__(self, message: str, *, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class Stale(Failure):
    """The object's state does not allow this act (any more)."""

    code = "stale"


class TooMany(Failure):
    """Asked too often. `retry_after` is in whole seconds, at least 1."""

    code = "too_many"

    def __init__(self, message: str, *, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = max(1, retry_after)


class Unavailable(Failure):
    """Something the act needs is away for now. `retry_after` is in whole seconds, at least 1."""

    code = "unavailable"

    def __init__(self, message: str = "Service temporarily unavailable", *, retry_after: int = 5) -> None:
        super().__init__(message)
        self.retry_after = max(1, retry_after)


KINDS: tuple[type[Failure], ...] = (
    Invalid,
    Unauthenticated,
    Forbidden,
    NotFound,
    Conflict,
    Stale,
    TooMany,
    Unavailable,
)
