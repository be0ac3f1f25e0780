"""Walking all pages meets each row once, in order; totals are exact; past the end there is nothing."""

from datetime import timedelta
from itertools import pairwise
from typing import NamedTuple

import pytest

from accord.core.customers import Customer
from accord.kit import clock
from dialects.conftest import sign
from make import Factory

from .drivers import MAKERS, NAMES, links_of, query_of

COUNT = 23
LISTS = [
    *((name, "records") for name in NAMES),
    *((maker.name, name) for maker in MAKERS for name in ("customers", "records of a customer")),
]


class Rows(NamedTuple):
    """Somebody to whom all records belong; the ids of each list, in its order."""

    owner: Customer
    customers: list[str]
    records: dict[str, list[str]]


@pytest.fixture
async def rows(database):
    """Customers, interactions and messages, some of them of the same instant."""
    now = clock.now()
    async with database.transaction() as db:
        make = Factory(db)
        customers = [
            await make.customer(created_at=now - timedelta(days=number // 4)) for number in range(COUNT)
        ]
        owner = customers[0]
        interactions = [
            await make.interaction(owner.id, occurred_at=now - timedelta(hours=number // 4))
            for number in range(COUNT)
        ]
        messages = [
            await make.communication(owner.id, created_at=now - timedelta(hours=number // 4))
            for number in range(COUNT)
        ]
    records = {
        "interactions": newest_first(interactions, "occurred_at"),
        "communications": newest_first(messages, "created_at"),
    }
    return Rows(owner, newest_first(customers, "created_at"), records)


def newest_first(rows, at):
    return [
        str(each.id) for each in sorted(rows, key=lambda each: (getattr(each, at), each.id), reverse=True)
    ]


@pytest.fixture(params=LISTS, ids=" ".join)
def listed(request, rows, open_client_of):
    """A dialect, its client, the path of one of its lists, and the ids that this should show."""
    dialect, name = request.param
    driver, client = open_client_of(dialect)
    if name == "customers":
        return driver, client, driver.customers, rows.customers
    path = driver.records if name == "records" else driver.record(f"customer/{rows.owner.id}")
    return driver, client, path, rows.records[driver.table]


async def walk(driver, client, path, size):
    """The ids of all pages, page by page, to the first empty one."""
    pages = []
    while not pages or pages[-1]:
        answer = await client.get(path, params=driver.page(len(pages) + 1, size))
        pages.append([driver.id_of(item) for item in driver.items(answer)])
    return pages


class TestWalkingAllPages:
    @pytest.mark.parametrize("size", [1, 5, 23, 100])
    async def test_meets_each_row_once_in_order(self, listed, size):
        driver, client, path, ids = listed

        pages = await walk(driver, client, path, size)

        assert [each for page in pages for each in page] == ids
        assert {len(page) for page in pages[:-2]} <= {size}

    async def test_tells_the_same_total_on_every_page(self, listed):
        driver, client, path, ids = listed

        totals = [
            driver.total(await client.get(path, params=driver.page(page, 10))) for page in (1, 2, 3, 4, 99)
        ]

        assert totals == [len(ids)] * 5

    async def test_past_the_end_finds_nothing(self, listed):
        driver, client, path, _ = listed

        for page in (4, 10_000_000):
            answer = await client.get(path, params=driver.page(page, 100))
            assert (answer.status_code, driver.items(answer)) == (200, [])

    async def test_sees_what_was_just_written(self, driver, client, rows):
        made = (await client.post(driver.records, json=driver.new_record(rows.owner.id))).json()

        answer = await client.get(driver.records, params=driver.page(1, 1))

        assert [driver.id_of(item) for item in driver.items(answer)] == [driver.id_of(made)]
        assert driver.total(answer) == COUNT + 1


class TestPagesWithoutASize:
    async def test_have_the_documents(self, driver, client, database):
        async with database.transaction() as db:
            make = Factory(db)
            one = await make.customer()
            add = {"interactions": make.interaction, "communications": make.communication}[driver.table]
            for _ in range(driver.page_size + 1):
                await add(one.id)

        answer = await client.get(driver.records)

        assert (len(driver.items(answer)), driver.total(answer)) == (driver.page_size, driver.page_size + 1)

    async def test_of_an_empty_list_are_empty(self, driver, client):
        answer = await client.get(driver.records)

        assert (driver.items(answer), driver.total(answer)) == ([], 0)


class TestBankingsHeaders:
    async def test_tell_where_a_page_stands(self, banking, rows):
        answer = await banking.get("/customers", params={"page": 2, "pageSize": 10})

        names = ("x-total-count", "x-page-number", "x-page-size")
        assert [answer.headers[name] for name in names] == [str(COUNT), "2", "10"]

    @pytest.mark.parametrize(
        ("page", "relations"),
        [
            (1, {"next": "2", "first": "1", "last": "3"}),
            (2, {"next": "3", "prev": "1", "first": "1", "last": "3"}),
            (3, {"prev": "2", "first": "1", "last": "3"}),
        ],
    )
    async def test_link_to_the_other_pages(self, banking, rows, page, relations):
        answer = await banking.get("/customers", params={"page": page, "pageSize": 10})

        links = links_of(answer)
        assert {name: query_of(url)["page"][0] for name, url in links.items()} == relations
        assert all(url.startswith("http://accord.test/banking/api/customers?") for url in links.values())

    async def test_link_with_the_other_parameters(self, banking, rows):
        answer = await banking.get("/customers/segment/retail?pageSize=10&x=a%20b&y=%C3%A9&y=2")

        query = query_of(links_of(answer)["next"])
        assert query == {"pageSize": ["10"], "x": ["a b"], "y": ["é", "2"], "page": ["2"]}

    async def test_lead_to_what_they_promise(self, banking, rows):
        answer = await banking.get("/customers", params={"pageSize": 9})
        seen = [item["id"] for item in answer.json()]

        while "next" in links_of(answer):
            answer = await banking.get(links_of(answer)["next"])
            seen += [item["id"] for item in answer.json()]

        assert seen == rows.customers

    async def test_have_no_link_when_there_is_one_page(self, banking, rows):
        assert "link" not in (await banking.get("/customers")).headers

    async def test_link_to_the_same_host_and_mount(self, serve, connect, settings, rows):
        client = connect(serve(settings), "https://crm.example.com:8443", Authorization=f"Bearer {sign()}")

        answer = await client.get("/banking/api/customers/", params={"pageSize": 10})

        assert links_of(answer)["next"].startswith("https://crm.example.com:8443/banking/api/customers")


class TestTourismsBody:
    @pytest.mark.parametrize(("size", "pages"), [(1, 23), (10, 3), (23, 1), (100, 1)])
    async def test_tells_where_a_page_stands(self, tourism, rows, size, pages):
        shown = (await tourism.get("/customers/", params={"size": size})).json()

        told = {name: shown[name] for name in shown if name != "items"}
        assert told == {"total": COUNT, "page": 1, "size": size, "pages": pages}

    async def test_has_no_pages_when_empty(self, tourism):
        shown = (await tourism.get("/customers/")).json()

        assert shown == {"items": [], "total": 0, "page": 1, "size": 20, "pages": 0}

    async def test_counts_what_the_filters_leave(self, tourism, rows):
        owner = rows.owner

        shown = (await tourism.get("/customers/", params={"query": owner.email, "size": 5})).json()

        assert ([item["id"] for item in shown["items"]], shown["total"]) == ([str(owner.id)], 1)


class TestEngagementsBody:
    @pytest.mark.parametrize(("offset", "shown"), [(0, 10), (20, 3), (22, 1), (23, 0), (1_000_000_000, 0)])
    async def test_tells_where_a_page_stands(self, open_client_of, rows, offset, shown):
        _, client = open_client_of("engagement")

        page = (await client.get("/communications", params={"limit": 10, "offset": offset})).json()

        told = (page["total"], page["limit"], page["offset"], len(page["communications"]))
        assert told == (COUNT, 10, offset, shown)

    async def test_begins_at_any_row(self, open_client_of, rows):
        driver, client = open_client_of("engagement")

        answer = await client.get("/communications", params={"limit": 200, "offset": 7})

        assert [driver.id_of(item) for item in driver.items(answer)] == rows.records["communications"][7:]

    async def test_counts_what_the_filters_leave(self, open_client_of, rows, database):
        _, client = open_client_of("engagement")
        async with database.transaction() as db:
            await Factory(db).communication(rows.owner.id, channel="sms")

        page = (await client.get("/communications", params={"channel": "sms", "limit": 5})).json()

        assert (page["total"], len(page["communications"])) == (1, 1)


class TestTheOrderOfEqualRows:
    async def test_is_the_same_in_every_dialect(self, open_client_of, rows):
        walked = []
        for maker in MAKERS:
            _, client = open_client_of(maker.name)
            walked.append([each for page in await walk(maker, client, maker.customers, 7) for each in page])

        assert all(a == b for a, b in pairwise(walked))
