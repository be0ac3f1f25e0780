"""Invented customers by the thousand, made in SQL: names, addresses and phones spread as in a real file."""

import asyncpg

# The first ones are drawn most often.
GIVEN = (
    "Amina Brahim Chiara Dmitri Esther Farid Grace Hassan Imani Jonas Khadija Liam Mei Njeri Omar Priya "
    "Quentin Rania Sipho Tomas Uma Viktor Wanjiru Ximena Youssef Zainab Anna Maria Fatima Mohamed Sofia "
    "Daniel David Peter Joseph Mary Elisabeth Alexander Christina Benjamin Nathalie Sebastian Théo Łukasz "
    "Aylin Björn"
)
# Family names are a start and an end, so that there are thousands of them, and fragments that many share.
STARTS = (
    "Abe Ben Con Dla Fas Fis Gach Had Ito Jan Kam Lind Mwa Nov Otie Pat Quis Ros San Taz Uma Veg Wek Xhe Yil "
    "Zul Ander Berg Carl Djo Eck Mac Ode Per Rich Schu Sven Thom Vander Wil"
)
ENDS = (
    "be ali ti mini si cher anja dad mura sen au qvist ngi ak no el pe si tos zi rov ga eza aj maz u son man "
    "ström kovic stein berg donald lla eira ards macher sson pson meer liams"
)
DOMAINS = "yahoo.com outlook.com hotmail.com icloud.com example.co.ke example.ma"
TAGS = "vip newsletter desert city student referral corporate early"
REGIONS = "Nairobi Mombasa Casablanca Fes Marrakesh Lisbon Lyon Leipzig Oslo Perth"

_CUSTOMERS = """
INSERT INTO customers (id, reference, status, given_name, family_name, full_name, company_name, email, phone,
    street, city, country, region, language, written_segment, loyalty, kyc_status, credit_score,
    lifetime_value, tags, tag_keys, order_count, total_spent, last_order_at, created_at)
SELECT gen_random_uuid(), 'CUS-20260101000000-' || lpad(to_hex(n), 6, '0'),
    CASE WHEN random() < 0.05 THEN 'inactive' ELSE 'active' END, given, family, given || ' ' || family,
    CASE WHEN random() < 0.04 THEN family || ' & Sons' END,
    lower(translate(given || '.' || family, 'éłŁö', 'ello')) || n || '@' || domain,
    '+' || prefix || ' ' || lpad(((n * 7919::bigint) % 1000000000)::text, 9, '0'),
    n % 400 || ' Market Street', region, 'Kenya', region, 'English', segment, loyalty,
    CASE WHEN random() < 0.5 THEN 'Verified' ELSE 'Pending' END,
    CASE WHEN random() < 0.5 THEN 300 + n % 550 END, CASE WHEN random() < 0.3 THEN n % 90000 * 1.25 END,
    tags, tags, orders, round(orders * worth, 2),
    CASE WHEN orders > 0 THEN timestamptz '2026-10-01' - make_interval(secs => power(c, 2) * 86400 * 900) END,
    timestamptz '2026-10-01' - make_interval(secs => ($8::int - n) * 37.0)
FROM (
    SELECT n, pg_temp.pick($1, power(random(), 1.6)) AS given,
        pg_temp.pick($2, power(random(), 1.4)) || pg_temp.pick($3, random()) AS family,
        CASE WHEN a < 0.45 THEN 'gmail.com' WHEN a < 0.9 THEN pg_temp.pick($4, random())
            ELSE 'firm' || floor(random() * 5000)::int || '.example.org' END AS domain,
        CASE WHEN b < 0.4 THEN ARRAY[pg_temp.pick($5, power(random(), 2))] ELSE '{}'::text[] END AS tags,
        pg_temp.pick($6, random()) AS region, pg_temp.pick('{254,212,351,33,49}', random()) AS prefix,
        pg_temp.pick('{Retail,Retail,Retail,SME,Corporate,HighNetWorth}', random()) AS segment,
        pg_temp.pick('{New,New,New,Bronze,Silver,Gold,Platinum,VIP}', random()) AS loyalty, c,
        floor(power(random(), 3) * 30)::int AS orders, (10 + 190 * power(random(), 2))::numeric AS worth
    FROM (SELECT n, random() AS a, random() AS b, random() AS c FROM generate_series($7::int, $8::int) AS n) AS drawn
) AS person
"""
_PICK = """
CREATE FUNCTION pg_temp.pick(words text[], place double precision) RETURNS text VOLATILE LANGUAGE sql
AS 'SELECT words[1 + floor(place * cardinality(words))::int]'
"""
_IDENTITIES = """
INSERT INTO customer_identities (id, customer_id, kind, value, normalised, source, created_at)
SELECT gen_random_uuid(), id, 'email', email, lower(email), 'benchmark', created_at FROM customers
UNION ALL
SELECT gen_random_uuid(), id, 'phone', phone, '+' || regexp_replace(phone, '[^0-9]', '', 'g'), 'benchmark',
    created_at
FROM customers
"""
_INDEXES = """
SELECT indexname, indexdef FROM pg_indexes
WHERE tablename = ANY('{customers,customer_identities}')
    AND indexname NOT LIKE '%\\_pkey' AND indexname NOT LIKE '%\\_key'
"""


async def invent(dsn: str, count: int) -> None:
    """Fill an empty database with customers and their addresses; the same number gives the same people.

    Indexes are built after the rows, which takes a third of the time.
    """
    connection = await asyncpg.connect(dsn, server_settings={"maintenance_work_mem": "512MB"})
    try:
        indexes = await connection.fetch(_INDEXES)
        for index in indexes:
            await connection.execute(f'DROP INDEX "{index["indexname"]}"')
        await connection.execute(_PICK)
        await connection.execute("SELECT setseed(0.5)")
        words = [text.split() for text in (GIVEN, STARTS, ENDS, DOMAINS, TAGS, REGIONS)]
        await connection.execute(_CUSTOMERS, *words, 1, count)
        await connection.execute(_IDENTITIES)
        for index in indexes:
            await connection.execute(index["indexdef"])
        await connection.execute("VACUUM ANALYZE customers, customer_identities")
    finally:
        await connection.close()
