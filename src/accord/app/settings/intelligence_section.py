"""The settings of intelligence."""

import re
from typing import Annotated

from msgspec import Meta

from accord.app.settings.errors import SettingsError
from accord.app.settings.secret import Secret
from accord.app.settings.section import Section

FEATURES = ("sentiment",)


class IntelligenceSettings(Section, frozen=True):
    """Judging and understanding texts. Everything works without an endpoint."""

    languages: Annotated[
        tuple[str, ...], Meta(description="The languages customers write in, by their two letters.")
    ] = ("en", "fr", "ar", "sw")
    url: Annotated[
        str | None,
        Meta(
            description="The base address of an OpenAI-compatible API, as `https://api.example.com/v1`. "
            "Unset: no text leaves this installation."
        ),
    ] = None
    key: Annotated[Secret | None, Meta(description="The key that the API asks for.")] = None
    model: Annotated[str, Meta(description="The model to ask there; needed with `intelligence.url`.")] = ""
    features: Annotated[
        tuple[str, ...],
        Meta(
            description=f"What may ask the API: {', '.join(FEATURES)}. Texts are redacted before they leave."
        ),
    ] = FEATURES
    timeout_seconds: Annotated[
        float,
        Meta(ge=0.1, le=120, description="How long an answer is waited for before the local one stands."),
    ] = 8.0


def check_intelligence(settings: IntelligenceSettings) -> None:
    """Raises SettingsError for the first thing that is wrong."""
    for language in settings.languages:
        if not re.fullmatch(r"[a-z]{2}", language):
            raise SettingsError(f"intelligence.languages holds {language!r}: it takes two letters, as en,fr")
    for feature in settings.features:
        if feature not in FEATURES:
            raise SettingsError(f"intelligence.features holds {feature!r}: it takes {', '.join(FEATURES)}")
    if settings.url is None:
        return
    if not settings.url.startswith(("https://", "http://")):
        raise SettingsError("intelligence.url is not allowed: it takes URLs that start with https://")
    if not settings.model:
        raise SettingsError("intelligence.url needs intelligence.model, the name of the model to ask")
