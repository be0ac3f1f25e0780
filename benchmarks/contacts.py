"""Invented interactions and cases by the million, made in SQL, for customers that are there already."""

from datetime import datetime

import asyncpg

_KNOWN = """
CREATE TEMPORARY TABLE known AS
SELECT id, row_number() OVER (ORDER BY reference) AS place FROM customers WHERE status <> 'merged'
"""
_DRAWN = """
SELECT n, known.id AS customer_id, at FROM (
    SELECT n, 1 + n * 7919::bigint % (SELECT count(*) FROM known) AS place,
        $2::timestamptz - make_interval(secs => ($1::bigint - n) * $3::float8) AS at
    FROM generate_series(1, $1::bigint) AS n
) AS drawn JOIN known USING (place)
"""
_ROWS = {
    "interactions": f"""
INSERT INTO interactions (id, customer_id, channel, subject, summary, occurred_at, duration_minutes, created_at)
SELECT gen_random_uuid(), customer_id,
    ('{{phone,phone,phone,in_person,in_person,email,email,whatsapp,chat,web,sms,mobile_app,atm,internal}}'::text[])
        [1 + floor(random() * 14)::int],
    'Subject ' || n % 500, 'Asked about something for the ' || n || 'th time', at,
    CASE WHEN random() < 0.6 THEN floor(random() * 60)::int END, at
FROM ({_DRAWN}) AS drawn
""",
    "cases": f"""
INSERT INTO cases (id, kind, number, customer_id, title, description, category, priority, status, resolved_at,
    created_by, created_at)
SELECT gen_random_uuid(), 'case', 'CASE-20260101000000-' || lpad(to_hex(n), 6, '0'), customer_id, 'Case ' || n,
    'Something does not work', 'Cards', 'P' || floor(power(random(), 0.5) * 4)::int,
    ('{{open,in_progress,pending_customer,escalated,resolved,resolved,resolved,closed,closed,closed}}'::text[])[kind],
    CASE WHEN kind > 4 THEN at + random() * interval '5 days' END, 'System', at
FROM (SELECT *, 1 + floor(random() * 10)::int AS kind FROM ({_DRAWN}) AS drawn) AS stated
""",
}
_INDEXES = "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = $1 AND indexname NOT LIKE '%\\_pkey'"
_REFERENCE = """
ALTER TABLE {0} ADD CONSTRAINT {0}_customer_id_fkey
FOREIGN KEY (customer_id) REFERENCES customers (id) ON DELETE CASCADE
"""


async def invent(dsn: str, table: str, count: int, *, until: datetime, days: float) -> None:
    """Fill `interactions` or `cases` with `count` rows, evenly over so many days up to `until`.

    Plain indexes and the reference to customers are built after the rows, which takes a fifth of the time.
    """
    connection = await asyncpg.connect(dsn, server_settings={"maintenance_work_mem": "512MB"})
    try:
        async with connection.transaction():
            indexes = await connection.fetch(_INDEXES, table)
            built_after = [each for each in indexes if not each["indexdef"].startswith("CREATE UNIQUE")]
            for index in built_after:
                await connection.execute(f'DROP INDEX "{index["indexname"]}"')
            await connection.execute(f"ALTER TABLE {table} DROP CONSTRAINT {table}_customer_id_fkey")
            await connection.execute(_KNOWN)
            await connection.execute("SELECT setseed(0.5)")
            await connection.execute(_ROWS[table], count, until, days * 86400 / count)
            await connection.execute(_REFERENCE.format(table))
            for index in built_after:
                await connection.execute(index["indexdef"])
        await connection.execute(f"VACUUM ANALYZE {table}")
    finally:
        await connection.close()
