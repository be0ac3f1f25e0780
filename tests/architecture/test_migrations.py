"""`tools.check_migrations` holds that migrations make what the tables declare; here, that it would notice."""

import pytest

from accord.app.schema import metadata
from tools.check_migrations import catalog, differences

TABLES = sorted(metadata.tables)


class TestADriftedDatabase:
    @pytest.mark.parametrize(
        ("drift", "named"),
        [
            ("ALTER TABLE customers DROP CONSTRAINT customers_loyalty_check", ["customers_loyalty_check"]),
            ("ALTER TABLE customers ALTER COLUMN region TYPE varchar(10)", ["customers.region"]),
            ("ALTER TABLE customers ALTER COLUMN reference DROP NOT NULL", ["customers.reference"]),
            ("ALTER TABLE customers ALTER COLUMN loyalty DROP DEFAULT", ["customers.loyalty"]),
            ("ALTER TABLE customers ADD COLUMN shoe_size integer", ["customers.shoe_size"]),
            ("DROP INDEX customers_tags_idx", ["customers_tags_idx"]),
            ("CREATE INDEX customers_odd_idx ON customers (city)", ["customers_odd_idx"]),
        ],
    )
    async def test_is_noticed(self, db, drift, named):
        connection = await db.open()
        declared = await catalog(connection, TABLES)
        await db.script(drift)

        found = differences(declared, await catalog(connection, TABLES))

        assert [name for name in named if not any(name in line for line in found)] == []
        assert found

    async def test_is_not_one_that_nobody_touched(self, db):
        declared = await catalog(await db.open(), TABLES)

        assert declared
        assert differences(declared, await catalog(await db.open(), TABLES)) == []
