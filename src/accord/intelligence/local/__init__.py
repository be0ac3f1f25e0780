"""Local intelligence: lexicon rules, and linear heads on multilingual embeddings when `accord[ai]` is installed.

Nothing is loaded before the first text needs it. The same text gives the same answer on every machine.
"""

from .embedding import Embedder, NoEmbedder
from .sentiment import PROVIDER, LocalSentiment

__all__ = ["PROVIDER", "Embedder", "LocalSentiment", "NoEmbedder"]
