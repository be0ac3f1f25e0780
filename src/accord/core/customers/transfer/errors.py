"""What can be refused about a file as a whole."""

from collections.abc import Sequence
from typing import ClassVar

from accord.core.errors import Invalid
from accord.kit.problems import Problem


class FileUnreadable(Invalid):
    """The file has no header, lacks a required column, or cannot be read as the options say."""

    code: ClassVar[str] = "file_unreadable"

    def __init__(self, messages: Sequence[str]) -> None:
        super().__init__([Problem("file", message) for message in messages], "; ".join(messages))


class FileTooLarge(Invalid):
    """The file has more bytes or rows than the limit allows."""

    code: ClassVar[str] = "file_too_large"

    def __init__(self, message: str) -> None:
        super().__init__([Problem("file", message, "too_long")], message)


class ImportOver(Invalid):
    """The run is completed or discarded already."""

    code: ClassVar[str] = "import_over"

    def __init__(self) -> None:
        super().__init__([Problem("run", "the import is over")], "The import is over")
