"""Files kept on this machine."""

from .folder import Folder

__all__ = ["Folder"]
