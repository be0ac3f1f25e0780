"""Invented problems of a bank's customers: some solved in time, some too late, some still open."""

import random
from datetime import datetime, timedelta

from accord.core import cases
from accord.core.cases import Audience, CaseStatus, NewCase
from accord.core.context import SYSTEM
from accord.core.customers import Customer
from accord.core.sla import Priority

from .compose import Platform

# What was brought, how urgent it was, and how it ended; None where it did not yet.
_PROBLEMS = (
    (
        *("Balance does not match", "The app shows another balance than the branch", "Accounts", "Balance"),
        *(Priority.P1, "A booking was entered twice; the second one was taken back"),
    ),
    (
        *("Card kept by a machine", "The machine in Moi Avenue kept the card", "Cards", "Debit card"),
        *(Priority.P2, "A new card was sent, the old one is blocked"),
    ),
    (
        *("Payments nobody made", "Three payments in a shop abroad, all in one night", "Fraud", "Card fraud"),
        *(Priority.P0, "The card was blocked and the payments were refunded"),
    ),
    (
        *("Statement by post", "Wants the statements on paper again", "Accounts", "Statements"),
        *(Priority.P3, "Statements on paper are ordered"),
    ),
    (
        *("Cannot sign in", "The code by SMS does not arrive", "Digital banking", "Sign-in"),
        *(Priority.P2, None),
    ),
    (
        *("Loan rate differs", "The contract names another rate than the offer", "Loans", None),
        *(Priority.P1, None),
    ),
)
_HOURS = {Priority.P0: 7, Priority.P1: 40, Priority.P2: 90, Priority.P3: 120}  # what the slowest take


async def bring_case(platform: Platform, customer: Customer, at: datetime, chance: random.Random) -> None:
    """One problem of a customer, from when it was brought to where it got."""
    title, description, category, sub_category, priority, ending = chance.choice(_PROBLEMS)
    new = NewCase(
        customer_id=customer.id,
        title=title,
        description=description,
        category=category,
        sub_category=sub_category,
        priority=priority,
    )
    async with platform.context(SYSTEM, via="banking", now=at) as ctx:
        case = await cases.open_case(ctx, new)
    hours = _HOURS[priority] * (0.1 + 0.9 * chance.random())
    async with platform.context(SYSTEM, via="banking", now=at + timedelta(hours=hours / 4)) as ctx:
        note = "Somebody looks into it and will call you"
        await cases.add_case_update(ctx, case.id, note, audience=Audience.CUSTOMER)
        await cases.set_case_status(ctx, case.id, CaseStatus.IN_PROGRESS)
    async with platform.context(SYSTEM, via="banking", now=at + timedelta(hours=hours)) as ctx:
        if ending is None:
            await cases.escalate_case(ctx, case.id, reason="Nobody here can change it")
        else:
            await cases.set_case_status(ctx, case.id, CaseStatus.RESOLVED, resolution=ending)
