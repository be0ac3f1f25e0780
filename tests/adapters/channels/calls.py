"""How webhook tests speak to readers: unsigned, since signatures have tests of their own."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec

from accord.core.communications import Delivery, WebhookReader
from accord.kit import clock

URL = "https://crm.example.com/hook"
AT = datetime(2023, 10, 27, 13, 20, tzinfo=UTC)
STAMP = int(AT.timestamp())
FORM = {"content-type": "application/x-www-form-urlencoded"}
JSON = {"content-type": "application/json"}


def read(reader: WebhookReader, body: Any, headers: dict[str, str] = JSON) -> Delivery:
    content = body if isinstance(body, bytes) else msgspec.json.encode(body)
    return reader.read(url=URL, headers=headers, body=content, now=clock.now())


def multipart(fields: Mapping[str, str | bytes]) -> tuple[bytes, dict[str, str]]:
    """The fields as the parts of a form, with a file between them."""
    found = {name: text.encode() if isinstance(text, str) else text for name, text in fields.items()}
    parts = [b'name="%s"\r\n\r\n%s' % (name.encode(), text) for name, text in found.items()]
    parts.insert(
        1, b'name="attachment1"; filename="a.bin"\r\nContent-Type: application/octet-stream\r\n\r\nx'
    )
    body = (
        b"".join(b"--b7\r\nContent-Disposition: form-data; %s\r\n" % part for part in parts) + b"--b7--\r\n"
    )
    return body, {"content-type": "multipart/form-data; boundary=b7"}
