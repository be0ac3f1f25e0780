"""Templates: what messages say, by their type, on each channel, in each language.

Owns    the texts in `texts/`, a file for each type, form and language
Needs   nothing stored: rendering is a pure function of a letter, the letterhead and its links
"""

from .attachments import (
    MOST_BYTES,
    AttachmentFolder,
    attachments_of,
    named_attachments,
)
from .previewing import preview_message
from .records import Letter, Letterhead, Links, MessageType, Rendered
from .rendering import render

__all__ = [
    "MOST_BYTES",
    "AttachmentFolder",
    "Letter",
    "Letterhead",
    "Links",
    "MessageType",
    "Rendered",
    "attachments_of",
    "named_attachments",
    "preview_message",
    "render",
]
