"""Accord: one customer relationship platform that speaks five API contracts over one customer graph."""

__version__ = "0.1.0"
