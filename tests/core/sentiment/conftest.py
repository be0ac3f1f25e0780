from decimal import Decimal

import pytest

from accord.core import cases, interactions
from accord.core.sentiment import Judgement, Mode, Sentiment, Subjects

SUBJECTS = Subjects(interaction=interactions.owner_of, case=cases.owner_of)
JUDGEMENT = Judgement(
    label=Sentiment.NEGATIVE,
    score=Decimal("-0.60"),
    key_phrases=("parcel", "late"),
    language="en",
    provider="local",
    model_version="rules-1",
    mode=Mode.LOCAL,
    confidence=Decimal("0.85"),
    basis="rules",
    reasons=("negative: late",),
)


@pytest.fixture
def merged(make):
    """A customer that was merged into another; both."""

    async def merge():
        target = await make.customer()
        source = await make.customer(merged_into_id=target.id, status="merged", email=None, phone=None)
        return source, target

    return merge
