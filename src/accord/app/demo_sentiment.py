"""What the invented customers of a bank wrote, and how it sounds."""

from datetime import datetime

from accord.core import sentiment
from accord.core.context import SYSTEM
from accord.core.customers import Customer
from accord.core.sentiment import NewAnalysis
from accord.intelligence.local import LocalSentiment, NoEmbedder

from .compose import Platform
from .intelligence import SUBJECTS

_LETTERS = (
    "I am very happy with the service provided",
    "What are your opening hours?",
    "I cannot log into my account",
    "Your colleague was so friendly and helpful",
    "This is unacceptable, the worst service ever!!! My lawyer will call",
    "I am disappointed with the new fees",
)
# Rules alone: a server that just started shall not hold a model in memory for letters that nobody wrote.
_ANALYSER = LocalSentiment(("en",), NoEmbedder())


async def write_letter(platform: Platform, customer: Customer, number: int, at: datetime) -> None:
    """One letter of a customer, judged when it came."""
    text = _LETTERS[number % len(_LETTERS)]
    judgement = await _ANALYSER.analyse(text)
    async with platform.context(SYSTEM, via="banking", now=at) as ctx:
        await sentiment.record_analysis(
            ctx, NewAnalysis(customer_id=customer.id, text=text), judgement, subjects=SUBJECTS
        )
