"""Who judges texts, and who knows where they come from."""

from accord.core import cases, interactions
from accord.core.sentiment import SentimentAnalyser, Subjects
from accord.intelligence.local import LocalSentiment
from accord.intelligence.openai import Endpoint, EndpointSentiment

from .settings import IntelligenceSettings

SUBJECTS = Subjects(interaction=interactions.owner_of, case=cases.owner_of)


def analyser_of(settings: IntelligenceSettings) -> SentimentAnalyser:
    """Our own models and rules; behind an endpoint where one is configured for sentiment."""
    local = LocalSentiment(settings.languages)
    if settings.url is None or "sentiment" not in settings.features:
        return local
    key = settings.key.reveal() if settings.key is not None else None
    endpoint = Endpoint(settings.url, model=settings.model, key=key, seconds=settings.timeout_seconds)
    return EndpointSentiment(endpoint, local)
