"""The one way settings fail."""


class SettingsError(Exception):
    """A setting that stops the start; the message is one line that names it and what is allowed."""
