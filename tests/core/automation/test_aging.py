"""Cases that reach an age start what waits for that: once for each case and definition."""

from datetime import timedelta

import pytest

from accord.core import automation, cases
from accord.core.automation import InstanceStatus, Trigger, matching
from accord.core.cases import CaseStatus
from accord.kit import clock

ESCALATE = ({"type": "Escalate"}, {"type": "Notify"})
DOCUMENT = {"trigger_type": "CaseAgeExceeded", "trigger_conditions": '{"hours": 48}'}


@pytest.fixture
def grown(make, customer):
    """A case that was opened so many hours ago."""

    async def made(hours, **given):
        at = clock.now() - timedelta(hours=hours)
        return await make.case(given.pop("customer_id", customer.id), created_at=at, **given)

    return made


@pytest.fixture
def tick(live, work):
    """A minute goes by."""

    async def ticked():
        await automation.fire_aged(live, {})
        return await work()

    return ticked


async def cases_of(instances):
    return {each.case_id for each in await instances()}


class TestACaseThatIsOldEnough:
    async def test_has_the_documents_workflow_escalate_it(self, live, define, grown, tick, instances):
        await define(*ESCALATE, **DOCUMENT)
        case = await grown(48.01)

        await tick()

        [started] = await instances()
        assert (started.fired_by, started.case_id) == (Trigger.CASE_AGE_EXCEEDED, case.id)
        assert (started.customer_id, started.status) == (case.customer_id, InstanceStatus.COMPLETED)
        assert (await cases.get_case(live, case.id)).status is CaseStatus.ESCALATED

    async def test_is_found_once(self, define, grown, tick, instances):
        await define(**DOCUMENT)
        await grown(50)

        for _ in range(3):
            await tick()

        assert len(await instances()) == 1

    async def test_is_found_by_each_definition_in_their_order(self, define, grown, tick, instances):
        await define({"type": "Notify"}, name="second", execution_order=2, **DOCUMENT)
        await define({"type": "Notify"}, name="first", execution_order=1, **DOCUMENT)
        await grown(50)
        await grown(60)

        ran = await tick()

        order = {str(each.id): (each.case_id, each.name) for each in await instances()}
        steps = [order[job.arguments["instance_id"]] for job in ran if job.name == "automation.step"]
        for case_id in {case_id for case_id, _ in steps}:
            assert [name for owner, name in steps if owner == case_id] == ["first", "second"]

    async def test_is_found_again_after_somebody_started_it_by_hand(
        self, live, define, grown, tick, instances
    ):
        made = await define(**DOCUMENT)
        case = await grown(50)
        await automation.trigger_workflow(live, made.id, case_id=case.id)

        await tick()

        assert sorted(str(each.fired_by) for each in await instances()) == ["CaseAgeExceeded", "None"]

    async def test_may_be_fractions_of_hours_old(self, define, grown, tick, instances):
        await define(trigger_type="CaseAgeExceeded", trigger_conditions={"hours": 0.01})
        old = await grown(0.011)
        await grown(0.009)

        await tick()

        assert await cases_of(instances) == {old.id}


class TestACaseThatIsLeftAlone:
    @pytest.mark.parametrize("status", ["resolved", "closed"])
    async def test_is_done(self, define, grown, tick, instances, status):
        await define(**DOCUMENT)
        await grown(50, status=status)

        await tick()

        assert await instances() == []

    async def test_is_too_young_or_a_resolution(self, define, grown, tick, instances):
        await define(**DOCUMENT)
        await grown(47.9)
        await grown(50, kind="resolution")

        await tick()

        assert await instances() == []

    async def test_is_one_without_an_age_to_wait_for(self, define, grown, tick, instances):
        await define(trigger_type="CaseAgeExceeded")
        await define(is_active=False, **DOCUMENT)
        await grown(500)

        await tick()

        assert await instances() == []


class TestConditions:
    @pytest.mark.parametrize(
        ("conditions", "starts"),
        [
            ({"priority": "High"}, True),
            ({"priority": ["low", "P1"], "status": "PendingCustomer"}, True),
            ({"priority": "Low"}, False),
            ({"category": "CARDS ", "subCategory": "lost"}, True),
            ({"segment": "SME", "kycStatus": "Pending"}, True),
            ({"contactType": "Corporate"}, True),
            ({"country": "kenya", "city": "Nairobi"}, True),
            ({"segment": "Retail"}, False),
            ({"colour": "red"}, False),
        ],
    )
    async def test_are_those_of_events(self, define, grown, tick, instances, make, conditions, starts):
        owner = await make.customer(written_segment="SME", country="Kenya", city="nairobi")
        await grown(50, customer_id=owner.id, priority="P1", status="pending_customer", sub_category="Lost")
        await define(trigger_type="CaseAgeExceeded", trigger_conditions={"hours": 48} | conditions)

        await tick()

        assert len(await instances()) == int(starts)


class TestManyCases:
    async def test_are_started_in_batches_and_none_is_left_out(self, live, define, grown, work, instances):
        await define({"type": "Notify"}, **DOCUMENT)
        await define({"type": "Notify"}, **DOCUMENT)
        opened = {(await grown(50 + number)).id for number in range(7)}

        for _ in range(5):
            await matching.start_aged(live, most=4)
        await work()

        assert await cases_of(instances) == opened
        assert len(await instances()) == 14
