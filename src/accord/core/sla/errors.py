"""What can be refused about policies."""

from typing import ClassVar

from accord.core.errors import Conflict


class PolicyReplaced(Conflict):
    """Somebody else promised something for the same work at the same time."""

    code: ClassVar[str] = "policy_replaced"

    def __init__(self) -> None:
        super().__init__("A policy for the same work was created just now")
