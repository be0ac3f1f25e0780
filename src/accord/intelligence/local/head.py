"""A linear head on embeddings: probabilities from stored coefficients, with numpy alone."""

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

FILE = "sentiment_head.npz"


class Head(NamedTuple):
    """A fitted logistic regression. `means` are what texts of each language have in common, taken off first."""

    version: str
    classes: tuple[str, ...]
    coefficients: Any
    intercepts: Any
    temperature: float
    means: dict[str, Any]
    mean: Any

    def probabilities(self, vector: Any, language: str | None) -> dict[str, float]:
        """The probability of each class for a text's vector."""
        import numpy as np  # noqa: PLC0415  (20 MB that only texts need)

        centre = self.means.get(language or "", self.mean)
        logits = (self.coefficients @ (vector - centre) + self.intercepts) / self.temperature
        weights = np.exp(logits - logits.max())
        shares: Sequence[float] = (weights / weights.sum()).tolist()
        return dict(zip(self.classes, shares, strict=True))


@cache
def load_head() -> Head:
    """The shipped head. It was fitted by `python -m tools.fit_sentiment` from the exemplars beside it."""
    import numpy as np  # noqa: PLC0415

    with files(__package__).joinpath(FILE).open("rb") as file, np.load(file, allow_pickle=False) as stored:
        languages = [str(language) for language in stored["languages"]]
        return Head(
            version=str(stored["version"]),
            classes=tuple(str(name) for name in stored["classes"]),
            coefficients=stored["coefficients"],
            intercepts=stored["intercepts"],
            temperature=float(stored["temperature"]),
            means=dict(zip(languages, stored["means"], strict=True)),
            mean=stored["mean"],
        )
