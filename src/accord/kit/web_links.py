"""Addresses of the web, told from what else a browser would follow."""

from urllib.parse import urlsplit

MOST_CHARACTERS = 2_000


def is_web_link(text: str) -> bool:
    """Whether a text is an absolute http or https address with a host, and nothing that hides another."""
    if len(text) > MOST_CHARACTERS or not text.isprintable() or any(c in text for c in ' "<>\\^`{|}'):
        return False
    try:
        parts = urlsplit(text)
        host = parts.hostname
        _ = parts.port
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(host) and parts.username is None
