from datetime import timedelta

import pytest

from accord.core import cases
from accord.core.cases import CaseKind, CaseStatus
from accord.core.errors import Forbidden, NotFound
from accord.core.permissions import Permission
from accord.core.sla import ClockKind, NewPolicy, Priority, SubjectKind, create_policy, tell_of_due_clocks
from accord.kit.ids import new_id
from make import emitted

HOUR = timedelta(hours=1)
WORDS = [status for status in CaseStatus if list(CaseStatus).index(status) < 6]


async def told(ctx):
    return [event for event in await emitted(ctx.db) if event.type != "case.opened"]


class TestSettingTheStatus:
    @pytest.mark.parametrize("before", WORDS)
    @pytest.mark.parametrize("status", WORDS)
    async def test_follows_any_other(self, ctx, case, before, status):
        await cases.set_case_status(ctx, case.id, before)

        assert (await cases.set_case_status(ctx, case.id, status)).status is status

    async def test_to_resolved_stamps_it_and_keeps_the_text(self, at, ctx, case):
        later = at(ctx.now + HOUR)

        after = await cases.set_case_status(later, case.id, CaseStatus.RESOLVED, resolution="A new card")

        assert (after.resolved_at, after.closed_at, after.resolution) == (later.now, None, "A new card")
        assert after.updated_at == later.now

    async def test_to_closed_keeps_when_it_was_resolved(self, at, ctx, case):
        await cases.set_case_status(ctx, case.id, CaseStatus.RESOLVED)
        later = at(ctx.now + HOUR)

        after = await cases.set_case_status(later, case.id, CaseStatus.CLOSED)

        assert (after.resolved_at, after.closed_at) == (ctx.now, later.now)

    async def test_to_an_open_one_clears_both_stamps_and_keeps_the_text(self, ctx, case):
        await cases.set_case_status(ctx, case.id, CaseStatus.RESOLVED, resolution="A new card")
        await cases.set_case_status(ctx, case.id, CaseStatus.CLOSED)

        after = await cases.set_case_status(ctx, case.id, CaseStatus.IN_PROGRESS)

        assert (after.resolved_at, after.closed_at, after.resolution) == (None, None, "A new card")

    async def test_ignores_a_text_with_an_open_one(self, ctx, case):
        after = await cases.set_case_status(ctx, case.id, CaseStatus.ESCALATED, resolution="Not yet")

        assert after.resolution is None

    async def test_again_stamps_again(self, at, ctx, case):
        await cases.set_case_status(ctx, case.id, CaseStatus.RESOLVED, resolution="One")
        later = at(ctx.now + HOUR)

        after = await cases.set_case_status(later, case.id, CaseStatus.RESOLVED, resolution="Two")

        assert (after.resolved_at, after.resolution) == (later.now, "Two")
        assert [event.type for event in await told(ctx)] == ["case.status_changed", "case.updated"]

    async def test_to_what_it_is_changes_nothing(self, ctx, case):
        assert await cases.set_case_status(ctx, case.id, CaseStatus.OPEN) == case
        assert await told(ctx) == []

    async def test_is_told_with_both(self, ctx, case):
        await cases.set_case_status(ctx, case.id, CaseStatus.PENDING_CUSTOMER)

        (event,) = await told(ctx)
        assert (event.type, event.customer_id, event.subject_id) == (
            *("case.status_changed", case.customer_id),
            case.id,
        )
        assert event.data == {
            "kind": "case",
            "number": case.number,
            "priority": "P2",
            "category": "Cards",
            "before": "open",
            "status": "pending_customer",
            "assigned_user_id": None,
        }

    async def test_of_an_unknown_case_is_refused(self, ctx):
        with pytest.raises(NotFound):
            await cases.set_case_status(ctx, new_id(), CaseStatus.OPEN)

    async def test_of_another_kind_is_refused(self, ctx, case):
        with pytest.raises(NotFound):
            await cases.set_case_status(ctx, case.id, CaseStatus.OPEN, kind=CaseKind.RESOLUTION)

    async def test_of_another_customers_case_is_refused(self, ctx, as_customer, case):
        with pytest.raises(NotFound):
            await cases.set_case_status(as_customer(new_id()), case.id, CaseStatus.CLOSED)

        assert await cases.get_case(ctx, case.id) == case


class TestWhatWasPromised:
    async def test_is_kept_when_a_case_ends_in_time(self, at, ctx, case):
        await cases.set_case_status(at(case.sla_due_at), case.id, CaseStatus.RESOLVED)

        after = await cases.get_case(ctx, case.id)
        assert not cases.is_breached(after, case.sla_due_at + 100 * HOUR)
        assert await tell_of_due_clocks(at(case.sla_due_at + 100 * HOUR)) == 0

    async def test_is_broken_when_it_ends_too_late(self, at, case):
        late = at(case.sla_due_at + HOUR)

        after = await cases.set_case_status(late, case.id, CaseStatus.CLOSED)

        assert cases.is_breached(after, case.created_at)

    async def test_is_broken_when_nobody_ends_it(self, case):
        assert not cases.is_breached(case, case.sla_due_at)
        assert cases.is_breached(case, case.sla_due_at + HOUR)

    async def test_is_broken_when_it_is_opened_again_after_its_time(self, at, ctx, case):
        await cases.set_case_status(ctx, case.id, CaseStatus.RESOLVED)
        late = at(case.sla_due_at + HOUR)

        after = await cases.set_case_status(late, case.id, CaseStatus.OPEN)

        assert (after.sla_due_at, cases.is_breached(after, late.now)) == (case.sla_due_at, True)
        assert await tell_of_due_clocks(late) == 1

    async def test_does_not_move_while_the_customer_is_asked(self, at, ctx, case):
        await cases.set_case_status(ctx, case.id, CaseStatus.PENDING_CUSTOMER)

        after = await cases.set_case_status(at(ctx.now + HOUR), case.id, CaseStatus.IN_PROGRESS)

        assert after.sla_due_at == case.sla_due_at

    async def test_moves_when_its_policy_says_so(self, at, ctx, open_case):
        await create_policy(
            ctx,
            NewPolicy(
                subject_kind=SubjectKind.CASE,
                kind=ClockKind.RESOLUTION,
                priority=Priority.P0,
                name="Patient",
                target=240,
                pauses=True,
            ),
        )
        case = await open_case(priority=Priority.P0)
        await cases.set_case_status(ctx, case.id, CaseStatus.PENDING_CUSTOMER)

        after = await cases.set_case_status(at(ctx.now + HOUR), case.id, CaseStatus.IN_PROGRESS)

        assert after.sla_due_at == case.sla_due_at + HOUR
        assert [pause.to_at for pause in (await cases.explain_case(ctx, after)).pauses] == [ctx.now + HOUR]


class TestEscalatingACase:
    async def test_is_told_beside_the_change_of_its_status(self, ctx, case):
        after = await cases.escalate_case(ctx, case.id)

        assert after.status is CaseStatus.ESCALATED
        assert [event.type for event in await told(ctx)] == ["case.status_changed", "case.escalated"]

    async def test_by_its_status_is_told_too(self, ctx, case):
        await cases.set_case_status(ctx, case.id, CaseStatus.ESCALATED)

        assert [event.type for event in await told(ctx)][-1] == "case.escalated"

    async def test_again_changes_nothing(self, ctx, case):
        once = await cases.escalate_case(ctx, case.id)

        assert await cases.escalate_case(ctx, case.id) == once
        assert len(await told(ctx)) == 2


class TestAssigningACase:
    async def test_gives_it_to_somebody(self, ctx, make, case):
        user = await make.user()

        after = await cases.assign_case(ctx, case.id, user.id)

        (event,) = await told(ctx)
        assert after.assigned_user_id == user.id
        assert (event.type, event.data["before"], event.data["assigned_user_id"]) == (
            *("case.assigned", None),
            str(user.id),
        )

    async def test_takes_it_from_somebody(self, ctx, make, case):
        await cases.assign_case(ctx, case.id, (await make.user()).id)

        assert (await cases.assign_case(ctx, case.id, None)).assigned_user_id is None

    async def test_to_who_has_it_changes_nothing(self, ctx, case):
        assert await cases.assign_case(ctx, case.id, None) == case
        assert await told(ctx) == []

    async def test_to_somebody_unknown_or_gone_is_refused(self, ctx, make, case):
        gone = await make.user(is_active=False)

        for user_id in (gone.id, new_id()):
            with pytest.raises(NotFound):
                await cases.assign_case(ctx, case.id, user_id)

        assert await cases.get_case(ctx, case.id) == case

    async def test_is_not_for_customers(self, as_customer, case):
        with pytest.raises(Forbidden):
            await cases.assign_case(as_customer(case.customer_id), case.id, None)

    async def test_needs_its_permission(self, as_user, case):
        with pytest.raises(Forbidden):
            await cases.assign_case(as_user(Permission.CASES_READ), case.id, None)
