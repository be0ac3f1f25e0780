"""Fields: how one value of an input is read, and what is said when it is wrong."""

from .build import Builder
from .findings import Findings, InvalidInput
from .shapes import Items, Nullable, Object, Slot

__all__ = ["Builder", "Findings", "InvalidInput", "Items", "Nullable", "Object", "Slot"]
