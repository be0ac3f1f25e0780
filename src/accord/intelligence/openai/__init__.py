"""Intelligence by an OpenAI-compatible endpoint: any server that speaks `/chat/completions` with JSON schemas.

Off unless configured. Texts leave this house redacted; answers are checked by the same types as ours; whatever goes
wrong, the local answer stands and says so.
"""

from .endpoint import Endpoint, EndpointFailed
from .sentiment import EndpointSentiment

__all__ = ["Endpoint", "EndpointFailed", "EndpointSentiment"]
