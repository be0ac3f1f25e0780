"""Frozen records: what stores return and acts pass around."""

from typing import Any, dataclass_transform

import msgspec
from msgspec import UNSET, UnsetType


@dataclass_transform(frozen_default=True)  # tells type checkers what msgspec inherits
class Record(msgspec.Struct, frozen=True, kw_only=True, array_like=True, gc=False):
    """One row, or one value of the domain. Compares by value; a changed one is a new one."""


@dataclass_transform(frozen_default=True)
class Changes(msgspec.Struct, frozen=True, kw_only=True):
    """A partial change: a field left `UNSET` was not sent; None clears; a value replaces."""

    def given(self) -> dict[str, Any]:
        """The fields that were sent, by name."""
        return {
            field: value for field in self.__struct_fields__ if (value := getattr(self, field)) is not UNSET
        }


__all__ = ["UNSET", "Changes", "Record", "UnsetType"]
