from datetime import timedelta

import pytest

from accord.core import cases
from accord.core.cases import Audience, CaseKind, CaseQuery, CaseStatus
from accord.core.errors import Forbidden, NotFound
from accord.core.permissions import Permission
from accord.core.sla import Priority
from accord.kit import clock
from accord.kit.ids import new_id
from accord.kit.paging import Page
from make import emitted

PAGE = Page(limit=10)


@pytest.fixture
async def three(make, customer):
    """Three cases, the oldest first."""
    now = clock.now()
    days = (3, 2, 1)
    return [await make.case(customer.id, created_at=now - timedelta(days=day)) for day in days]


class TestListingCases:
    async def test_shows_the_newest_first(self, ctx, three):
        found = await cases.list_cases(ctx, CaseQuery(page=PAGE))

        assert (found.items, found.total) == (three[::-1], 3)

    async def test_goes_on_where_the_page_before_ended(self, ctx, three):
        first = await cases.list_cases(ctx, CaseQuery(page=Page(limit=2)))
        second = await cases.list_cases(ctx, CaseQuery(page=Page(limit=2, offset=2)))

        assert first.items + second.items == three[::-1]
        assert (first.has_more, second.has_more) == (True, False)

    async def test_narrows_to_what_is_asked_for(self, ctx, make, customer, three):
        user = await make.user()
        given = {"status": "escalated", "priority": "P0", "assigned_user_id": user.id}
        wanted = await make.case(customer.id, **given)

        for query in (
            CaseQuery(page=PAGE, statuses=(CaseStatus.ESCALATED, CaseStatus.CLOSED)),
            CaseQuery(page=PAGE, priority=Priority.P0),
            CaseQuery(page=PAGE, assigned_user_id=user.id),
        ):
            assert (await cases.list_cases(ctx, query)).items == [wanted]

    async def test_tells_kinds_apart(self, ctx, make, customer, three):
        other = await make.case(customer.id, kind="resolution", status="monitoring")

        found = await cases.list_cases(ctx, CaseQuery(page=PAGE, kind=CaseKind.RESOLUTION))

        assert found.items == [other]

    async def test_shows_customers_their_own(self, ctx, make, as_customer, three):
        await make.case((await make.customer()).id)

        own = as_customer(three[0].customer_id)

        assert (await cases.list_cases(own, CaseQuery(page=PAGE))).total == 3
        assert (await cases.list_cases(ctx, CaseQuery(page=PAGE))).total == 4

    async def test_takes_two_statements(self, ctx, statements, three):
        with statements(2):
            await cases.list_cases(ctx, CaseQuery(page=PAGE))


class TestListingCasesOfACustomer:
    async def test_shows_only_those(self, ctx, make, three):
        await make.case((await make.customer()).id)

        found = await cases.list_cases_of_customer(ctx, three[0].customer_id, PAGE)

        assert found.items == three[::-1]

    async def test_of_a_merged_one_shows_the_survivors(self, ctx, make, three):
        merged = await make.customer(status="merged", merged_into_id=three[0].customer_id)

        assert (await cases.list_cases_of_customer(ctx, merged.id, PAGE)).total == 3

    async def test_of_an_unknown_or_foreign_one_is_refused(self, ctx, make, as_customer, three):
        stranger = as_customer((await make.customer()).id)

        for by, customer_id in ((ctx, new_id()), (stranger, three[0].customer_id)):
            with pytest.raises(NotFound):
                await cases.list_cases_of_customer(by, customer_id, PAGE)


class TestGettingACase:
    async def test_of_another_customer_or_kind_is_refused(self, ctx, as_customer, case):
        with pytest.raises(NotFound):
            await cases.get_case(as_customer(new_id()), case.id)
        with pytest.raises(NotFound):
            await cases.get_case(ctx, case.id, kind=CaseKind.RESOLUTION)

    async def test_needs_its_permission(self, as_user, case):
        with pytest.raises(Forbidden):
            await cases.get_case(as_user(Permission.CUSTOMERS_READ), case.id)


class TestExplainingACase:
    async def test_tells_why_it_is_due_then(self, ctx, case):
        told = await cases.explain_case(ctx, case)

        assert (told.due_at, told.policy, told.target) == (case.sla_due_at, "Medium: 2 business days", 2)
        assert sum(span.minutes for span in told.spans) == pytest.approx(2 * 24 * 60, abs=0.1)

    async def test_has_nothing_to_tell_without_a_promise(self, ctx, open_case):
        assert await cases.explain_case(ctx, await open_case(kind=CaseKind.RESOLUTION)) is None


class TestWritingOnACase:
    async def test_is_read_by_staff_in_order(self, ctx, as_user, case):
        await cases.add_case_update(as_user(), case.id, "Asked the branch", audience=Audience.INTERNAL)
        await cases.add_case_update(ctx, case.id, "We are on it", audience=Audience.CUSTOMER)

        found = await cases.list_case_updates(ctx, case.id, PAGE)

        assert [(each.text, each.audience, each.author_name) for each in found.items] == [
            ("Asked the branch", Audience.INTERNAL, "Zuri"),
            ("We are on it", Audience.CUSTOMER, "System"),
        ]

    async def test_is_told_without_its_text(self, ctx, case):
        update = await cases.add_case_update(ctx, case.id, "Asked", audience=Audience.INTERNAL)

        event = (await emitted(ctx.db))[-1]
        assert (event.type, event.data) == (
            "case.noted",
            {"number": case.number, "update_id": str(update.id), "audience": "internal"},
        )

    async def test_for_staff_is_hidden_from_the_customer(self, ctx, as_customer, case):
        own = as_customer(case.customer_id)
        await cases.add_case_update(ctx, case.id, "Between us", audience=Audience.INTERNAL)
        mine = await cases.add_case_update(own, case.id, "Any news?", audience=Audience.CUSTOMER)

        found = await cases.list_case_updates(own, case.id, PAGE)

        assert (found.items, found.total) == ([mine], 1)
        with pytest.raises(Forbidden):
            await cases.add_case_update(own, case.id, "Between you", audience=Audience.INTERNAL)

    async def test_takes_the_reason_of_an_escalation(self, ctx, case):
        await cases.escalate_case(ctx, case.id, reason="The third time")

        found = await cases.list_case_updates(ctx, case.id, PAGE)

        assert [(each.text, each.audience) for each in found.items] == [("The third time", Audience.INTERNAL)]


class TestDeletingACase:
    async def test_takes_its_notes_and_its_clock_with_it(self, ctx, case):
        await cases.add_case_update(ctx, case.id, "Asked", audience=Audience.INTERNAL)

        await cases.delete_case(ctx, case.id)

        with pytest.raises(NotFound):
            await cases.get_case(ctx, case.id)
        for table in ("case_updates", "sla_clocks"):
            assert await ctx.db.driver.fetchval(f"SELECT count(*) FROM {table}") == 0

    async def test_leaves_what_recurred_from_it(self, ctx, case, open_case):
        again = await open_case(recurrence_of_id=case.id)

        await cases.delete_case(ctx, case.id)

        assert (await cases.get_case(ctx, again.id)).recurrence_of_id is None

    async def test_is_told(self, ctx, case):
        await cases.delete_case(ctx, case.id)

        event = (await emitted(ctx.db))[-1]
        assert (event.type, event.data) == ("case.deleted", {"kind": "case", "number": case.number})

    async def test_of_another_customer_is_refused(self, ctx, as_customer, case):
        with pytest.raises(NotFound):
            await cases.delete_case(as_customer(new_id()), case.id)

        assert await cases.get_case(ctx, case.id) == case
