"""Events start the workflows that wait for them."""

from decimal import Decimal

import pytest

from accord.core import automation, cases, customers, interactions
from accord.core.automation import DefinitionChanges, InstanceStatus, Trigger
from accord.core.cases import CaseKind, CaseQuery, CaseStatus
from accord.core.customers import BankSegment, CustomerChanges, NewCustomer
from accord.core.interactions import Channel, NewInteraction
from accord.core.sentiment import Sentiment, SentimentAnalysed
from accord.core.sla import Priority
from accord.kit.paging import Page
from make import emitted

from .conftest import open_case


async def names(instances) -> list[str]:
    return [instance.name for instance in await instances()]


class TestANewCase:
    async def test_starts_what_waits_for_it(self, live, define, work, instances, customer):
        made = await define({"type": "Escalate"}, trigger_type="CaseCreated")

        case = await open_case(live, customer)
        await work()

        [started] = await instances()
        assert (started.definition_id, started.fired_by) == (made.id, Trigger.CASE_CREATED)
        assert (started.customer_id, started.case_id) == (customer.id, case.id)
        assert started.status is InstanceStatus.COMPLETED
        assert (await cases.get_case(live, case.id)).status is CaseStatus.ESCALATED

    @pytest.mark.parametrize(
        ("conditions", "starts"),
        [
            ({}, True),
            ({"priority": "High"}, True),
            ({"priority": "p1"}, True),
            ({"Priority": ["Low", "HIGH"]}, True),
            ({"priority": "Low"}, False),
            ({"status": "Open", "category": "CARDS"}, True),
            ({"status": "Open", "category": "Loans"}, False),
            ({"sub_category": "Lost", "segment": "Retail"}, True),
            ({"kycStatus": "pending", "city": "NAIROBI"}, True),
            ({"segment": "SME"}, False),
            ({"colour": "red"}, False),
            ({"priority": {"is": "High"}}, False),
        ],
    )
    async def test_is_held_against_the_conditions(
        self, live, define, work, instances, make, conditions, starts
    ):
        customer = await make.customer(city="Nairobi")
        await define(trigger_type="CaseCreated", trigger_conditions=conditions)

        await open_case(live, customer, priority=Priority.P1, sub_category="lost")
        await work()

        assert len(await instances()) == int(starts)

    @pytest.mark.parametrize(
        ("priority", "starts"), [(Priority.P0, 1), (Priority.P1, 1), (Priority.P2, 0), (Priority.P3, 0)]
    )
    async def test_of_high_priority_starts_what_waits_for_that(
        self, live, define, work, instances, customer, priority, starts
    ):
        await define(trigger_type="HighPriorityCaseCreated")

        await open_case(live, customer, priority=priority)
        await work()

        assert len(await instances()) == starts

    async def test_starts_nothing_that_is_switched_off(self, ctx, live, define, work, instances, customer):
        made = await define(trigger_type="CaseCreated")
        await automation.update_definition(ctx, made.id, DefinitionChanges(is_active=False))

        await open_case(live, customer)
        await work()

        assert await instances() == []

    async def test_starts_nothing_when_it_is_gone_by_then(self, live, define, work, instances, customer):
        await define(trigger_type="CaseCreated")
        case = await open_case(live, customer)

        await cases.delete_case(live, case.id)
        await work()

        assert await instances() == []

    async def test_for_which_nothing_waits_asks_for_no_job(self, live, define, queue, customer):
        await define(trigger_type="CustomerCreated")
        await define(trigger_type="CaseCreated", is_active=False)

        await open_case(live, customer)

        assert [job for job in queue.jobs if job.name.startswith("automation")] == []

    async def test_that_is_a_resolution_starts_nothing(self, live, define, work, instances, customer):
        await define(trigger_type="CaseCreated")

        await open_case(live, customer, kind=CaseKind.RESOLUTION)

        assert (await work(), await instances()) == ([], [])

    async def test_is_told_once_with_what_it_started(self, live, define, work, instances, customer):
        await define(trigger_type="CaseCreated")

        case = await open_case(live, customer)
        await work()

        [told] = [event for event in await emitted(live.db) if event.type == "workflow.fired"]
        [started] = await instances()
        assert (told.customer_id, told.subject_id) == (customer.id, case.id)
        assert told.data == {"trigger": "CaseCreated", "instance_ids": [str(started.id)]}


class TestOtherEvents:
    async def test_a_changed_status(self, live, define, work, instances, case):
        await define(
            trigger_type="CaseStatusChanged",
            trigger_conditions={"status": "Resolved", "previousStatus": "InProgress"},
        )

        for status in (CaseStatus.RESOLVED, CaseStatus.IN_PROGRESS, CaseStatus.RESOLVED):
            await cases.set_case_status(live, case.id, status)
            await work()

        assert [each.case_id for each in await instances()] == [case.id]

    async def test_a_changed_status_is_the_one_of_the_event(self, live, define, work, instances, case):
        await define(trigger_type="CaseStatusChanged", trigger_conditions={"status": "Resolved"})

        await cases.set_case_status(live, case.id, CaseStatus.RESOLVED)
        await cases.set_case_status(live, case.id, CaseStatus.OPEN)
        await work()

        assert len(await instances()) == 1

    async def test_a_new_customer(self, live, define, work, instances):
        await define({"type": "AddTag", "tag": "Welcome"}, trigger_type="CustomerCreated")

        made = await customers.create_customer(live, NewCustomer(given_name="Ada", family_name="Byron"))
        await work()

        assert (await customers.get_customer(live, made.id)).tags == ["Welcome"]
        assert [each.customer_id for each in await instances()] == [made.id]

    async def test_another_segment(self, live, define, work, instances, customer):
        await define(trigger_type="CustomerSegmentChanged", trigger_conditions={"segment": "SME"})

        for changes in (
            CustomerChanges(city="Brest"),
            CustomerChanges(bank_segment=BankSegment.CORPORATE),
            CustomerChanges(bank_segment=BankSegment.SME),
            CustomerChanges(bank_segment=BankSegment.SME),
        ):
            await customers.update_customer(live, customer.id, changes)
            await work()

        assert len(await instances()) == 1

    @pytest.mark.parametrize(("channel", "starts"), [(Channel.IN_PERSON, 1), (Channel.PHONE, 0)])
    async def test_an_interaction(self, live, define, work, instances, customer, channel, starts):
        await define(trigger_type="InteractionCreated", trigger_conditions={"channel": "Branch"})

        new = NewInteraction(customer_id=customer.id, channel=channel, summary="Came by")
        await interactions.log_interaction(live, new)
        await work()

        assert len(await instances()) == starts

    @pytest.mark.parametrize(
        ("label", "conditions", "starts"),
        [
            (Sentiment.NEGATIVE, {}, 1),
            (Sentiment.VERY_NEGATIVE, {}, 1),
            (Sentiment.VERY_NEGATIVE, {"sentimentType": "VeryNegative"}, 1),
            (Sentiment.NEGATIVE, {"sentimentType": "VeryNegative"}, 0),
            (Sentiment.NEUTRAL, {}, 0),
            (Sentiment.POSITIVE, {}, 0),
        ],
    )
    async def test_a_negative_sentiment(
        self, live, define, work, instances, customer, label, conditions, starts
    ):
        await define(trigger_type="NegativeSentiment", trigger_conditions=conditions)

        await live.emit(SentimentAnalysed(customer_id=customer.id, label=label, score=Decimal(0)))
        await work()

        assert len(await instances()) == starts


class TestSeveralDefinitions:
    async def test_run_one_after_the_other_in_their_order(self, live, define, work, instances, customer):
        steps = ({"type": "Notify"}, {"type": "Notify"})
        for name, order in (("third", 7), ("first", -1), ("second", 3)):
            await define(*steps, name=name, execution_order=order, trigger_type="CaseCreated")

        await open_case(live, customer)
        ran = [job for job in await work() if job.name == "automation.step"]

        order = {str(each.id): each.name for each in await instances()}
        assert [order[job.arguments["instance_id"]] for job in ran] == [
            *("first", "first", "second", "second", "third", "third")
        ]

    async def test_of_both_triggers_share_the_order(self, live, define, work, instances, customer):
        await define(name="second", execution_order=2, trigger_type="CaseCreated")
        await define(name="first", execution_order=1, trigger_type="HighPriorityCaseCreated")

        await open_case(live, customer, priority=Priority.P0)
        await work()

        assert await names(instances) == ["first", "second"]

    async def test_go_on_after_one_that_failed(self, live, define, work, instances, customer):
        await define({"type": "Dance"}, name="first", trigger_type="CaseCreated")
        await define({"type": "Notify"}, name="second", execution_order=1, trigger_type="CaseCreated")

        await open_case(live, customer)
        await work()

        assert [each.status for each in await instances()] == ["Failed", "Completed"]

    @pytest.mark.parametrize("status", ["Cancelled", "Paused", "Completed"])
    async def test_go_on_after_one_that_was_stopped(self, live, define, work, instances, customer, status):
        for order, name in enumerate(("first", "second", "third")):
            await define({"type": "Notify"}, name=name, execution_order=order, trigger_type="CaseCreated")
        await open_case(live, customer)
        await work(most=1)
        first, second, _ = await instances()

        for each in (second, first):
            await automation.set_instance_status(live, each.id, InstanceStatus(status))
        await work()

        assert [each.status for each in await instances()] == [status, status, "Completed"]


class TestACooldown:
    async def test_leaves_a_customer_in_peace(self, live, define, work, instances, customer, make):
        await define(trigger_type="CaseCreated", cooldown_seconds=60)
        other = await make.customer()

        for owner in (customer, customer, other):
            await open_case(live, owner)
            await work()

        assert [each.customer_id for each in await instances()] == [customer.id, other.id]

    async def test_ends(self, live, define, work, instances, customer, db):
        await define(trigger_type="CaseCreated", cooldown_seconds=60)
        await open_case(live, customer)
        await work()
        await db.script("UPDATE automation_instances SET started_at = started_at - interval '61 seconds'")

        await open_case(live, customer)
        await work()

        assert len(await instances()) == 2


class TestWorkflowsThatSetOneAnotherOff:
    async def test_do_not_set_themselves_off(self, live, define, work, instances, customer):
        await define({"type": "CreateCase"}, trigger_type="CaseCreated")

        await open_case(live, customer)
        await work()

        assert len(await instances()) == 1
        assert (await cases.list_cases(live, CaseQuery(page=Page(limit=9)))).total == 2

    async def test_do_so_once_each(self, live, define, work, instances, case):
        for status in ("InProgress", "Escalated"):
            await define(
                {"type": "ChangeStatus", "status": status}, name=status, trigger_type="CaseStatusChanged"
            )

        await cases.set_case_status(live, case.id, CaseStatus.PENDING_CUSTOMER)
        await work()

        started = await instances()
        assert sorted((each.name, len(each.chain)) for each in started) == [
            *(("Escalated", 0), ("Escalated", 1), ("InProgress", 0), ("InProgress", 1))
        ]
        assert {each.status for each in started} == {"Completed"}

    async def test_end_after_five(self, live, define, work, instances, customer):
        for number in range(7):
            await define(
                {"type": "CreateCase", "category": f"c{number + 1}"},
                name=str(number),
                trigger_type="CaseCreated",
                trigger_conditions={"category": f"c{number}"},
            )

        await open_case(live, customer, category="c0")
        await work()

        assert sorted(await names(instances)) == ["0", "1", "2", "3", "4"]


class TestTryingOut:
    async def test_says_what_would_run_and_why(self, ctx, define, queue, instances):
        fits = await define(
            {"type": "Notify"}, trigger_type="CaseCreated", trigger_conditions={"priority": "High"}
        )
        other = await define(
            {"type": "Escalate"},
            execution_order=1,
            trigger_type="CaseCreated",
            trigger_conditions={"priority": "High", "segment": "SME"},
        )
        before = len(await emitted(ctx.db))

        tried = await automation.dry_run(ctx, Trigger.CASE_CREATED, {"priority": "p1", "segment": "Retail"})

        assert [(each.definition, each.matches, each.actions) for each in tried] == [
            (fits, True, [{"type": "Notify"}]),
            (other, False, []),
        ]
        assert [(o.field, o.allowed, o.found, o.holds) for o in tried[1].conditions] == [
            ("priority", ["P1"], "P1", True),
            ("segment", ["SME"], "Retail", False),
        ]
        assert (len(await emitted(ctx.db)), queue.jobs, await instances()) == (before, [], [])

    @pytest.mark.parametrize(("hours", "matches"), [(47, False), (48, True), (60.5, True), ("old", False)])
    async def test_holds_an_age_from_there_on(self, ctx, define, hours, matches):
        await define(trigger_type="CaseAgeExceeded", trigger_conditions={"hours": 48})

        [tried] = await automation.dry_run(ctx, Trigger.CASE_AGE_EXCEEDED, {"hours": hours})

        assert tried.matches is matches
