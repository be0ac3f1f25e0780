"""The rule scorer: whole words, negation, anger. Its table in the contract holds exactly."""

from typing import NamedTuple

from .lexicon import LEXICONS, Lexicon
from .reading import words

SCORE_OF_ONE, SCORE_STEP, SCORE_MOST = 0.6, 0.1, 0.9
LEAST_SHORT_OF_ANGER = -0.7
ANGRY = -0.9
SHORT = 8  # words up to which plain findings decide: a longer text says more than its feeling words
_REACH = 3  # words before a feeling in which a negation turns it


class Finding(NamedTuple):
    """What the rules saw. `score` runs from -1 to 1; `for_it` and `against` are the words on either side.

    A finding decides alone when it is plain (short, all words agree, not all are mild), angry, or a mere question.
    """

    score: float
    positive: tuple[str, ...]
    negative: tuple[str, ...]
    hard: tuple[str, ...]
    is_angry: bool
    is_question: bool
    is_plain: bool

    @property
    def decides(self) -> bool:
        """Whether no model needs to be asked."""
        return self.is_angry or self.is_question or self.is_plain


def find(text: str, language: str | None) -> Finding:
    """What the words of a text tell; English ones where the language has no lexicon."""
    lexicon = LEXICONS.get(language or "en", LEXICONS["en"])
    found = words(text, language)
    signs = _signs(found, lexicon)
    positive = tuple(word for word, sign in signs if sign > 0)
    negative = tuple(word for word, sign in signs if sign < 0)
    angry_words = [word for word, sign in signs if sign < 0 and word in lexicon.anger]
    is_angry = len(angry_words) >= 2 or (bool(angry_words) and "!!!" in text)
    return Finding(
        score=ANGRY if is_angry else _score(len(positive), len(negative)),
        positive=positive,
        negative=negative,
        hard=tuple(word for word in angry_words if word in lexicon.hard),
        is_angry=is_angry,
        is_question=len(found) <= SHORT and not signs and _asks(text, found, lexicon),
        is_plain=len(found) <= SHORT
        and bool(positive) != bool(negative)
        and any(word not in lexicon.mild for word, _ in signs)
        and not any(word in lexicon.hard for word in angry_words),
    )


def _score(positive: int, negative: int) -> float:
    if positive == negative:
        return 0.0
    balance = (positive - negative) / (positive + negative)
    strength = min(SCORE_MOST, SCORE_OF_ONE + SCORE_STEP * (max(positive, negative) - 1))
    return max(LEAST_SHORT_OF_ANGER, round(balance * strength, 2))


def _signs(found: list[str], lexicon: Lexicon) -> list[tuple[str, int]]:
    """The words that carry a feeling, each with its sign; 0 for what only looks like one."""
    signs: list[tuple[str, int]] = []
    used: set[int] = set()
    at = 0
    while at < len(found):
        idiom = _idiom_at(found, at, lexicon)
        if idiom is not None:
            length = len(idiom.split())
            signs.append((idiom, lexicon.idioms[idiom]))
            used.update(range(at, at + length))
            at += length
            continue
        word = found[at]
        sign = 1 if word in lexicon.positive else -1 if word in lexicon.negative else 0
        if sign:
            near = {each for each in range(max(0, at - _REACH), at) if found[each] in lexicon.negations}
            free = near - used
            used |= free
            signs.append((word, -sign if free else sign))
        at += 1
    signs += [
        (word, -1) for place, word in enumerate(found[:-1]) if word in lexicon.inability and place not in used
    ]
    return [pair for pair in signs if pair[1]]


def _idiom_at(found: list[str], at: int, lexicon: Lexicon) -> str | None:
    for length in (5, 4, 3, 2, 1):
        idiom = " ".join(found[at : at + length])
        if idiom in lexicon.idioms:
            return idiom
    return None


def _asks(text: str, found: list[str], lexicon: Lexicon) -> bool:
    """Whether a text without feeling is one question that asks for a fact."""
    stripped = text.strip()
    return (
        stripped.endswith("?")
        and stripped.count("?") == 1
        and bool(found)
        and found[0] in lexicon.questions
        and not lexicon.negations.intersection(found)
    )
