"""Which encoding a file is in."""

import codecs
import re
from collections.abc import Iterable

from .errors import FileUnreadable

# Stands for bytes that mean nothing in the file's encoding: a lone surrogate, which no proper text can hold.
UNDECODABLE = "\udcff"
ERRORS = "accord-undecodable"
SAMPLE_BYTES = 256 * 1024

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LEGACY = [
    "cp1252",
    "cp1250",
    "cp1251",
    "cp1253",
    "cp1254",
    "cp1257",
    "koi8_r",
    "cp932",
    "gb18030",
    "big5",
    "cp949",
]
_WORDS = re.compile(r"[^\W\d_]+")
_WESTERN = frozenset("àâäáãåçéèêëíìîïñóòôöõøúùûüýÿæœßÀÂÄÁÃÅÇÉÈÊËÍÌÎÏÑÓÒÔÖÕØÚÙÛÜÝŸÆŒ")


def _mark(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return UNDECODABLE, error.end


codecs.register_error(ERRORS, _mark)


class Sampler:
    """Watches the blocks of a file go by, and then knows its encoding.

    Lines of plain ASCII say nothing, so the sample is made of the others, wherever they stand.
    """

    def __init__(self) -> None:
        self._head = b""
        self._lines: list[bytes] = []
        self._size = 0
        self._utf8 = codecs.getincrementaldecoder("utf-8")()
        self._is_utf8 = True

    def see(self, block: bytes) -> None:
        """Take note of the next block."""
        self._head = self._head or block[:4]
        if self._is_utf8:
            try:
                self._utf8.decode(block)
            except UnicodeDecodeError:
                self._is_utf8 = False
        if self._size < SAMPLE_BYTES and not block.isascii():
            lines = [line for line in block.split(b"\n") if not line.isascii()]
            self._lines += lines
            self._size += sum(map(len, lines))

    def encoding(self) -> str:
        """The encoding, in Python's name for it."""
        for mark, name in _MARKS:
            if self._head.startswith(mark):
                return name
        if self._is_utf8 or _is_mostly_utf8(self._lines):
            return "utf-8"
        return _legacy(b"\n".join(self._lines)[:SAMPLE_BYTES])


def known_encoding(name: str) -> str:
    """The encoding that a user names. Raises FileUnreadable."""
    try:
        return codecs.lookup(name).name
    except LookupError:
        raise FileUnreadable([f"there is no encoding {name[:100]!r}"]) from None


def _is_mostly_utf8(lines: Iterable[bytes]) -> bool:
    """Whether these are damaged lines of a UTF-8 file, and not another encoding."""
    good = bad = 0
    for line in lines:
        try:
            line.decode()
        except UnicodeDecodeError:
            bad += 1
        else:
            good += 1
    return good > bad


def _legacy(sample: bytes) -> str:
    if _reads_western(sample):
        return "cp1252"
    import charset_normalizer  # noqa: PLC0415  (large, and few files need it)

    best = charset_normalizer.from_bytes(sample, cp_isolation=_LEGACY).best()
    return best.encoding if best is not None else "cp1252"


def _reads_western(sample: bytes) -> bool:
    """Whether the sample reads as a western language: accented letters are few in a word, and usual ones.

    The general detector needs more text than a small address list holds.
    """
    try:
        text = sample.decode("cp1252")
    except UnicodeDecodeError:
        return False
    accented = [word for word in _WORDS.findall(text) if not word.isascii()]
    western = [word for word in accented if _is_western(word)]
    return len(western) >= 0.8 * len(accented) > 0


def _is_western(word: str) -> bool:
    odd = [letter for letter in word if not letter.isascii()]
    return len(odd) * 2 <= max(len(word), 2) and _WESTERN.issuperset(odd)
