"""The tables of what was counted, by UTC day.

Triggers on customers, cases and interactions write a row for each statement that changes what is counted: what came
counts up, what went counts down. Whoever writes those tables, by whatever way, need not know; no row is ever updated,
so no writer waits for another. The sum of a group's rows is its number at any moment; a job now and then puts the rows
of a group together into one, which `is_folded` marks.
"""

from sqlalchemy import BigInteger, Boolean, Column, Date, Numeric, Table, Text, text

from accord.kit.db import metadata


def _counts(name: str, *columns: "Column[object]") -> Table:
    folded = Column("is_folded", Boolean, nullable=False, server_default=text("false"))
    return Table(name, metadata, Column("day", Date, nullable=False, index=True), *columns, folded)


customer_counts = _counts(
    "customer_counts",
    Column("status", Text, nullable=False),
    Column("bank_segment", Text, nullable=False),
    Column("kyc_status", Text, nullable=False),
    Column("customers", BigInteger, nullable=False),
)

case_counts = _counts(
    "case_counts",
    Column("kind", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("priority", Text, nullable=False),
    Column("cases", BigInteger, nullable=False),
    Column("resolved", BigInteger, nullable=False),
    Column("seconds", Numeric, nullable=False),
)

interaction_counts = _counts(
    "interaction_counts",
    Column("channel", Text, nullable=False),
    Column("interactions", BigInteger, nullable=False),
    Column("timed", BigInteger, nullable=False),
    Column("minutes", BigInteger, nullable=False),
)
