"""The SQL of what advice is drawn from: everything about one customer in one statement."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Text,
    bindparam,
    case,
    cast,
    exists,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import DateTime, Integer

from accord.core.cases import FINAL
from accord.core.cases.tables import cases
from accord.core.communications.tables import opt_outs
from accord.core.customers import survivor_of
from accord.core.customers.tables import customers
from accord.core.interactions import Channel
from accord.core.interactions.tables import interactions
from accord.core.sentiment import Sentiment
from accord.core.sentiment.tables import sentiments
from accord.core.sla import Priority
from accord.kit.db import Db, statement

from .records import Facts, OutcomeReading
from .rules import MOOD, SILENCE, YEAR
from .tables import actions

_NOW = bindparam("now", type_=DateTime(timezone=True))
_MOOD_SINCE = bindparam("mood_since", type_=DateTime(timezone=True))
_MET_SINCE = bindparam("met_since", type_=DateTime(timezone=True))
_YEAR_SINCE = bindparam("year_since", type_=DateTime(timezone=True))


def _opted_out(channel: Channel) -> ColumnElement[bool]:
    chosen = opt_outs.c.customer_id == customers.c.id, opt_outs.c.channel == channel
    return exists(select(literal(1, Integer)).where(*chosen))


def _mood() -> FromClause:
    very = sentiments.c.label == Sentiment.VERY_NEGATIVE
    negative = sentiments.c.label == Sentiment.NEGATIVE
    found = select(
        func.max(sentiments.c.analysed_at).filter(very).label("very_negative_at"),
        func.max(sentiments.c.analysed_at).filter(negative).label("negative_at"),
        func.count().filter(negative).label("negative_count"),
    ).where(sentiments.c.customer_id == customers.c.id, sentiments.c.analysed_at >= _MOOD_SINCE)
    return found.lateral("mood")


def _work() -> FromClause:
    urgent = or_(cases.c.priority == Priority.P0, cases.c.priority == Priority.P1)
    found = select(
        func.count().label("open_cases"),
        func.count().filter(urgent).label("urgent_cases"),
        func.count().filter(cases.c.priority == Priority.P0).label("critical_cases"),
        func.count().filter(cases.c.sla_due_at < _NOW).label("breached_cases"),
    ).where(cases.c.customer_id == customers.c.id, *(cases.c.status != status for status in sorted(FINAL)))
    return found.lateral("work")


def _answers() -> FromClause:
    refused = actions.c.outcome_reading == OutcomeReading.REFUSED
    types = func.array_agg(actions.c.type.distinct()).filter(refused)
    found = select(
        func.count().filter(actions.c.outcome_reading == OutcomeReading.ACCEPTED).label("accepted_count"),
        func.coalesce(types, cast([], ARRAY(Text))).label("refused_types"),
    ).where(actions.c.customer_id == customers.c.id, actions.c.completed_at >= _YEAR_SINCE)
    return found.lateral("answers")


_MET = (
    select(func.count())
    .where(interactions.c.customer_id == customers.c.id, interactions.c.occurred_at >= _MET_SINCE)
    .scalar_subquery()
)
_VALUE = func.coalesce(
    customers.c.lifetime_value, case((customers.c.order_count > 0, customers.c.total_spent))
)
_mood_found, _work_found, _answers_found = _mood(), _work(), _answers()
_true = literal(value=True)
FACTS = statement(
    select(
        customers.c.id,
        customers.c.created_at,
        customers.c.bank_segment,
        customers.c.kyc_status,
        customers.c.credit_score,
        customers.c.risk_score,
        _VALUE,
        customers.c.email.is_not(None),
        customers.c.phone.is_not(None),
        _opted_out(Channel.EMAIL),
        _opted_out(Channel.SMS),
        customers.c.last_interaction_at,
        _MET,
        *_mood_found.c,
        *_work_found.c,
        # What was ordered is not recorded yet: nobody has a category.
        cast([], ARRAY(Text)),
        *_answers_found.c,
    )
    .select_from(customers.join(_mood_found, _true).join(_work_found, _true).join(_answers_found, _true))
    .where(customers.c.id == bindparam("id"), customers.c.status != "merged")
    .with_for_update(of=customers, key_share=True),
    Facts,
)


async def hold_facts(db: Db, customer_id: UUID, *, now: datetime) -> Facts | None:
    """What is known of a customer, of a merged one its survivor, whose row is held; None when there is none."""
    target: UUID | None = customer_id
    while target is not None:
        found = await db.one_or_none(
            FACTS, id=target, now=now, mood_since=now - MOOD, met_since=now - SILENCE, year_since=now - YEAR
        )
        if found is not None:
            return found
        target = await survivor_of(db, target)
    return None
