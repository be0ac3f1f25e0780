import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from accord.core import cases
from accord.core.cases import CaseKind, CaseStatus, NewCase, rules
from accord.core.errors import Forbidden, NotFound
from accord.core.permissions import Permission
from accord.core.sla import Priority
from accord.kit.ids import new_id
from make import emitted

NAIROBI = ZoneInfo("Africa/Nairobi")


class TestOpeningACase:
    async def test_keeps_what_was_told(self, ctx, open_case, customer):
        case = await open_case(sub_category="Machines", priority=Priority.P1)

        assert await cases.get_case(ctx, case.id) == case
        assert (case.customer_id, case.title, case.description) == (
            *(customer.id, "Card kept"),
            "The machine kept it",
        )
        assert (case.category, case.sub_category, case.priority) == ("Cards", "Machines", Priority.P1)
        assert (case.status, case.created_at, case.updated_at) == (CaseStatus.OPEN, ctx.now, None)

    async def test_gives_it_a_number_of_its_second(self, ctx, case):
        second = f"{ctx.now:%Y%m%d%H%M%S}"

        assert re.fullmatch(rf"CASE-{second}-[0-9a-f]{{6}}", case.number)

    async def test_is_told_without_its_text(self, ctx, case):
        (event,) = await emitted(ctx.db)

        assert (event.type, event.customer_id, event.subject_id) == ("case.opened", case.customer_id, case.id)
        assert event.data == {
            "kind": "case",
            "number": case.number,
            "priority": "P2",
            "status": "open",
            "category": "Cards",
            "assigned_user_id": None,
        }

    async def test_names_the_person_who_did_it(self, as_user, open_case):
        assert (await open_case(as_user())).created_by == "Zuri"

    @pytest.mark.parametrize("by", ["as_machine", "ctx"])
    async def test_names_no_program(self, request, open_case, by):
        found = request.getfixturevalue(by)

        assert (await open_case(found() if by == "as_machine" else found)).created_by == "System"

    @pytest.mark.parametrize(
        ("priority", "start", "due"),
        [
            (Priority.P0, "2026-02-13T22:00:00", "2026-02-14T02:00:00"),
            (Priority.P1, "2026-02-13T22:00:00", "2026-02-14T22:00:00"),
            (Priority.P2, "2026-02-13T22:00:00", "2026-02-17T22:00:00"),
            (Priority.P3, "2026-02-13T22:00:00", "2026-02-20T22:00:00"),
            (Priority.P2, "2026-02-14T09:30:00", "2026-02-18T00:00:00"),
            (Priority.P3, "2026-02-15T09:30:00", "2026-02-23T00:00:00"),
        ],
    )
    async def test_promises_what_its_priority_deserves(self, at, open_case, priority, start, due):
        begin = datetime.fromisoformat(start).replace(tzinfo=NAIROBI)

        case = await open_case(at(begin, zone="Africa/Nairobi"), priority=priority)

        assert f"{case.sla_due_at.astimezone(NAIROBI):%Y-%m-%dT%H:%M:%S}" == due

    async def test_counts_the_days_of_the_organisations_zone(self, at, open_case):
        saturday_in_auckland = datetime.fromisoformat("2026-02-13T20:00:00Z")

        case = await open_case(at(saturday_in_auckland, zone="Pacific/Auckland"))

        assert case.sla_due_at == datetime.fromisoformat("2026-02-17T11:00:00Z")  # Wednesday 00:00 there

    async def test_of_a_merged_customer_opens_its_survivors(self, make, open_case, customer):
        merged = await make.customer(status="merged", merged_into_id=customer.id)

        assert (await open_case(customer_id=merged.id)).customer_id == customer.id

    async def test_links_one_that_came_back(self, case, open_case):
        assert (await open_case(recurrence_of_id=case.id)).recurrence_of_id == case.id

    async def test_without_a_promise_has_no_due_time(self, open_case):
        assert (await open_case(kind=CaseKind.RESOLUTION)).sla_due_at is None

    async def test_gives_it_to_somebody_who_works_here(self, make, open_case):
        user = await make.user()

        assert (await open_case(assigned_user_id=user.id)).assigned_user_id == user.id


class TestOpeningACaseIsRefused:
    async def test_for_an_unknown_customer(self, ctx, open_case):
        with pytest.raises(NotFound) as refused:
            await open_case(customer_id=new_id())

        assert refused.value.kind == "customer"
        assert await emitted(ctx.db) == []

    async def test_for_an_assignee_who_left(self, make, open_case):
        user = await make.user(is_active=False)

        with pytest.raises(NotFound) as refused:
            await open_case(assigned_user_id=user.id)

        assert refused.value.kind == "user"

    async def test_for_a_recurrence_of_somebody_elses_case(self, make, open_case):
        theirs = await make.case((await make.customer()).id)

        with pytest.raises(NotFound) as refused:
            await open_case(recurrence_of_id=theirs.id)

        assert refused.value.kind == "case"

    async def test_to_another_customer(self, as_customer, open_case):
        with pytest.raises(NotFound):
            await open_case(as_customer(new_id()))

    async def test_without_the_permission(self, as_user, open_case):
        with pytest.raises(Forbidden):
            await open_case(as_user(Permission.CASES_READ))


class TestNumbersOfCases:
    async def test_are_drawn_again_when_taken(self, ctx, make, customer, monkeypatch):
        drawn = iter(["CASE-1", "CASE-1", "CASE-2"])
        monkeypatch.setattr(rules, "draw_number", lambda _: next(drawn))
        new = NewCase(customer_id=customer.id, title="a", description="b", category="c")

        numbers = [(await cases.open_case(ctx, new)).number for _ in range(2)]

        assert numbers == ["CASE-1", "CASE-2"]

    async def test_do_not_repeat(self, open_case):
        numbers = {(await open_case()).number for _ in range(20)}

        assert len(numbers) == 20

    def test_are_of_utc(self, ctx):
        assert rules.draw_number(ctx.now.astimezone(NAIROBI))[:19] == f"CASE-{ctx.now:%Y%m%d%H%M%S}"
