"""Whether a database is known to be up to date without loading the tool that would change it."""

from alembic.script import ScriptDirectory

from accord.app.migrations import configuration, migrate, newest
from accord.kit.db import revision_of


class TestKnowingTheNewestMigration:
    def test_agrees_with_the_tool_that_applies_them(self) -> None:
        script = ScriptDirectory.from_config(configuration("postgresql://nobody@localhost/none"))

        assert script.get_heads() == [newest()]


class TestMigrating:
    async def test_leaves_a_database_at_the_newest_migration(self, url: str) -> None:
        await migrate(url)

        assert await revision_of(url) == newest()
