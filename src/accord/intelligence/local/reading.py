"""What of a text its writer says now: without quoted history and signature, in sentences and words."""

import re

LONG = 200  # characters from which a text is judged by its sentences
_MOST_SENTENCES = 24

_HISTORY = re.compile(
    r"^\s*(?:"
    r"-{2,}\s*(?:original message|message d'origine|forwarded message|message transféré|ursprüngliche nachricht)"
    r"|on .{4,120} wrote:\s*$"
    r"|le .{4,120} a écrit\s*:\s*$"
    r"|el .{4,120} escribió:\s*$"
    r"|am .{4,120} schrieb.{0,80}:\s*$"
    r"|_{10,}\s*$"
    r"|(?:from|de|von)\s*: .{1,120}@"
    r").*",
    re.IGNORECASE | re.MULTILINE | re.DOTALL,
)
_QUOTED = re.compile(r"(?:^[^\n>]{1,200}:[ \t]*\n)?(?:^[ \t]*>.*(?:\n|\Z))+", re.MULTILINE)
_SIGNATURE = re.compile(
    r"^(?:-- ?|sent from my .{1,40}|envoyé de mon .{1,40})$.*", re.IGNORECASE | re.MULTILINE | re.DOTALL
)
_END = re.compile(r"(?<=[.!?…؟。])[\"')\]]*\s+|\n+")
_CURLY = "\N{RIGHT SINGLE QUOTATION MARK}"
_WORD = re.compile(rf"[^\W_]+(?:['{_CURLY}][^\W_]+)*")


def own_words(text: str) -> str:
    """The text without quoted lines, earlier messages and signature; the text itself when nothing else is left."""
    whole = text.replace("\0", " ").strip()
    own = _QUOTED.sub("\n", whole)
    for ending in (_HISTORY, _SIGNATURE):
        found = ending.search(own)
        if found is not None and own[: found.start()].strip():
            own = own[: found.start()]
    return own.strip() or whole


def units(text: str) -> list[str]:
    """What is judged one by one: the text when it is short, else its sentences.

    Of very many, the first and the last are taken: what brought somebody to write, and how they leave.
    """
    if len(text) <= LONG:
        return [text]
    sentences = [part.strip() for part in _END.split(text) if part.strip()]
    if len(sentences) <= _MOST_SENTENCES:
        return sentences
    half = _MOST_SENTENCES // 2
    return sentences[:half] + sentences[-half:]


def words(text: str, language: str | None = None) -> list[str]:
    """The words in lower case, apostrophes inside them straight; French ones without what was elided before them."""
    found = [word.replace(_CURLY, "'") for word in _WORD.findall(text.lower())]
    return [_without_elision(word) for word in found] if language == "fr" else found


_ELIDED = frozenset({"l", "d", "j", "m", "t", "s", "c", "n", "qu", "jusqu", "lorsqu", "puisqu"})


def _without_elision(word: str) -> str:
    """`l'argent` as `argent`: the article before the apostrophe is not the word."""
    head, apostrophe, tail = word.partition("'")
    return tail if apostrophe and head in _ELIDED else word
