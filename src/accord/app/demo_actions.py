"""What the invented organisation should do next for its bank's customers, and what came of some of it."""

from datetime import datetime, timedelta

from accord.core import recommendations
from accord.core.context import SYSTEM
from accord.core.customers import Customer

from .compose import Platform

# So few that the table's confidence still holds: nobody is to learn from invented people.
_OUTCOMES = {
    1: "Customer accepted; papers signed at the branch",
    9: "Not interested at the moment",
    17: "No answer, left a message",
    25: "Agreed to a meeting next week",
    33: "Wants to think about it",
}


async def advise(platform: Platform, customer: Customer, number: int, at: datetime) -> None:
    """Advise about a customer; for some, the first advice is followed a day later."""
    async with platform.context(SYSTEM, via="banking", now=at) as ctx:
        first, *_ = await recommendations.generate_actions(ctx, customer.id)
    outcome = _OUTCOMES.get(number)
    if outcome is not None:
        async with platform.context(SYSTEM, via="banking", now=at + timedelta(days=1)) as ctx:
            await recommendations.complete_action(ctx, first.id, outcome=outcome)
