"""An invented organisation to look at: people who do not exist, and what happened between them and the staff.

Everything goes through the core's acts, as the actors and dialects that would do it, so that timelines read true. The
same number of customers gives the same people.
"""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from rich.progress import MofNCompleteColumn
from rich.progress import Progress as RichProgress

from accord.core import customers, feedback, interactions, segments
from accord.core.context import SYSTEM
from accord.core.customers import (
    BankSegment,
    ContactType,
    Customer,
    CustomerChanges,
    KYCChanges,
    KYCStatus,
    Loyalty,
    NewCustomer,
)
from accord.core.feedback import FeedbackChanges, NewFeedback, ServiceType
from accord.core.interactions import Channel, NewInteraction
from accord.core.segments import NewSegment, SegmentKind
from accord.kit import clock

from .compose import Platform
from .demo_actions import advise
from .demo_cases import bring_case
from .demo_messages import write_to
from .demo_sentiment import write_letter
from .demo_workflows import define_workflows

DEFAULT_CUSTOMERS = 60

_GIVEN = (
    *(
        "Amina",
        "Brahim",
        "Chiara",
        "Dmitri",
        "Esther",
        "Farid",
        "Grace",
        "Hassan",
        "Imani",
        "Jonas",
        "Khadija",
    ),
    *(
        "Liam",
        "Mei",
        "Njeri",
        "Omar",
        "Priya",
        "Quentin",
        "Rania",
        "Sipho",
        "Tomas",
        "Uma",
        "Viktor",
        "Wanjiru",
    ),
    *("Ximena", "Youssef", "Zainab"),
)
_FAMILY = (
    *(
        "Abebe",
        "Benali",
        "Conti",
        "Dlamini",
        "El Fassi",
        "Fischer",
        "Gachanja",
        "Haddad",
        "Ito",
        "Jansen",
        "Kamau",
    ),
    *(
        "Lindqvist",
        "Mwangi",
        "Novak",
        "Otieno",
        "Patel",
        "Quispe",
        "Rossi",
        "Santos",
        "Tazi",
        "Umarov",
        "Vega",
    ),
)
_TOWNS = (
    *(("Nairobi", "Kenya", "Kenyan"), ("Mombasa", "Kenya", "Kenyan"), ("Casablanca", "Morocco", "Moroccan")),
    *(
        ("Fes", "Morocco", "Moroccan"),
        ("Marrakesh", "Morocco", "Moroccan"),
        ("Lisbon", "Portugal", "Portuguese"),
    ),
    *(("Lyon", "France", "French"), ("Leipzig", "Germany", "German")),
)
_COMPANIES = ("Savanna Logistics", "Atlas Textiles", "Blue Nile Foods", "Tamarind Studios", "Harbour & Sons")
_TAGS = ("VIP", "Newsletter", "Desert tours", "City breaks", "Student", "Early adopter", "Referral")
_CONTACTS = (
    (Channel.PHONE, "Balance question", "Asked why a card payment is shown twice", 6),
    (Channel.EMAIL, "Booking change", "Wants to move the Atlas tour by one week", None),
    (Channel.IN_PERSON, "Account opening", "Brought the papers for a savings account", 35),
    (Channel.WHATSAPP, None, "Sent the passport scan that was missing", None),
    (Channel.CHAT, "Login trouble", "Could not sign in after changing the phone", 9),
    (Channel.MOBILE_APP, None, "Reported that the statement does not download", None),
    (Channel.SMS, None, "Confirmed the pick-up time at the hotel", None),
    (Channel.ATM, "Card kept", "The machine kept the card; a new one was ordered", None),
)

# What was rated and how, why, and what was done about it; None where nothing had to be, or nothing was yet.
_OPINIONS = (
    (ServiceType.TOUR, 5, "The guide knew every stone of the Atlas", None),
    (ServiceType.TOUR, 5, None, None),
    (ServiceType.TOUR, 2, "Two stops of the programme were left out", "A day trip was offered instead"),
    (ServiceType.TRANSPORT, 4, "A clean bus and a careful driver", None),
    (
        ServiceType.TRANSPORT,
        1,
        "The bus came an hour late and the cooling was broken",
        "Half of the fare was paid back",
    ),
    (ServiceType.TRANSPORT, 2, "Nobody met us at the airport", None),
    (ServiceType.ACCOMMODATION, 3, "A good riad, but loud at night", None),
    (ServiceType.BOOKING, 4, None, None),
    (ServiceType.SUPPORT, 1, "Called three times before somebody answered", None),
    (ServiceType.GENERAL, 5, "We will come again", None),
)
Opinion = tuple[ServiceType, int, str | None, str | None]

_SEGMENTS: tuple[tuple[str, str | None, dict[str, Any]], ...] = (
    (
        "Best customers",
        "Those who come again and again",
        {"loyalty_status": ["Gold", "Platinum", "VIP"], "contact_type": ["Individual"]},
    ),
    ("Desert lovers", "For the winter programme", {"tags": ["Desert tours"]}),
    ("Moroccan companies", None, {"contact_type": "Corporate", "region": ["Casablanca", "Fes", "Marrakesh"]}),
    ("Everybody", "All active customers", {}),
)

Progress = Callable[[int, int], None]


async def fill(platform: Platform, count: int, *, progress: Progress | None) -> int:
    """Invent `count` customers and their history; the number made. Customers that exist already stay as they are."""
    chance = random.Random(20260212)  # noqa: S311  (invented people need no secrecy)
    made = 0
    began = clock.now() - timedelta(days=120)
    for number in range(count):
        at = began + timedelta(hours=number * 110 * 24 / count + chance.random() * 20)
        made += await _invent(platform, number, at, chance)
        if progress is not None:
            progress(number + 1, count)
    await _divide(platform, began)
    await define_workflows(platform, began)
    return made


async def _divide(platform: Platform, at: datetime) -> None:
    """Name parts of the customers. Segments that exist already stay as they are."""
    for name, description, criteria in _SEGMENTS:
        new = NewSegment(kind=SegmentKind.CRITERIA, name=name, description=description, definition=criteria)
        with suppress(segments.SegmentNameTaken):
            async with platform.context(SYSTEM, via="tourism", now=at) as ctx:
                await segments.create_segment(ctx, new)


async def _invent(platform: Platform, number: int, at: datetime, chance: random.Random) -> bool:
    """One customer with a history, in one transaction for each thing that happened."""
    dialect = chance.choice(("banking", "tourism"))
    new = _person(number, dialect, chance)
    plans = [(chance.choice(_CONTACTS), chance.random() * 9) for _ in range(chance.randrange(5))]
    opinions = chance.sample(_OPINIONS, chance.randrange(3)) if dialect == "tourism" else []
    is_shy = chance.random() < 0.1
    finish = (chance.random(), chance.random(), chance.choice(list(Loyalty)), chance.randrange(300, 850))
    try:
        async with platform.context(SYSTEM, via=dialect, now=at) as ctx:
            customer = await customers.create_customer(ctx, new)
    except customers.EmailTaken:
        return False
    for contact, days in sorted(plans, key=lambda plan: plan[1]):
        await _meet(platform, customer, contact, at + timedelta(days=days, minutes=30))
    for days, opinion in enumerate(opinions, 4):
        await _rate(platform, customer, opinion, at + timedelta(days=days), is_anonymous=is_shy)
    if dialect == "banking" and number % 2:
        await bring_case(platform, customer, at + timedelta(days=3), random.Random(number))  # noqa: S311
    if dialect == "banking" and number % 3 == 0:
        await write_letter(platform, customer, number // 3, at + timedelta(days=5))
    if number % 4 < 2:
        await write_to(platform, customer, number, at + timedelta(days=6))
    await _settle(platform, customer, dialect, at + timedelta(days=10), finish)
    if dialect == "banking":
        await advise(platform, customer, number, at + timedelta(days=11))
    return True


def _person(number: int, dialect: str, chance: random.Random) -> NewCustomer:
    given, family = chance.choice(_GIVEN), chance.choice(_FAMILY)
    town, country, nationality = chance.choice(_TOWNS)
    shared: dict[str, Any] = {
        "email": f"{given}.{family}.{number}@example.com".lower().replace(" ", ""),
        "phone": f"+2547{number:08d}"[:13],
        "tags": tuple(sorted(chance.sample(_TAGS, chance.randrange(3)))),
    }
    if dialect == "banking":
        segment = chance.choices(list(BankSegment), (12, 4, 2, 1))[0]
        return NewCustomer(
            given_name=given, family_name=family, city=town, country=country, bank_segment=segment, **shared
        )
    company = chance.choice(_COMPANIES) if chance.random() < 0.2 else None
    return NewCustomer(
        full_name=f"{given} {family}",
        company_name=company,
        contact_type=ContactType.CORPORATE if company else ContactType.INDIVIDUAL,
        region=town,
        nationality=nationality,
        **shared,
    )


async def _meet(
    platform: Platform, customer: Customer, contact: tuple[Channel, str | None, str, int | None], at: datetime
) -> None:
    channel, subject, summary, minutes = contact
    via = "banking" if channel in (Channel.ATM, Channel.MOBILE_APP, Channel.IN_PERSON) else "tourism"
    async with platform.context(SYSTEM, via=via, now=at) as ctx:
        await interactions.log_interaction(
            ctx,
            NewInteraction(
                customer_id=customer.id,
                channel=channel,
                subject=subject,
                summary=summary,
                duration_minutes=minutes,
                follow_up_required=channel is Channel.EMAIL,
                follow_up_at=at + timedelta(days=2) if channel is Channel.EMAIL else None,
            ),
        )


async def _rate(
    platform: Platform, customer: Customer, opinion: Opinion, at: datetime, *, is_anonymous: bool
) -> None:
    """What the customer thought of a service, and what was done about it two days later."""
    service, rating, comments, remedy = opinion
    async with platform.context(SYSTEM, via="tourism", now=at) as ctx:
        new = NewFeedback(
            customer_id=customer.id,
            service_type=service,
            rating=rating,
            comments=comments,
            is_anonymous=is_anonymous,
        )
        submitted = await feedback.submit_feedback(ctx, new)
    if remedy is not None:
        async with platform.context(SYSTEM, via="tourism", now=at + timedelta(days=2)) as ctx:
            changes = FeedbackChanges(is_resolved=True, resolution_notes=remedy)
            await feedback.update_feedback(ctx, submitted.id, changes)


async def _settle(
    platform: Platform,
    customer: Customer,
    dialect: str,
    at: datetime,
    finish: tuple[float, float, Loyalty, int],
) -> None:
    """What became of the customer: a bank's check, a loyalty status, sometimes a farewell."""
    checked, leaves, loyalty, score = finish
    async with platform.context(SYSTEM, via=dialect, now=at) as ctx:
        if dialect == "banking" and checked < 0.7:
            found = KYCChanges(kyc_status=KYCStatus.VERIFIED, credit_score=Decimal(score), risk_score=20)
            await customers.record_kyc(ctx, customer.id, found)
        elif dialect == "tourism":
            await customers.update_customer(ctx, customer.id, CustomerChanges(loyalty=loyalty))
        if leaves < 0.08:
            await customers.deactivate_customer(ctx, customer.id)


@contextmanager
def bar() -> Iterator[Progress]:
    """A progress bar on the terminal, for as long as the block runs."""
    with RichProgress(*RichProgress.get_default_columns(), MofNCompleteColumn()) as shown:
        task = shown.add_task("Inventing customers", total=None)

        def tell(done: int, total: int) -> None:
            shown.update(task, completed=done, total=total)

        yield tell
