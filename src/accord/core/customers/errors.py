"""What can be refused about customers."""

from typing import ClassVar

from accord.core.errors import Conflict


class EmailTaken(Conflict):
    """Another customer has this e-mail address already."""

    code: ClassVar[str] = "email_taken"

    def __init__(self) -> None:
        super().__init__("Email already registered", field="email")
