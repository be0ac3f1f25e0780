"""The names of time zones, looked up once: that takes a hundred files."""

from zoneinfo import available_timezones

# What a machine calls its own zone is a name on that machine alone.
ZONES = frozenset(available_timezones()) - {"localtime"}
