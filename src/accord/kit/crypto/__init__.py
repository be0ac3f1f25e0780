"""Secrets, password hashes and signed tokens."""

from . import secrets
from .tokens import BadToken, TokenKeys

__all__ = ["BadToken", "TokenKeys", "secrets"]
