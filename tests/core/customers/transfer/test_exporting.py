import csv
import io
from contextlib import suppress
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from accord.core.context import Actor, ActorKind, Context
from accord.core.customers.transfer import ExportFilter, ImportMode, export_customers
from accord.core.errors import Forbidden
from accord.core.permissions import Permission
from make import Factory, emitted
from make.depth import TRIED, drawing

HEADER = (
    "_id,firstName,lastName,email,phone,totalSpent,orderCount,lastOrderDate,street,city,state,zipCode,country,"
    "channel,frequency,tags,status,createdAt"
)
WIDE = "\uff1d\uff0b\uff0d\uff20"  # the wide forms of = + - @
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", *WIDE)
ATTACKS = [
    *("=1+1", "=cmd|' /C calc'!A0", '=HYPERLINK("http://evil.example","x")', "+1+1", "-2+3", "@SUM(1)"),
    *("\t=1", "\r=1", "\n=1", '"=1+1', "'=1+1", "''@x", *WIDE),
]


async def exported(ctx: Context, **wanted: Any) -> str:
    output = io.BytesIO()
    await export_customers(ctx, ExportFilter(**wanted), output)
    return output.getvalue().decode()


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


class TestExportingCustomers:
    async def test_writes_the_columns_of_the_contract(self, ctx, make):
        customer = await make.customer(
            email="Amina@Example.com",
            phone="0700",
            total_spent=Decimal("12.50"),
            order_count=2,
            last_order_at=datetime(2026, 1, 31, 8, 0, 0, 120_000, tzinfo=UTC),
            created_at=datetime(2026, 1, 1, tzinfo=UTC),
            city='Nairobi, "CBD"',
            tags=["vip", "a;b", "c|d\\"],
            status="blocked",
            attributes={"preferences": {"channel": "sms", "frequency": "daily"}},
        )

        header, line = (await exported(ctx)).splitlines()

        assert header == HEADER
        assert line == (
            f"{customer.id},Amina,Otieno,amina@example.com,0700,12.50,2,2026-01-31T08:00:00.120Z,,"
            '"Nairobi, ""CBD""",,,,sms,daily,vip;a\\;b;c\\|d\\\\,banned,2026-01-01T00:00:00Z'
        )

    async def test_shows_a_company_without_a_person_by_its_name(self, ctx, make):
        await make.customer(given_name=None, family_name=None, full_name=None, company_name="Acme")

        (row,) = rows_of(await exported(ctx))

        assert (row["firstName"], row["lastName"]) == ("Acme", "")

    async def test_leaves_merged_customers_out(self, ctx, make):
        survivor = await make.customer()
        await make.customer(status="merged", merged_into_id=survivor.id)

        assert [row["_id"] for row in rows_of(await exported(ctx))] == [str(survivor.id)]

    @pytest.mark.parametrize(
        "wanted",
        [
            {"search": "RIGHT"},
            {"search": "right@"},
            {"search": "100%_"},
            {"tags": ("VIP", "other")},
            {"status": "inactive"},
            {"created_to": datetime(2026, 1, 2, tzinfo=UTC)},
            {"last_order_from": datetime(2026, 3, 1, tzinfo=UTC)},
            {"spent_from": 100.0, "spent_to": 100.0},
            {"orders_from": 5, "orders_to": 6},
            {"search": "right", "tags": ("vip",), "status": "inactive"},
        ],
    )
    async def test_keeps_to_its_filters(self, ctx, make, wanted):
        right = await make.customer(
            full_name="Wright 100%_",
            email="right@example.com",
            tags=["vip"],
            status="inactive",
            created_at=datetime(2026, 1, 1, tzinfo=UTC),
            last_order_at=datetime(2026, 3, 1, tzinfo=UTC),
            total_spent=Decimal(100),
            order_count=5,
        )
        await make.customer(company_name="Wright 1000", phone="right", tags=["vips"])

        assert [row["_id"] for row in rows_of(await exported(ctx, **wanted))] == [str(right.id)]

    async def test_notes_who_exported_how_many(self, ctx, make):
        await make.customer()

        await exported(ctx)

        assert [(each.type, each.data) for each in await emitted(ctx.db)] == [
            ("customers.exported", {"rows": 1})
        ]

    async def test_refuses_those_who_may_not_export(self, ctx):
        rights = ctx.actor.permissions - {Permission.CUSTOMERS_EXPORT}
        ctx.actor = Actor(kind=ActorKind.MACHINE, id="m", name="Machine", permissions=rights)

        with pytest.raises(Forbidden):
            await exported(ctx)

        assert await emitted(ctx.db) == []


class TestExportingFormulas:
    @pytest.mark.parametrize("attack", ATTACKS)
    async def test_guards_every_column_of_text(self, ctx, make, attack):
        await make.customer(
            given_name=attack, family_name=attack, phone=attack, street=attack, city=attack, state=attack,
            zip_code=attack, country=attack, tags=[attack], attributes={"preferences": {"channel": attack}},
        )  # fmt: skip

        (row,) = rows_of(await exported(ctx))

        assert [name for name, cell in row.items() if cell.startswith(DANGEROUS)] == []

    @drawing(70, 2_500, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(
        st.lists(
            st.text(st.sampled_from("'=+-@;|\\\",\n\té aB1" + WIDE), min_size=1, max_size=6).filter(
                str.strip
            ),
            min_size=8,
            max_size=8,
        )
    )
    async def test_no_text_becomes_one_and_every_text_comes_back(self, ctx, bring, texts):
        with suppress(_Undone):
            async with ctx.db.savepoint():
                await _round_trip(ctx, bring, [text.strip() for text in texts])
                raise _Undone


class _Undone(Exception):
    """Makes room for the next example."""


async def _round_trip(ctx: Context, bring: Any, texts: list[str]) -> None:
    """Eight texts as names out, in again, and out again."""
    make = Factory(ctx.db)
    for at, text in enumerate(texts):
        await make.customer(
            given_name=text, full_name=f"{text} Otieno", city=text, email=f"a{at}@example.com", phone=None
        )
    first = await exported(ctx)
    assert not any(cell.startswith(DANGEROUS) for row in rows_of(first) for cell in row.values())
    await ctx.db.script("DELETE FROM customers")

    await bring(first)

    shown = await ctx.db.driver.fetch("SELECT given_name, city FROM customers ORDER BY email")
    assert [tuple(row) for row in shown] == [(text, text) for text in texts]
    TRIED["texts of customers"] += len(texts)


class TestImportingAnExport:
    @pytest.mark.parametrize("mode", list(ImportMode))
    async def test_changes_nothing(self, ctx, make, bring, known, mode):
        await make.customer(
            email="Amina@Example.com", phone="+254 700", tags=["a;b", "=x"], total_spent=Decimal("70.10"),
            order_count=2, opening_spent=Decimal(20), status="blocked",
            last_order_at=datetime(2026, 1, 31, 8, tzinfo=UTC), city="=1+1",
            attributes={"preferences": {"channel": "both", "categories": ["x"]}, "shoe": 43},
        )  # fmt: skip
        await make.customer(given_name=None, family_name=None, full_name=None, company_name="Acme")
        await make.customer(given_name="Cher", family_name="", full_name="Cher", phone=None)
        before = await known()

        await bring(await exported(ctx), mode=mode)

        assert await known() == before

    async def test_brings_all_that_it_shows_to_an_empty_database(self, ctx, make, bring):
        await make.customer(
            phone="+254 700", tags=["a;b", "=x", "c|d\\"], total_spent=Decimal("70.10"), city="'-1"
        )
        first = rows_of(await exported(ctx))
        await ctx.db.script("DELETE FROM customers")

        await bring(await exported_text(first))

        (again,) = rows_of(await exported(ctx))
        changed = {"_id", "createdAt"}
        assert {name: cell for name, cell in again.items() if name not in changed} == {
            name: cell for name, cell in first[0].items() if name not in changed
        }


async def exported_text(rows: list[dict[str, str]]) -> str:
    output = io.StringIO(newline="")
    writer = csv.DictWriter(output, HEADER.split(","))
    writer.writeheader()
    writer.writerows(rows)
    return output.getvalue()
