"""What every analyser promises: with our models, without them, and with an endpoint before them."""

from decimal import Decimal

import pytest

from accord.core.sentiment import Sentiment, bounded_score

KINDS = ["local", "bare", "remote"]
TABLE = [
    ("I am very happy with the service provided", "0.60", "positive"),
    ("I cannot log into my account", "-0.60", "negative"),
    ("I am unhappy with this", "-0.60", "negative"),
    ("not happy at all", "-0.60", "negative"),
    ("This is unacceptable, the worst service ever!!! My lawyer will call", "-0.90", "very_negative"),
    ("What are your opening hours?", "0.00", "neutral"),
]
TEXTS = [
    "My parcel came on Tuesday and the box was open, so I sent two photos of it to your office.",
    "?",
    "😀😀",
    "a" * 10_000,
    "word. " * 1500,
    "> only a quoted line",
    "\u202eright to left\u0000",
    "شكرا جزيلا",
]


@pytest.fixture(params=KINDS)
def analyser(request):
    return request.getfixturevalue(request.param)


class TestAnAnalyser:
    @pytest.mark.parametrize(("text", "score", "label"), TABLE)
    async def test_holds_the_table_of_the_contract(self, analyser, text, score, label):
        judged = await analyser.analyse(text)

        assert (judged.score, judged.label, judged.basis) == (Decimal(score), label, "rules")

    async def test_gives_the_documents_key_phrases(self, analyser):
        judged = await analyser.analyse("I am very happy with the service provided")

        assert judged.key_phrases == ("happy", "service", "provided")

    @pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
    async def test_judges_any_text_within_bounds(self, analyser, text):
        judged = await analyser.analyse(text)

        assert judged.label in Sentiment
        assert bounded_score(judged.score, judged.label) == judged.score
        assert Decimal(0) <= judged.confidence <= Decimal(1)
        assert len(judged.key_phrases) <= 10
        assert judged.provider
        assert judged.model_version

    async def test_judges_alike_every_time(self, analyser):
        text = "Merci, mais le colis n'est toujours pas là et la facture est fausse."

        assert await analyser.analyse(text) == await analyser.analyse(text)
