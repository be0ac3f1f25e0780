"""What sentiment needs of others: somebody who judges texts, and whose interactions and cases are."""

from typing import Protocol
from uuid import UUID

import msgspec

from accord.kit.db import Db

from .records import Judgement


class SentimentAnalyser(Protocol):
    """Judges how texts sound. It may be slow or remote: ask it outside transactions."""

    async def analyse(self, text: str) -> Judgement:
        """The judgement of a text. Never raises for want of a model: a lesser method answers."""

    async def close(self) -> None:
        """Let go of what it holds."""


class OwnerOf(Protocol):
    """Knows to whom the objects of one kind belong."""

    async def __call__(self, db: Db, object_id: UUID, /) -> UUID | None:
        """The customer whose object this is; None when there is no such object."""


class Subjects(msgspec.Struct, frozen=True, kw_only=True):
    """What a text can come from, beside its customer. Features beside and above this one know them."""

    interaction: OwnerOf
    case: OwnerOf
