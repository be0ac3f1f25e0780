"""Mails as a server took them, and what they are made of, so that two can be compared whatever their words are."""

import re
from dataclasses import dataclass
from email.message import EmailMessage
from functools import cached_property
from html.parser import HTMLParser

from vendors import Sink

PUBLIC = "https://crm.example"
SENDER = "Desk <desk@example.com>"
_OURS = tuple(f"{PUBLIC}{path}" for path in ("/t/o/", "/t/c/", "/u/", "/p/"))
_BARE_BREAKS = re.compile(rb"\r(?!\n)|(?<!\r)\n|[\x00\x0b\x0c\x1c-\x1f\x85]")


class Page(HTMLParser):
    """The elements of a page with their attributes, its comments and declarations; apart from these its words."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.structure: list[object] = []
        self.links: list[str] = []
        self.words = ""
        self.feed(source)
        self.close()

    def handle_starttag(self, tag, attrs):
        links = [value or "" for name, value in attrs if name in {"href", "src", "action", "background"}]
        self.links += links
        if tag != "br" or attrs:  # line ends of values are shown
            self.structure.append((tag, tuple((name, kind_of(value or "")) for name, value in attrs)))

    def handle_endtag(self, tag):
        if tag != "br":
            self.structure.append(f"/{tag}")

    def handle_comment(self, data):
        self.structure.append(f"!--{data}")

    def handle_decl(self, decl):
        self.structure.append(f"!{decl}")

    def unknown_decl(self, data):
        self.structure.append(f"![{data}")

    def handle_pi(self, data):
        self.structure.append(f"?{data}")

    def handle_data(self, data):
        self.words += data


def kind_of(value: str) -> str:
    """The beginning of an address of ours, which goes on with what a message is known by; all else as it is."""
    return next((each for each in _OURS if value.startswith(each)), value)


def squeezed(text: str) -> str:
    """The text with single blanks, as a page shows it."""
    return " ".join(text.split())


@dataclass(frozen=True)
class Arrived:
    """One mail, and to whom the server was asked to give it."""

    mail: EmailMessage
    raw: bytes
    recipients: list[str]

    @property
    def html(self) -> str:
        return self._part("html")

    @property
    def id(self) -> str:
        """Of its communication."""
        return str(self.mail["Message-ID"]).removeprefix("<").partition(".")[0]

    @cached_property
    def page(self) -> Page:
        return Page(self.html)

    @property
    def text(self) -> str:
        return self._part("plain")

    @property
    def marks(self) -> int:
        """How often anything begins that is no text, line ends apart."""
        return len(re.findall(r"<(?!br ?/?>)", self.html))

    @property
    def headers(self) -> list[str]:
        """The names of its headers as they stand in the bytes, and its marks of parts."""
        return [
            *(name for name, _ in _lines_of(self.raw)),
            *(part.get_content_type() for part in self.mail.walk()),
        ]

    def wrongs(self, harmless: "Arrived") -> list[str]:
        """In what this mail differs from one that says harmless words, other than in its words."""
        head = self.raw.partition(b"\r\n\r\n")[0]
        subject = str(self.mail["Subject"])
        checks = {
            "recipients": self.recipients == harmless.recipients == [str(self.mail["To"])],
            "sender": str(self.mail["From"]) == SENDER,
            "headers": self.headers == harmless.headers and not self.mail.defects,
            "lines": _BARE_BREAKS.search(head) is None and max(map(len, self.raw.split(b"\r\n"))) <= 998,
            "subject": 0 < len(subject) <= 200 and subject.isprintable(),
            "elements": self.page.structure == harmless.page.structure,
            "marks": self.marks == harmless.marks,
            "links": all(link.startswith(_OURS) for link in self.page.links),
        }
        return [name for name, holds in checks.items() if not holds]

    def says(self, words: str) -> bool:
        """Whether both parts show the words, letter for letter."""
        return all(squeezed(words) in squeezed(part) for part in (self.text, self.page.words))

    @property
    def words(self) -> tuple[str, str, str]:
        """The subject, and the words of both parts without its own links."""
        ours = re.compile(re.escape(PUBLIC) + r"/\S+")
        return str(self.mail["Subject"]), ours.sub("", self.text), squeezed(self.page.words)

    def _part(self, kind: str) -> str:
        body = self.mail.get_body(preferencelist=(kind,))
        return body.get_content().replace("\r\n", "\n") if isinstance(body, EmailMessage) else ""


def _lines_of(raw: bytes) -> list[tuple[str, str]]:
    head = raw.partition(b"\r\n\r\n")[0].decode("ascii", "replace")
    whole = re.sub(r"\r\n[ \t]+", " ", head)
    return [(line.partition(":")[0], line.partition(":")[2]) for line in whole.split("\r\n")]


def arrived(sink: Sink) -> list[Arrived]:
    """What the server took, oldest first."""
    entries = sink.ledger.entries(kind="accepted")
    return [
        Arrived(mail, raw, entry["recipients"])
        for mail, raw, entry in zip(sink.mails(), sink.raws(), entries, strict=True)
    ]
