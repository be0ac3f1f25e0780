"""Which of the organisation's languages a text is in."""

import threading
from collections.abc import Sequence
from typing import Any

from .lexicon import LEXICONS
from .reading import words
from .stop_words import STOP_WORDS

# Languages whose sentiment is read poorly, as measured: they never lead to an escalation alone.
WEAK = frozenset({"ar", "sw"})
_CLEAR_LEAD = 2
_SURE = 0.7
_COMMON = {
    language: stop | (LEXICONS[language].vocabulary if language in LEXICONS else frozenset())
    for language, stop in STOP_WORDS.items()
}


def is_weak(language: str | None) -> bool:
    """Whether a judgement of a text in this language, or in one that could not be told, is worth less."""
    return language is None or language in WEAK


class Languages:
    """Tells the language of texts among `known` ones; with `py3langid` also where common words do not."""

    def __init__(self, known: Sequence[str]) -> None:
        self._known = tuple(known)
        self._voting = tuple(language for language in self._known if language in _COMMON)
        self._model: Any = None
        self._lock = threading.Lock()

    def of(self, text: str) -> str | None:
        """The language's two letters; None when it cannot be told."""
        if len(self._known) == 1:
            return self._known[0]
        found = words(text)
        votes = {language: sum(word in _COMMON[language] for word in found) for language in self._voting}
        ranked = sorted(votes, key=lambda language: -votes[language])
        if ranked and votes[ranked[0]]:
            runner_up = votes[ranked[1]] if len(ranked) > 1 else 0
            if runner_up == 0 or votes[ranked[0]] - runner_up >= min(_CLEAR_LEAD, len(found)):
                return ranked[0]
        told = self._by_model(text)
        # Hindi or Darija in Latin letters looks Swahili to the model: it is believed where a common word agrees.
        return None if told in WEAK and not votes.get(str(told)) else told

    def _by_model(self, text: str) -> str | None:
        with self._lock:
            if self._model is None:
                self._model = _load(self._known)
            if self._model is False:
                return None
            language, share = self._model.classify(text)
        return str(language) if share >= _SURE else None


def _load(known: Sequence[str]) -> Any:
    """The model for these languages; False when it is not installed or knows less than two of them."""
    try:
        from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415  (loads numpy)
    except ImportError:
        return False
    full = LanguageIdentifier.from_model_file(MODEL_FILE)
    chosen = [language for language in known if language in full.labels]
    if len(chosen) < 2:
        return False
    full.set_languages(chosen)
    # Built anew, because the first one keeps the tables of all languages.
    return LanguageIdentifier(
        full.nb_ptc,
        full.nb_pc,
        full.nb_classes,
        full.tk_nextmove,
        full.tk_output,
        norm_probs=True,
        tk_row=full.tk_row,
    )
