"""Secrets, password hashes, signed tokens and sealed texts."""

from . import secrets
from .seals import BadSeal, Seals
from .tokens import BadToken, TokenKeys

__all__ = ["BadSeal", "BadToken", "Seals", "TokenKeys", "secrets"]
