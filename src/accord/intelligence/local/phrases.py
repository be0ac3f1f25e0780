"""What a text is about: its words without those that carry no topic."""

from .reading import words
from .stop_words import STOP_WORDS

MOST = 10


def key_phrases(text: str, language: str | None) -> tuple[str, ...]:
    """Words of the text in their order, each once, at most ten; stop words are those of the language.

    English ones serve for a language without a list.
    """
    stop = STOP_WORDS.get(language or "en", STOP_WORDS["en"])
    told: list[str] = []
    for word in words(text, language):
        if word not in stop and word not in told and (len(word) > 1 or word.isdigit()):
            told.append(word)
    return tuple(told[:MOST])
