"""What can be wrong with a request before any act sees it. Each dialect words each of them.

MalformedBody and InvalidInput are raised by `bodies`; KeyInUse and KeyReused by `accord.kit.idempotency`.
"""


class BadHost(Exception):
    """The `Host` header names no host."""


class UnknownPath(Exception):
    """No operation has this path."""


class WrongMethod(Exception):
    """The path exists, with other methods."""

    def __init__(self, allowed: tuple[str, ...]) -> None:
        super().__init__(", ".join(allowed))
        self.allowed = allowed


class TooLarge(Exception):
    """The body is larger than the operation takes. `limit` is in bytes."""

    def __init__(self, limit: int) -> None:
        super().__init__(str(limit))
        self.limit = limit


class WrongMediaType(Exception):
    """The body is declared as something else than JSON."""


class RateLimited(Exception):
    """The allowance of this window is spent. `retry_after` is in whole seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(str(retry_after))
        self.retry_after = retry_after


class MissingPermission(Exception):
    """The caller is known and lacks a permission."""

    def __init__(self, permission: str) -> None:
        super().__init__(permission)
        self.permission = permission


class BadId(Exception):
    """An id in the path is not a UUID."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class Disconnected(Exception):
    """The client went away while it was sending its body."""
