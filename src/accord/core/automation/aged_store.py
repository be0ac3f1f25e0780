"""The SQL that finds cases which have reached the age that definitions wait for."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import text

from accord.kit.db import Db, Statement, statement
from accord.kit.records import Record


class AgedCase(Record):
    """A case that a definition is to be started for."""

    definition_id: UUID
    case_id: UUID
    customer_id: UUID


# For each definition by itself the oldest open cases by the index of open cases, without those it was started for.
# What a case must be is compared as for events: by the canonical words, with what is absent equal to nothing.
AGED: Statement[AgedCase] = statement(
    text("""
    SELECT waiting.id, due.id, due.customer_id
    FROM unnest(CAST(:definitions AS uuid[]), CAST(:befores AS timestamptz[]))
         WITH ORDINALITY AS waiting (id, before, place)
    JOIN automation_definitions AS definition ON definition.id = waiting.id
    CROSS JOIN LATERAL (
        SELECT c.id, c.customer_id, c.created_at FROM cases AS c
        WHERE c.kind = 'case' AND c.status NOT IN ('closed', 'duplicate', 'resolved', 'wont_fix')
          AND c.created_at <= waiting.before
          AND NOT EXISTS (SELECT FROM automation_instances AS started
                          WHERE started.definition_id = waiting.id AND started.case_id = c.id
                            AND started.fired_by = 'CaseAgeExceeded')
          AND (definition.conditions - 'hours' = '{}' OR NOT EXISTS (
              SELECT FROM customers AS owner,
                   jsonb_each(definition.conditions - 'hours') AS condition (field, allowed)
              WHERE owner.id = c.customer_id AND NOT condition.allowed ? coalesce(CASE condition.field
                  WHEN 'priority' THEN c.priority WHEN 'status' THEN c.status
                  WHEN 'category' THEN lower(btrim(c.category))
                  WHEN 'subcategory' THEN lower(btrim(c.sub_category))
                  WHEN 'segment' THEN owner.bank_segment WHEN 'contacttype' THEN owner.contact_type
                  WHEN 'kycstatus' THEN owner.kyc_status
                  WHEN 'country' THEN lower(btrim(owner.country)) WHEN 'city' THEN lower(btrim(owner.city))
              END, '')))
        ORDER BY c.created_at, c.id LIMIT :most
    ) AS due
    ORDER BY due.created_at, due.id, waiting.place
    LIMIT :most
    """),
    AgedCase,
)


async def aged(db: Db, waiting: Sequence[tuple[UUID, datetime]], *, most: int) -> list[AgedCase]:
    """Open cases that definitions were not started for yet, oldest first, at most `most`.

    `waiting` has the definitions in the order in which they run, each with the time before which a case was opened.
    """
    ids, befores = ([each[part] for each in waiting] for part in (0, 1))
    return await db.all(AGED, definitions=ids, befores=befores, most=most)
