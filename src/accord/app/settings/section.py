"""What every table of the settings file is."""

import msgspec


class Section(msgspec.Struct, frozen=True, kw_only=True):
    """A table of the settings file."""
