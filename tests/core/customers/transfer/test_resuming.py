import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from accord.core.context import Context
from accord.core.customers import NewCustomer, create_customer
from accord.core.customers.transfer import (
    ImportMode,
    ImportOptions,
    ImportOver,
    ImportReport,
    ImportStatus,
    RowCode,
    discard_import,
    discard_stale_imports,
    import_customers,
)
from accord.kit.db import Database

HEAD = "firstName,lastName,email"
SLOW_IMPORT = Path(__file__).with_name("slow_import.py")


def write(path: Path, rows: int) -> Path:
    """Every tenth row is bad, every seventh repeats an earlier address."""
    lines = [HEAD]
    for at in range(rows):
        address = f"a{at - 6 if at % 7 == 6 else at}@example.com" if at % 10 else "bad"
        lines.append(f"Ann,Otieno,{address}")
    path.write_text("\n".join(lines) + "\n")
    return path


class PowerCut(Exception):
    pass


def failing_after(contexts, uses: int):
    """Contexts of which the last one fails before it commits."""
    left = uses

    @asynccontextmanager
    async def limited() -> AsyncIterator[Context]:
        nonlocal left
        left -= 1
        async with contexts() as ctx:
            yield ctx
            if left == 0:
                raise PowerCut

    return limited


async def facts(database: Database, report: ImportReport) -> tuple[object, ...]:
    """What an import left behind."""
    run = report.run
    counted = await database.pool.fetchrow(
        "SELECT (SELECT count(*) FROM customers), (SELECT count(DISTINCT email) FROM customers),"
        " (SELECT count(*) FROM customer_identities), (SELECT count(*) FROM events WHERE type = 'customer.created'),"
        " (SELECT count(*) FROM events WHERE type = 'customers.imported')"
    )
    errors = [(error.line, error.record, error.code) for error in report.errors]
    return (run.status, run.total, run.imported, run.updated, run.skipped, run.failed, *counted, errors)


async def until(database: Database, question: str, *values: object) -> None:
    """Ask the database until the answer is yes."""
    async with asyncio.timeout(60):
        while not await database.pool.fetchval(question, *values):  # noqa: ASYNC110  (another process writes it)
            await asyncio.sleep(0.01)


class TestResumingAnImport:
    async def expected(self, contexts, database: Database, path: Path) -> tuple[object, ...]:
        report = await import_customers(contexts, path, ImportOptions())
        undisturbed = await facts(database, report)
        await database.pool.execute(
            "TRUNCATE customers, customer_identities, events, customer_imports CASCADE"
        )
        return undisturbed

    @pytest.mark.parametrize("uses", [1, 2, 3, 5, 8])
    async def test_ends_as_if_it_had_not_been_cut_off(self, committing, database, tmp_path, uses):
        path = write(tmp_path / "cut.csv", 500)
        expected = await self.expected(committing, database, path)
        with pytest.raises(PowerCut):
            await import_customers(failing_after(committing, uses), path, ImportOptions(batch_rows=90))

        report = await import_customers(committing, path, ImportOptions(batch_rows=70, resume=True))

        assert await facts(database, report) == expected

    async def test_goes_on_with_the_same_run(self, committing, database, tmp_path):
        path = write(tmp_path / "cut.csv", 100)
        with pytest.raises(PowerCut):
            await import_customers(failing_after(committing, 4), path, ImportOptions(batch_rows=10))
        begun = await database.pool.fetchval("SELECT id FROM customer_imports")

        report = await import_customers(committing, path, ImportOptions(resume=True))

        assert report.run.id == begun
        assert await database.pool.fetchval("SELECT to_regclass($1)", f"import_stage_{begun.hex}") is None

    async def test_stages_again_what_a_crash_of_the_database_emptied(self, committing, database, tmp_path):
        path = write(tmp_path / "cut.csv", 500)
        expected = await self.expected(committing, database, path)
        with pytest.raises(PowerCut):
            await import_customers(failing_after(committing, 5), path, ImportOptions(batch_rows=90))
        run = await database.pool.fetchval("SELECT id FROM customer_imports")
        await database.pool.execute(f"TRUNCATE import_stage_{run.hex}")

        report = await import_customers(committing, path, ImportOptions(resume=True))

        assert await facts(database, report) == expected

    async def test_begins_anew_when_the_file_was_changed(self, committing, database, tmp_path):
        path = write(tmp_path / "cut.csv", 100)
        with pytest.raises(PowerCut):
            await import_customers(failing_after(committing, 4), path, ImportOptions(batch_rows=10))
        write(path, 101)

        report = await import_customers(committing, path, ImportOptions(resume=True))

        assert (report.run.total, report.run.status) == (101, ImportStatus.COMPLETED)
        assert await database.pool.fetchval("SELECT count(*) FROM customer_imports") == 2

    async def test_survives_a_kill_at_any_point(self, committing, database, url, tmp_path):
        path = write(tmp_path / "killed.csv", 3_000)
        expected = await self.expected(committing, database, path)
        process = await asyncio.create_subprocess_exec(sys.executable, SLOW_IMPORT, url, path)
        try:
            await self.merged(database, at_least=500)
        finally:
            process.kill()
            await process.wait()

        report = await import_customers(committing, path, ImportOptions(batch_rows=400, resume=True))

        assert await facts(database, report) == expected

    async def merged(self, database: Database, *, at_least: int) -> None:
        await until(database, "SELECT coalesce(max(merged_to), 0) >= $1 FROM customer_imports", at_least)


class TestGivingUpAnImport:
    @pytest.fixture
    async def cut_off(self, committing, tmp_path) -> Path:
        path = write(tmp_path / "cut.csv", 100)
        with pytest.raises(PowerCut):
            await import_customers(failing_after(committing, 4), path, ImportOptions(batch_rows=10))
        return path

    async def test_drops_what_waits_and_keeps_what_was_committed(self, committing, database, cut_off):
        before = await database.pool.fetchval("SELECT count(*) FROM customers")
        async with committing() as ctx:
            given_up = await discard_stale_imports(ctx, begun_before=ctx.now + timedelta(seconds=1))

        assert given_up == 1
        assert await database.pool.fetchval("SELECT status FROM customer_imports") == "discarded"
        assert await database.pool.fetchval("SELECT count(*) FROM customers") == before > 0
        waiting = "SELECT to_regclass('import_stage_' || replace(id::text, '-', '')) FROM customer_imports"
        assert await database.pool.fetchval(waiting) is None

    async def test_leaves_a_younger_one_alone(self, committing, cut_off):
        async with committing() as ctx:
            assert await discard_stale_imports(ctx, begun_before=ctx.now - timedelta(days=1)) == 0

        report = await import_customers(committing, cut_off, ImportOptions(resume=True))

        assert report.run.status is ImportStatus.COMPLETED

    async def test_refuses_one_that_is_over(self, committing, tmp_path):
        report = await import_customers(committing, write(tmp_path / "done.csv", 10), ImportOptions())

        async with committing() as ctx:
            with pytest.raises(ImportOver):
                await discard_import(ctx, report.run.id)


class TestImportingWhileOthersWrite:
    async def test_reports_an_address_that_was_taken_meanwhile(self, committing, database, tmp_path):
        path = tmp_path / "race.csv"
        path.write_text(f"{HEAD}\nAnn,A,a@example.com\nBen,B,b@example.com\nCem,C,c@example.com\n")
        async with committing() as ctx:
            await create_customer(ctx, NewCustomer(given_name="Other", email="B@example.com"))
            importing = asyncio.create_task(import_customers(committing, path, ImportOptions()))
            await self.waiting(database)
        report = await importing

        assert [(error.line, error.code) for error in report.errors] == [(3, RowCode.DUPLICATE)]
        assert (report.run.imported, report.run.skipped) == (2, 1)
        assert await database.pool.fetchval("SELECT count(*) FROM customers") == 3

    @pytest.mark.parametrize("mode", list(ImportMode))
    async def test_runs_beside_another_import_of_the_same_people(self, committing, database, tmp_path, mode):
        rows = [f"Ann,Otieno,a{at}@example.com" for at in range(600)]
        paths = [tmp_path / "up.csv", tmp_path / "down.csv"]
        paths[0].write_text("\n".join([HEAD, *rows]))
        paths[1].write_text("\n".join([HEAD, *reversed(rows)]))

        reports = await asyncio.gather(
            *(import_customers(committing, path, ImportOptions(batch_rows=50, mode=mode)) for path in paths)
        )

        assert sum(report.run.imported for report in reports) == 600
        assert all(sum((r.run.imported, r.run.updated, r.run.skipped)) == 600 for r in reports)
        assert await database.pool.fetchval("SELECT count(*) FROM customers") == 600

    async def waiting(self, database: Database) -> None:
        await until(
            database,
            "SELECT count(*) > 0 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()",
        )
