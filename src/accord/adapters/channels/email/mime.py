"""The parts of an e-mail as bytes. The library's own composer costs more than all else that is done for a message."""

import base64
import binascii
from email import policy
from email.message import EmailMessage
from uuid import uuid4

from accord.core.communications import Attachment

# Quoted-printable is readable on the wire; above this size base64 is shorter for most languages.
LARGEST_QUOTED = 20_000


def text_part(text: str, subtype: str) -> bytes:
    """A text whose line ends are plain, as a part: its headers, an empty line, its body."""
    encoding, body = _quoted(text) if len(text) <= LARGEST_QUOTED else _in_base64(text.encode())
    head = f'Content-Type: text/{subtype}; charset="utf-8"\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n'
    return head.encode() + body


def attachment_part(attachment: Attachment) -> bytes:
    """A file as a part. Its name and type must fit into headers. Raises ValueError."""
    kind, _, subtype = attachment.media_type.partition("/")
    part = EmailMessage(policy=policy.SMTP)
    part.set_content(
        b"", maintype=kind, subtype=subtype, filename=attachment.filename, disposition="attachment"
    )
    del part["MIME-Version"], part["Content-Transfer-Encoding"]
    encoding, body = _in_base64(attachment.content)
    head = part.as_bytes().partition(b"\r\n\r\n")[0]
    return head + f"\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n".encode() + body


def joined(subtype: str, parts: list[bytes]) -> bytes:
    """Parts as one; a single one stays as it is."""
    if len(parts) == 1:
        return parts[0]
    boundary = f"=_{uuid4().hex}"  # neither encoding can write this
    between = f"\r\n--{boundary}\r\n".encode()
    head = f'Content-Type: multipart/{subtype}; boundary="{boundary}"\r\n'.encode()
    return head + between + between.join(parts) + f"\r\n--{boundary}--\r\n".encode()


def _quoted(text: str) -> tuple[str, bytes]:
    body = binascii.b2a_qp(text.encode(), istext=True)
    return "quoted-printable", body.replace(b"\n", b"\r\n")


def _in_base64(content: bytes) -> tuple[str, bytes]:
    return "base64", base64.encodebytes(content).replace(b"\n", b"\r\n")
