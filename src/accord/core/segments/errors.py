"""What can be refused about segments."""

from typing import ClassVar

from accord.core.errors import Conflict


class SegmentNameTaken(Conflict):
    """Another segment by criteria has this name already, in whatever letter case."""

    code: ClassVar[str] = "segment_name_taken"

    def __init__(self) -> None:
        super().__init__("Segment name already exists", field="name")
