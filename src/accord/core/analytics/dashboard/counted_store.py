"""What is counted of which rows: the groups, the measures, and the moment that decides the day."""

from typing import Any, NamedTuple

from sqlalchemy import Column, ColumnElement, Numeric, Table, cast, func, literal_column

from accord.core.cases.tables import cases
from accord.core.customers.tables import customers
from accord.core.interactions.tables import interactions

from .tables import case_counts, customer_counts, interaction_counts


class Counted(NamedTuple):
    """`counts` holds, by day and `groups`, the `measures` of the rows of `facts`; `at` is a row's moment.

    A reader leaves out the rows that `hidden` names: it is written as SQL, so that partial indexes are found.
    """

    counts: Table
    facts: Table
    at: Column[Any]
    groups: tuple[str, ...]
    measures: dict[str, ColumnElement[Any]]
    hidden: tuple[str, str] | None = None

    def seen(self, table: Table) -> list[ColumnElement[bool]]:
        """The condition on the counts or the facts that leaves out what is hidden."""
        if self.hidden is None:
            return []
        name, value = self.hidden
        return [table.c[name] != literal_column(f"'{value}'")]


CUSTOMERS = Counted(
    counts=customer_counts,
    facts=customers,
    at=customers.c.created_at,
    groups=("status", "bank_segment", "kyc_status"),
    measures={"customers": func.count()},
    hidden=("status", "merged"),
)
CASES = Counted(
    counts=case_counts,
    facts=cases,
    at=cases.c.created_at,
    groups=("kind", "status", "priority"),
    measures={
        "cases": func.count(),
        "resolved": func.count(cases.c.resolved_at),
        "seconds": func.coalesce(
            func.sum(cast(func.extract("epoch", cases.c.resolved_at - cases.c.created_at), Numeric)), 0
        ),
    },
)
INTERACTIONS = Counted(
    counts=interaction_counts,
    facts=interactions,
    at=interactions.c.occurred_at,
    groups=("channel",),
    measures={
        "interactions": func.count(),
        "timed": func.count(interactions.c.duration_minutes),
        "minutes": func.coalesce(func.sum(interactions.c.duration_minutes), 0),
    },
)
ALL = (CUSTOMERS, CASES, INTERACTIONS)
