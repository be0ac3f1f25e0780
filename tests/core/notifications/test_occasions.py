from datetime import timedelta

import pytest
from msgspec.structs import replace

from accord.core import access, cases, communications, notifications, sla
from accord.core.cases import CaseKind, CaseOpened, NewCase
from accord.core.communications import TroubleKind
from accord.core.context import Context
from accord.core.interactions import Channel
from accord.core.notifications import NotificationType
from accord.core.permissions import Permission, Role
from accord.core.reactions import REACTIONS
from accord.core.sla import Priority
from accord.kit.ids import new_id
from accord.kit.paging import Page


@pytest.fixture
def live(ctx, queue):
    """The context with what follows from events, as the product has it."""
    return Context(ctx.db, ctx.actor, ctx.now, via="test", request_id=None, queue=queue, reactions=REACTIONS)


@pytest.fixture
async def staff(ctx):
    async def user(name, role):
        return await access.create_user(
            ctx, email=f"{name}@example.com", full_name=name, role=role, password="correct horse battery"
        )

    return {role.value: await user(role.value, role) for role in (Role.SUPERVISOR, Role.AGENT)}


@pytest.fixture
async def new(make):
    customer = await make.customer()
    return NewCase(customer_id=customer.id, title="Card kept", description="By the machine", category="Cards")


async def told(ctx):
    return (await notifications.list_notifications(ctx, Page(limit=50))).items


class TestOpeningAnUrgentCase:
    @pytest.mark.parametrize(("priority", "word"), [(Priority.P0, "Critical"), (Priority.P1, "High")])
    async def test_alerts_the_assignee_at_once(self, live, staff, new, priority, word):
        agent = staff["agent"].id

        case = await cases.open_case(live, replace(new, priority=priority, assigned_user_id=agent))

        (shown,) = await told(live)
        assert (shown.user_id, shown.type) == (agent, NotificationType.ALERT)
        assert shown.title == f"{word} Priority Case Assigned"
        assert shown.message == f"You have been assigned the {word.lower()} priority case {case.number}"
        assert (shown.action_url, shown.customer_id) == (f"/cases/{case.id}", case.customer_id)

    async def test_alerts_supervisors_when_nobody_is_assigned(self, live, staff, new):
        case = await cases.open_case(live, replace(new, priority=Priority.P1))

        (shown,) = await told(live)
        assert (shown.user_id, shown.title) == (staff["supervisor"].id, "High Priority Case Opened")
        assert case.number in shown.message

    @pytest.mark.parametrize("priority", [Priority.P2, Priority.P3])
    async def test_is_not_opening_another_one(self, live, staff, new, priority):
        await cases.open_case(live, replace(new, priority=priority))

        assert await told(live) == []

    async def test_is_not_opening_a_resolution(self, live, staff, new):
        await cases.open_case(live, replace(new, priority=Priority.P0, kind=CaseKind.RESOLUTION))

        assert await told(live) == []

    async def test_needs_no_right_to_write_notifications(self, live, as_user, staff, new):
        clerk = live.acting(as_user(Permission.CASES_CREATE).actor, via="test", request_id=None)

        await cases.open_case(clerk, replace(new, priority=Priority.P0))

        assert len(await told(live)) == 1

    async def test_says_nothing_of_the_customer(self, live, staff, new):
        event = CaseOpened(
            customer_id=new.customer_id,
            subject_id=new_id(),
            kind=CaseKind.CASE,
            number="CASE-1",
            priority=Priority.P0,
            status=cases.CaseStatus.OPEN,
            category="Amina's cards",
            assigned_user_id=None,
        )

        await notifications.tell_of_urgent_case(live, event)

        (shown,) = await told(live)
        assert "Amina" not in shown.title + shown.message


class TestAPromise:
    async def kept_until(self, live, queue, case, **later):
        """What is told when the watch comes by so much later."""
        live.now = case.created_at + timedelta(**later)
        queue.jobs.clear()
        await sla.watch_clocks(live, {})
        for job in queue.jobs:
            assert job.name == "notifications.tell_of_promise"
            await notifications.tell_of_promise(live, job.arguments)
        return await told(live)

    async def test_that_is_broken_alerts_the_assignee(self, live, queue, staff, new):
        case = await cases.open_case(live, replace(new, assigned_user_id=staff["agent"].id))

        (shown,) = await self.kept_until(live, queue, case, days=30)

        assert (shown.user_id, shown.type, shown.title) == (
            staff["agent"].id,
            NotificationType.ALERT,
            "SLA Breached",
        )
        assert (
            shown.message
            == f"Case {case.number} was due at {case.sla_due_at:%Y-%m-%d %H:%M} UTC and is not resolved"
        )
        assert (shown.action_url, shown.customer_id) == (f"/cases/{case.id}", case.customer_id)

    async def test_of_a_case_without_assignee_is_told_to_supervisors(self, live, queue, staff, new):
        case = await cases.open_case(live, new)

        (shown,) = await self.kept_until(live, queue, case, days=30)

        assert shown.user_id == staff["supervisor"].id

    async def test_that_is_nearly_broken_is_a_warning(self, live, staff, new):
        case = await cases.open_case(live, new)
        event = {
            "type": sla.SLAWarned.type,
            "subject_id": str(case.id),
            "subject_kind": "case",
            "due_at": case.sla_due_at.isoformat(),
        }

        await notifications.tell_of_promise(live, event)

        (shown,) = await told(live)
        assert (shown.type, shown.title) == (NotificationType.WARNING, "SLA Due Soon")

    @pytest.mark.parametrize("kind", ["case", "conversation"])
    async def test_of_something_unknown_is_told_to_nobody(self, live, staff, kind):
        event = {
            "type": "sla.breached",
            "subject_id": str(new_id()),
            "subject_kind": kind,
            "due_at": "2026-01-01T00:00Z",
        }

        await notifications.tell_of_promise(live, event)

        assert await told(live) == []


class TestAnAlertOfDelivery:
    async def test_is_told_to_supervisors(self, live, staff):
        alert = {"channel": "sms", "sent": 40, "failed": 10, "failure_rate": 25.0, "window_minutes": 60}

        await notifications.tell_of_delivery_alert(live, alert)

        (shown,) = await told(live)
        assert (shown.user_id, shown.type) == (staff["supervisor"].id, NotificationType.ALERT)
        assert shown.title == "SMS Messages Fail"
        assert shown.message == "10 of 40 SMS messages failed within the last 60 minutes (25.00 %)"


class TestAProviderInTrouble:
    async def told_of(self, live, queue, kind, **later):
        """What is told when a trouble is reported, and again so much later."""
        for now in (live.now, live.now + timedelta(**later)):
            live.now = now
            await communications.report_provider_trouble(live, Channel.SMS, "twilio", kind)
        for job in queue.jobs:
            assert job.name == "notifications.tell_of_provider_trouble"
            await notifications.tell_of_provider_trouble(live, job.arguments)
        return await told(live)

    async def test_that_refuses_us_alerts_supervisors_once(self, live, queue, staff):
        (shown,) = await self.told_of(live, queue, TroubleKind.CREDENTIALS, minutes=30)

        assert (shown.user_id, shown.type) == (staff["supervisor"].id, NotificationType.ALERT)
        assert shown.title == "SMS Provider Refuses Our Credentials"
        assert shown.message == (
            "twilio refuses our credentials: SMS messages take another channel or fail. Check the settings of twilio "
            "and the account there: a key may have been changed, withdrawn or run out"
        )

    async def test_that_is_out_for_long_alerts_supervisors(self, live, queue, staff):
        (shown,) = await self.told_of(live, queue, TroubleKind.OUTAGE, minutes=7)

        assert (shown.user_id, shown.title) == (staff["supervisor"].id, "SMS Provider Out of Order")
        assert shown.message == (
            "twilio has not worked for 7 minutes: SMS messages take another channel or wait. Check its status page, "
            "its address in the settings, and the network from here to there"
        )

    async def test_that_is_out_for_a_moment_alerts_nobody(self, live, queue, staff):
        assert await self.told_of(live, queue, TroubleKind.OUTAGE, minutes=2) == []
