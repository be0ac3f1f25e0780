"""OpenAPI 3.1 documents, made from the operations that are served."""

from .build import document

__all__ = ["document"]
