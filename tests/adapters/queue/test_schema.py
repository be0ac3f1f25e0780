"""The migrated tables are what the installed PgQueuer expects."""

import asyncpg
from pgqueuer.queries import Queries


class TestTheMigratedTables:
    async def test_differ_from_pgqueuers_own_in_who_is_woken_alone(self, url: str) -> None:
        connection = await asyncpg.connect(url)
        try:
            plan = await Queries.from_asyncpg_connection(connection).plan_upgrade()
        finally:
            await connection.close()
        assert [statement.split("(")[0] for statement in plan.statements] == [
            "CREATE OR REPLACE FUNCTION fn_pgqueuer_changed"
        ]
