"""Templates: what messages say, by their type, on each channel, in each language.

Owns    the texts in `texts/`, a file for each type, form and language
Needs   nothing stored: wording is a pure function of a letter and the letterhead
"""

from .attachments import (
    MOST_BYTES,
    AttachmentFolder,
    attachments_of,
    named_attachments,
)
from .previewing import preview_message
from .records import MOST_CONTEXT_BYTES, Letter, Letterhead, MessageType, Worded
from .rendering import Templates, word
from .wording import language_of, link_words

__all__ = [
    "MOST_BYTES",
    "MOST_CONTEXT_BYTES",
    "AttachmentFolder",
    "Letter",
    "Letterhead",
    "MessageType",
    "Templates",
    "Worded",
    "attachments_of",
    "language_of",
    "link_words",
    "named_attachments",
    "preview_message",
    "word",
]
