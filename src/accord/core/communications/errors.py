"""What can be refused about communications."""

from typing import ClassVar

from accord.core.errors import Stale

from .records import CommunicationStatus


class CommunicationNotFailed(Stale):
    """Only a message that failed can be tried again by hand."""

    code: ClassVar[str] = "communication_not_failed"

    def __init__(self, status: CommunicationStatus) -> None:
        super().__init__(f"Communication is {status}, not failed")
