"""Shared ingredients of table definitions."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import CheckConstraint, Column, DateTime, ForeignKey, MetaData

metadata = MetaData(
    naming_convention={
        "ix": "%(table_name)s_%(column_0_N_name)s_idx",
        "uq": "%(table_name)s_%(column_0_N_name)s_key",
        "ck": "%(table_name)s_%(constraint_name)s_check",
        "fk": "%(table_name)s_%(column_0_N_name)s_fkey",
        "pk": "%(table_name)s_pkey",
    }
)


def moment(name: str, **options: Any) -> Column[Any]:
    """A column that holds an instant (`timestamptz`)."""
    return Column(name, DateTime(timezone=True), **options)


def named_enum(column: str, values: Iterable[str]) -> CheckConstraint:
    """A rule that a text column holds one of `values`; text with a rule changes easier than an enum type."""
    allowed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({allowed})", name=column)


def reference_to(target: str) -> ForeignKey:
    """A reference whose rows go when the target row goes."""
    return ForeignKey(target, ondelete="CASCADE")
