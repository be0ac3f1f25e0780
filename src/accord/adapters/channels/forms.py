"""Forms that webhooks are sent as: urlencoded, or in parts with files.

Some are read before it is known who sent them, so parts are told apart by hand: the library's parser for mails takes
minutes for some that are made for it.
"""

import re
from collections.abc import Iterator, Mapping
from urllib.parse import parse_qsl

MOST_FIELDS = 1000
LONGEST_HEAD = 8_000
_BOUNDARY = re.compile(r"""boundary=(?:"([^"]{1,200})"|([^\s;"]{1,200}))""", re.IGNORECASE)
_DISPOSITION = re.compile(r"^content-disposition:[ \t]*form-data\b([^\r\n]*)", re.IGNORECASE | re.MULTILINE)
_PARAMETER = re.compile(r""";[ \t]*([a-z*]{1,20})=(?:"((?:[^"\\]|\\.)*)"|([^\s;"]*))""", re.IGNORECASE)


def is_form(headers: Mapping[str, str]) -> bool:
    """Whether the content type names a form."""
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    return kind in {"application/x-www-form-urlencoded", "multipart/form-data"}


def fields_of(headers: Mapping[str, str], body: bytes) -> dict[str, str]:
    """The form's texts by name, files left out. Raises ValueError.

    Bytes in parts that are no UTF-8 stay what they are, as surrogates: `bytes_of` gives them back.
    """
    kind = headers.get("content-type", "")
    if kind.lower().startswith("multipart/form-data"):
        return dict(_named(kind, body))
    return dict(
        parse_qsl(body.decode("utf-8"), keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS)
    )


def bytes_of(field: str) -> bytes:
    """The bytes that a field was sent as."""
    return field.encode("utf-8", "surrogateescape")


def _named(kind: str, body: bytes) -> Iterator[tuple[str, str]]:
    found = _BOUNDARY.search(kind)
    if found is None:
        raise ValueError("the form names no boundary")
    between = b"\r\n--" + (found[1] or found[2]).encode("latin-1")
    _, *parts = (b"\r\n" + body).split(between, MOST_FIELDS + 1)
    if len(parts) < 2 or len(parts) > MOST_FIELDS or not parts[-1].startswith(b"--"):
        raise ValueError("no parts, or too many, or no end")
    for part in parts[:-1]:
        head, _, content = part.partition(b"\r\n\r\n")
        parameters = _parameters_of(head)
        if "name" in parameters and not parameters.keys() & {"filename", "filename*"}:
            yield parameters["name"], content.decode("utf-8", "surrogateescape")


def _parameters_of(head: bytes) -> dict[str, str]:
    """What the disposition of a part says: its name, and a file's name."""
    if len(head) > LONGEST_HEAD:
        raise ValueError("a part has too long a head")
    found = _DISPOSITION.search(head.decode("utf-8", "replace"))
    if found is None:
        return {}
    return {
        name.lower(): quoted.replace('\\"', '"') or bare
        for name, quoted, bare in _PARAMETER.findall(found[1])
    }
