"""Forms that webhooks are sent as: urlencoded, or in parts with files."""

from collections.abc import Mapping
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from urllib.parse import parse_qsl

MOST_FIELDS = 1000


def is_form(headers: Mapping[str, str]) -> bool:
    """Whether the content type names a form."""
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    return kind in {"application/x-www-form-urlencoded", "multipart/form-data"}


def fields_of(headers: Mapping[str, str], body: bytes) -> dict[str, str]:
    """The form's texts by name, files left out. Raises ValueError."""
    kind = headers.get("content-type", "")
    if not kind.lower().startswith("multipart/form-data"):
        return dict(
            parse_qsl(
                body.decode("utf-8"), keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS
            )
        )
    try:
        head = f"Content-Type: {kind}\r\nMIME-Version: 1.0\r\n\r\n".encode("latin-1")
        form = BytesParser(policy=policy.HTTP).parsebytes(head + body)
        return dict(_named(form))
    except Exception as wrong:  # the standard parser raises anything over forms made to break it
        raise ValueError("the form cannot be read") from wrong


def _named(form: EmailMessage) -> list[tuple[str, str]]:
    parts = list(form.iter_parts())
    if not parts or len(parts) > MOST_FIELDS:
        raise ValueError("no parts, or too many")
    found = []
    for part in parts:
        name = part.get_param("name", header="content-disposition")
        content = part.get_payload(decode=True)
        if isinstance(name, str) and part.get_filename() is None and isinstance(content, bytes):
            found.append((name, content.decode("utf-8", "replace")))
    return found
