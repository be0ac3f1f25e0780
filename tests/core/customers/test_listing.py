from datetime import UTC, datetime, timedelta

from accord.core.context import Context
from accord.core.customers import CustomerQuery, Loyalty, list_customers
from accord.kit.paging import Page
from make import Factory

FIRST = datetime(2026, 1, 1, tzinfo=UTC)
PAGE = Page(limit=3)


async def named(make: Factory, *names: str, **given: object) -> None:
    """One customer for each name, each a day younger than the one before."""
    for day, name in enumerate(names):
        made_at = FIRST + timedelta(days=day)
        await make.customer(full_name=name, email=None, phone=None, created_at=made_at, **given)


async def found(ctx: Context, page: Page = PAGE, **filters: object) -> list[str | None]:
    listed = await list_customers(ctx, CustomerQuery(page=page, **filters))
    return [customer.full_name for customer in listed.items]


class TestSearchingByFragment:
    async def test_finds_the_few_that_match_newest_first(self, ctx: Context, make: Factory) -> None:
        await named(make, "Amina Otieno", "Brahim Tazi", "Grace Otieno")
        assert await found(ctx, search="otie") == ["Grace Otieno", "Amina Otieno"]

    async def test_stops_at_the_newest_when_many_match(self, ctx: Context, make: Factory) -> None:
        await named(make, "Ann Ro", "Ben Rossi", "Cem Rossi", "Dov Rossi", "Eva Rossi", "Fay Rossi")
        assert await found(ctx, search="rossi") == ["Fay Rossi", "Eva Rossi", "Dov Rossi"]

    async def test_tells_how_many_match_and_that_more_follow(self, ctx: Context, make: Factory) -> None:
        await named(make, "Ann Rossi", "Ben Rossi", "Cem Rossi", "Dov Rossi", "Eva Tazi")
        listed = await list_customers(ctx, CustomerQuery(page=PAGE, search="rossi"))
        assert (listed.total, listed.has_more) == (4, True)

    async def test_goes_on_behind_the_offset(self, ctx: Context, make: Factory) -> None:
        await named(make, "Ann Rossi", "Ben Rossi", "Cem Rossi", "Dov Rossi", "Eva Rossi")
        assert await found(ctx, Page(limit=2, offset=3), search="rossi") == ["Ben Rossi", "Ann Rossi"]

    async def test_finds_nothing_behind_the_end(self, ctx: Context, make: Factory) -> None:
        await named(make, "Ann Rossi")
        assert await found(ctx, Page(limit=2, offset=100_000_000_000), search="rossi") == []

    async def test_knows_no_letter_case(self, ctx: Context, make: Factory) -> None:
        await named(make, "Björn ÅKESSON")
        assert await found(ctx, search="BJÖRN åke") == ["Björn ÅKESSON"]

    async def test_finds_fragments_too_short_for_the_index(self, ctx: Context, make: Factory) -> None:
        await named(make, "Ximena Vega", "Ann Rossi")
        assert await found(ctx, search="xi") == ["Ximena Vega"]

    async def test_takes_wildcards_literally(self, ctx: Context, make: Factory) -> None:
        await named(make, "Sale 100% off", "Sale 1000 off", "snake_case", "snakeXcase")
        assert await found(ctx, search="100%") == ["Sale 100% off"]
        assert await found(ctx, search="ke_c") == ["snake_case"]
        assert await found(ctx, search="\\") == []

    async def test_finds_a_phone_by_its_digits(self, ctx: Context, make: Factory) -> None:
        await make.customer(full_name="Amina Otieno", phone="+254 (700) 123-456")
        assert await found(ctx, search="700123") == ["Amina Otieno"]

    async def test_does_not_match_across_two_fields(self, ctx: Context, make: Factory) -> None:
        await make.customer(full_name="Amina", company_name="Blue", email=None)
        assert await found(ctx, search="aminablue") == []


class TestFiltering:
    async def test_by_tags_finds_any_of_them_in_any_letter_case(self, ctx: Context, make: Factory) -> None:
        await named(make, "Ann", tags=["VIP"])
        await named(make, "Ben", tags=["Early"])
        await named(make, "Cem", tags=["Student"])
        assert sorted(map(str, await found(ctx, tags=("vip", "EARLY")))) == ["Ann", "Ben"]

    async def test_by_region_knows_no_letter_case(self, ctx: Context, make: Factory) -> None:
        await named(make, "Ann", region="Fes")
        await named(make, "Ben", region="Oslo")
        assert await found(ctx, region="FES") == ["Ann"]

    async def test_holds_every_filter_at_once(self, ctx: Context, make: Factory) -> None:
        await named(make, "Ann Rossi", tags=["VIP"], region="Fes", loyalty="Gold")
        await named(make, "Ben Rossi", tags=["VIP"], region="Fes")
        await named(make, "Cem Tazi", tags=["VIP"], region="Fes", loyalty="Gold")
        filters = {"search": "rossi", "tags": ("vip",), "region": "Fes", "loyalty": Loyalty.GOLD}
        assert await found(ctx, **filters) == ["Ann Rossi"]

    async def test_leaves_merged_customers_out(self, ctx: Context, make: Factory) -> None:
        await named(make, "Ann Rossi", tags=["VIP"], status="merged")
        assert await found(ctx) == []
        assert await found(ctx, search="rossi") == []
        assert await found(ctx, tags=("vip",)) == []
