"""The SQL that tells whether a customer has a problem on its mind."""

from typing import Any
from uuid import UUID

from sqlalchemy import any_, bindparam, exists, not_, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Text

from accord.core.sla import Priority
from accord.kit.db import Db, Statement, statement

from .records import FINAL
from .tables import cases

PRESSING = (Priority.P0, Priority.P1)

HAS_PRESSING: Statement[Any] = statement(
    select(
        exists().where(
            cases.c.customer_id == bindparam("customer"),
            cases.c.priority == any_(bindparam("pressing", type_=ARRAY(Text))),
            not_(cases.c.status == any_(bindparam("final", type_=ARRAY(Text)))),
        )
    )
)


async def has_pressing_case(db: Db, customer_id: UUID) -> bool:
    """Whether a case or resolution of priority P0 or P1 is open for this customer."""
    found: bool = await db.value(
        HAS_PRESSING, customer=customer_id, pressing=list(PRESSING), final=sorted(FINAL)
    )
    return found
