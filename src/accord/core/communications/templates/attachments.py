"""Files that go with an e-mail: named in the context, kept in a folder of the installation."""

from collections.abc import Sequence
from typing import Any, Protocol

from accord.core.communications.ports import Attachment
from accord.kit import log

MOST_BYTES = 10 * 1024 * 1024
MOST_FILES = 10
MEDIA_TYPES = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
}
_BEGINNINGS = {
    "application/pdf": b"%PDF-",
    "image/png": b"\x89PNG\r\n\x1a\n",
    "image/jpeg": b"\xff\xd8\xff",
}


class AttachmentFolder(Protocol):
    """Where files wait to be attached."""

    async def read(self, name: str, *, most_bytes: int) -> bytes | None:
        """The content of a file; None when there is none of this name, or it is larger than `most_bytes`."""


def named_attachments(context: dict[str, Any]) -> list[str]:
    """The names of files that a context asks for and that may be attached, each once, in its order."""
    listed = context.get("attachments")
    if not isinstance(listed, list):
        return []
    names = [name for each in listed if (name := _name_of(each)) is not None]
    return list(dict.fromkeys(names))[:MOST_FILES]


async def attachments_of(names: Sequence[str], folder: AttachmentFolder) -> list[Attachment]:
    """The files of these names that are there and are what their names say, together no larger than one may be.

    What is left out is told to the log; the message goes without it.
    """
    found: list[Attachment] = []
    left = MOST_BYTES
    for name in names:
        media_type = MEDIA_TYPES[name.rpartition(".")[2].lower()]
        content = await folder.read(name, most_bytes=left)
        if content is None or not content.startswith(_BEGINNINGS[media_type]):
            log.warning("attachment left out", kind=media_type, found=content is not None)
            continue
        left -= len(content)
        found.append(Attachment(filename=name, media_type=media_type, content=content))
    return found


def _name_of(given: Any) -> str | None:
    """The plain name of a file of an allowed kind; None for anything else, paths included."""
    name = given.get("filename") or given.get("name") if isinstance(given, dict) else given
    if not isinstance(name, str) or not name.isprintable() or len(name) > 120:
        return None
    stem, _, ending = name.strip().rpartition(".")
    is_plain = bool(stem) and not stem.startswith(".") and not set(name) & set('/\\:*?"<>|;')
    return name.strip() if is_plain and ending.lower() in MEDIA_TYPES else None
