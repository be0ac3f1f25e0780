"""Invented interactions by the million, made in SQL, for customers that are there already."""

import asyncpg

_INTERACTIONS = """
INSERT INTO interactions (id, customer_id, channel, subject, summary, occurred_at, duration_minutes, created_at)
SELECT gen_random_uuid(), id,
    ('{phone,phone,phone,in_person,in_person,email,email,whatsapp,chat,web,sms,mobile_app,atm,internal}'::text[])
        [1 + floor(random() * 14)::int],
    'Subject ' || n % 500, 'Asked about something for the ' || n || 'th time', at,
    CASE WHEN random() < 0.6 THEN floor(random() * 60)::int END, at
FROM (
    SELECT n, 1 + n * 7919::bigint % (SELECT count(*) FROM known) AS place,
        $2::timestamptz - make_interval(secs => ($1::bigint - n) * $3::float8) AS at
    FROM generate_series(1, $1::bigint) AS n
) AS drawn JOIN known USING (place)
"""
_KNOWN = """
CREATE TEMPORARY TABLE known AS
SELECT id, row_number() OVER (ORDER BY reference) AS place FROM customers WHERE status <> 'merged'
"""
_INDEXES = """
SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'interactions' AND indexname NOT LIKE '%\\_pkey'
"""
_REFERENCE = """
ALTER TABLE interactions ADD CONSTRAINT interactions_customer_id_fkey
FOREIGN KEY (customer_id) REFERENCES customers (id) ON DELETE CASCADE
"""


async def invent(dsn: str, count: int, *, until: object, seconds_apart: float) -> None:
    """Log `count` interactions, one every `seconds_apart` up to the instant `until`.

    Indexes and the reference to customers are built after the rows, which takes a fifth of the time.
    """
    connection = await asyncpg.connect(dsn, server_settings={"maintenance_work_mem": "512MB"})
    try:
        async with connection.transaction():
            indexes = await connection.fetch(_INDEXES)
            for index in indexes:
                await connection.execute(f'DROP INDEX "{index["indexname"]}"')
            await connection.execute("ALTER TABLE interactions DROP CONSTRAINT interactions_customer_id_fkey")
            await connection.execute(_KNOWN)
            await connection.execute("SELECT setseed(0.5)")
            await connection.execute(_INTERACTIONS, count, until, seconds_apart)
            await connection.execute(_REFERENCE)
            for index in indexes:
                await connection.execute(index["indexdef"])
        await connection.execute("VACUUM ANALYZE interactions")
    finally:
        await connection.close()
