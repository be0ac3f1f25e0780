"""Refusals of feedback's own."""

from accord.core.errors import Forbidden


class ResolverNotAllowed(Forbidden):
    """Somebody else was named as the one who resolved it, by a caller who may only name itself."""

    code = "resolver_not_allowed"

    def __init__(self) -> None:
        super().__init__("Only an admin or a supervisor may name another person as resolved_by")
