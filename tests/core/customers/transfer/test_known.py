from datetime import UTC, datetime
from decimal import Decimal

import msgspec
import pytest

from accord.core.context import Actor, ActorKind, Context
from accord.core.customers.transfer import ImportMode, RowCode
from accord.core.errors import Forbidden
from accord.core.permissions import Permission
from make import emitted

HEAD = "firstName,lastName,email"


class TestImportingNewCustomers:
    async def test_writes_every_field(self, bring, known):
        header = (
            f"{HEAD},phone,street,city,state,zipCode,country,region,nationality,language,segment,loyalty,status,tags,"
            "notes,totalSpent,orderCount,lastOrderDate,channel"
        )
        row = (
            "Ann,Otieno,Ann@Example.com,+254 700 1,1 Main St,Nairobi,NBO,00100,Kenya,East,Kenyan,French,Corporate,Gold,"
            'banned,vip; VIP |news,"two\nlines",12.345,3,2026-01-31T10:00:00+02:00,sms'
        )
        await bring(f"{header}\n{row}\n")

        (made,) = await known()
        assert (made.email, made.phone, made.full_name) == ("Ann@Example.com", "+254 700 1", "Ann Otieno")
        assert (made.street, made.city, made.state) == ("1 Main St", "Nairobi", "NBO")
        assert (made.zip_code, made.country, made.region) == ("00100", "Kenya", "East")
        assert (made.nationality, made.language, made.notes) == ("Kenyan", "French", "two\nlines")
        assert (made.bank_segment, made.loyalty, made.status) == ("Corporate", "Gold", "blocked")
        assert (made.tags, made.attributes) == (["vip", "news"], {"preferences": {"channel": "sms"}})
        assert (made.total_spent, made.order_count) == (Decimal("12.35"), 3)
        assert made.last_order_at == datetime(2026, 1, 31, 8, tzinfo=UTC)

    async def test_writes_addresses_that_can_be_looked_up(self, bring, ctx):
        await bring(f"{HEAD},phone\nAnn,Otieno,Ann@Example.com,+254 (700) 1\n")

        rows = await ctx.db.driver.fetch(
            "SELECT kind, value, normalised, source FROM customer_identities ORDER BY kind"
        )
        assert [tuple(row) for row in rows] == [
            ("email", "Ann@Example.com", "ann@example.com", "import"),
            ("phone", "+254 (700) 1", "+2547001", "import"),
        ]

    async def test_tells_of_each_customer_and_of_the_import(self, bring, ctx, known):
        report = await bring(f"{HEAD}\nAnn,Otieno,a@example.com\nBen,Otieno,b@example.com\nBen,Otieno,bad\n")

        told = await emitted(ctx.db)
        made = await known()
        created = [event for event in told if event.type == "customer.created"]
        assert [event.customer_id for event in created] == [customer.id for customer in made]
        assert (created[0].data, created[0].via, created[0].actor_id) == ({}, "test", "system")
        assert [(event.subject_id, event.data) for event in told if event.type == "customers.imported"] == [
            (report.run.id, {"total": 3, "imported": 2, "updated": 0, "skipped": 0, "failed": 1})
        ]

    async def test_draws_references_that_differ(self, bring, ctx, known):
        rows = "".join(f"Ann,Otieno,a{at}@example.com\n" for at in range(2_000))
        await bring(f"{HEAD}\n{rows}", batch_rows=300)

        references = [customer.reference for customer in await known()]
        assert len(set(references)) == 2_000
        assert all(reference.startswith(f"CUS-{ctx.now:%Y%m%d%H%M%S}-") for reference in references)

    async def test_keeps_the_order_of_the_file(self, bring, known):
        rows = "".join(f"Ann,Otieno,a{at}@example.com\n" for at in range(50))
        await bring(f"{HEAD}\n{rows}", batch_rows=20)

        assert [customer.email for customer in await known()] == [f"a{at}@example.com" for at in range(50)]


class TestSkippingKnownCustomers:
    async def test_leaves_them_alone_and_tells_both_kinds_of_duplicates_apart(self, bring, make, known):
        before = await make.customer(email="Known@example.com")

        report = await bring(f"{HEAD}\nX,Y,known@EXAMPLE.com\nX,Y,known@example.com\nA,B,new@example.com\n")

        assert [(error.line, error.code) for error in report.errors] == [
            (2, RowCode.DUPLICATE),
            (3, RowCode.DUPLICATE_IN_FILE),
        ]
        assert (report.run.imported, report.run.skipped, report.run.failed) == (1, 2, 0)
        assert (await known())[0] == before

    async def test_finds_duplicates_in_later_batches(self, bring, known):
        rows = "".join(f"Ann,Otieno,a{at % 30}@example.com\n" for at in range(90))

        report = await bring(f"{HEAD}\n{rows}", batch_rows=7)

        assert (report.run.imported, report.run.skipped) == (30, 60)
        assert {error.code for error in report.errors} == {RowCode.DUPLICATE_IN_FILE}


class TestUpdatingKnownCustomers:
    async def test_writes_cells_that_are_not_empty(self, bring, make, known):
        before = await make.customer(email="k@example.com", city="Nairobi", tags=["old"])

        report = await bring(
            f"{HEAD},city,tags,status\n,Kamau,K@example.com,,new;Old,inactive\n", mode=ImportMode.UPSERT
        )

        (after,) = await known()
        assert (report.run.updated, report.run.imported, report.run.failed) == (1, 0, 0)
        assert after == msgspec.structs.replace(
            before,
            family_name="Kamau",
            full_name="Amina Kamau",
            tags=["new", "Old"],
            status="inactive",
            updated_at=after.updated_at,
        )
        assert after.updated_at is not None

    async def test_tells_which_fields_changed(self, bring, ctx, make):
        before = await make.customer(email="k@example.com", city="Nairobi")

        await bring(f"{HEAD},city,phone\n,Kamau,k@example.com,Mombasa,1\n", mode=ImportMode.UPSERT)

        (updated,) = [event for event in await emitted(ctx.db) if event.type == "customer.updated"]
        assert updated.customer_id == before.id
        assert updated.data == {"fields": ["city", "family_name", "full_name", "phone"]}

    async def test_replaces_the_first_phone(self, bring, ctx, make):
        await make.customer(email="k@example.com", phone="+254 1")

        await bring(f"{HEAD},phone\n,,k@example.com,+254 2\n", mode=ImportMode.UPSERT)

        rows = await ctx.db.driver.fetch("SELECT value FROM customer_identities WHERE kind = 'phone'")
        assert [row["value"] for row in rows] == ["+254 2"]

    async def test_says_nothing_when_nothing_changed(self, bring, ctx, make, known):
        before = await make.customer(email="k@example.com", city="Nairobi")

        report = await bring(f"{HEAD},city\nAmina,Otieno,k@example.com,Nairobi\n", mode=ImportMode.UPSERT)

        assert (report.run.updated, await known()) == (1, [before])
        assert [event.type for event in await emitted(ctx.db)] == ["customers.imported"]

    async def test_takes_totals_as_those_that_are_shown(self, bring, ctx, make, known):
        await make.customer(
            email="k@example.com",
            total_spent=Decimal(150),
            opening_spent=Decimal(100),
            order_count=3,
            opening_orders=1,
        )

        await bring(f"{HEAD},totalSpent,orderCount\n,,k@example.com,170,3\n", mode=ImportMode.UPSERT)

        (after,) = await known()
        assert (after.total_spent, after.order_count) == (Decimal(170), 3)
        assert await ctx.db.driver.fetchval("SELECT opening_spent FROM customers") == Decimal(120)

    async def test_needs_a_name_for_a_new_customer(self, bring, make, known):
        await make.customer(email="k@example.com")

        report = await bring(
            f"{HEAD}\n,,k@example.com\n,Otieno,new@example.com\nNew,Otieno,new@example.com\n,,other@example.com\n",
            mode=ImportMode.UPSERT,
        )

        assert [(error.line, error.column, error.code) for error in report.errors] == [
            (3, "firstName", RowCode.REQUIRED),
            (5, "firstName", RowCode.REQUIRED),
            (5, "lastName", RowCode.REQUIRED),
        ]
        assert (report.run.updated, report.run.imported, report.run.failed) == (1, 1, 2)
        assert len(await known()) == 2


class TestAskingForPermission:
    @pytest.mark.parametrize("mode", list(ImportMode))
    async def test_refuses_those_who_may_not_write_customers(self, bring, ctx, known, mode):
        missing = Permission.CUSTOMERS_CREATE if mode is ImportMode.SKIP else Permission.CUSTOMERS_UPDATE
        ctx.actor = narrow(ctx, missing)

        with pytest.raises(Forbidden):
            await bring(f"{HEAD}\nA,B,a@example.com\n", mode=mode)

        assert await known() == []


def narrow(ctx: Context, missing: Permission) -> Actor:
    rights = ctx.actor.permissions - {missing}
    return Actor(kind=ActorKind.MACHINE, id="m", name="Machine", permissions=rights)
