"""Fits the sentiment head from the exemplars in the repository: `python -m tools.fit_sentiment`.

Needs the extra `ai` and scikit-learn. Prints how well the fit does on exemplars that it did not see.
"""

import hashlib
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize_scalar
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import StratifiedKFold, cross_val_predict

from accord.intelligence.local.embedding import Embedder
from accord.intelligence.local.head import FILE

FOLDER = Path(__file__).parents[1] / "src/accord/intelligence/local"
STRENGTH = 3.0  # the inverse of regularisation; this and the next as measured in docs/decisions/0009
TEMPERATURE = (
    0.8  # exemplars are too alike to tell how sure one may be of strangers' texts: they would say 0.3
)
FOLDS = 10


def read_exemplars(folder: Path = FOLDER / "exemplars") -> list[tuple[str, str, str]]:
    """Language, label and text of every exemplar."""
    found = []
    for file in sorted(folder.glob("*.txt")):
        label = ""
        for line in file.read_text(encoding="utf-8").splitlines():
            if line.startswith("# "):
                label = line[2:]
            elif line:
                found.append((file.stem, label, line))
    return found


def version_of(exemplars: list[tuple[str, str, str]]) -> str:
    """What the head of these exemplars is called."""
    told = "\n".join("\t".join(each) for each in exemplars)
    return f"sentiment-{hashlib.sha256(told.encode()).hexdigest()[:8]}"


def centred(vectors: Any, languages: list[str]) -> tuple[Any, dict[str, Any]]:
    """The vectors less the mean of their language, and these means."""
    which = np.array(languages)
    means = {language: vectors[which == language].mean(axis=0) for language in sorted(set(languages))}
    return vectors - np.stack([means[language] for language in languages]), means


def temperature_of(logits: Any, truth: Any) -> float:
    """The divisor of logits under which the truth is most likely."""

    def surprise(temperature: float) -> float:
        scaled = logits / temperature
        scaled = scaled - scaled.max(axis=1, keepdims=True)
        log_shares = scaled - np.log(np.exp(scaled).sum(axis=1, keepdims=True))
        return float(-log_shares[np.arange(len(truth)), truth].mean())

    return float(minimize_scalar(surprise, bounds=(0.1, 5.0), method="bounded").x)


def calibration_error(shares: Any, truth: Any, bins: int = 10) -> float:
    """How far, on average, the highest probability is from how often it is right."""
    sure, right = shares.max(axis=1), shares.argmax(axis=1) == truth
    which = np.minimum((sure * bins).astype(int), bins - 1)
    gaps = [
        (which == each).mean() * abs(sure[which == each].mean() - right[which == each].mean())
        for each in range(bins)
        if (which == each).any()
    ]
    return float(sum(gaps))


def main() -> None:
    """Fit and write the head."""
    exemplars = read_exemplars()
    embedder = Embedder()
    if not embedder.is_there():
        raise SystemExit("The extra `ai` is not installed.")
    vectors = np.stack([embedder.vector(text) for _, _, text in exemplars])
    inputs, means = centred(vectors, [language for language, _, _ in exemplars])
    classes, truth = np.unique([label for _, label, _ in exemplars], return_inverse=True)
    model = LogisticRegression(C=STRENGTH, max_iter=2000)
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=0)
    unseen = cross_val_predict(model, inputs, truth, cv=folds, method="decision_function")
    shares = np.exp(unseen / TEMPERATURE)
    shares /= shares.sum(axis=1, keepdims=True)
    model.fit(inputs, truth)
    np.savez(
        FOLDER / FILE,
        version=version_of(exemplars),
        classes=classes,
        coefficients=model.coef_.astype(np.float32),
        intercepts=model.intercept_.astype(np.float32),
        temperature=np.float32(TEMPERATURE),
        languages=np.array(list(means)),
        means=np.stack(list(means.values())).astype(np.float32),
        mean=vectors.mean(axis=0).astype(np.float32),
    )
    print(f"{len(exemplars)} exemplars, version {version_of(exemplars)}")
    print(f"temperature by unseen exemplars {temperature_of(unseen, truth):.2f}, taken {TEMPERATURE}")
    print(
        f"unseen exemplars: macro-F1 {f1_score(truth, unseen.argmax(axis=1), average='macro'):.3f},", end=" "
    )
    print(f"calibration error {calibration_error(shares, truth):.3f}")


if __name__ == "__main__":
    main()
