"""The SQL that tells whose a case is."""

from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select

from accord.kit.db import Db, Statement, statement

from .records import CaseKind
from .tables import cases

OWNER: Statement[Any] = statement(
    select(cases.c.customer_id).where(cases.c.id == bindparam("id"), cases.c.kind == CaseKind.CASE.value)
)


async def owner_of(db: Db, case_id: UUID) -> UUID | None:
    """The customer whose case this is; None when there is no such case, or it is a resolution."""
    found: UUID | None = await db.value(OWNER, id=case_id)
    return found
