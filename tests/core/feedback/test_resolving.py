from datetime import timedelta

import pytest
from msgspec.structs import replace

from accord.core import feedback
from accord.core.errors import Forbidden, NotFound
from accord.core.feedback import FeedbackChanges, ResolverNotAllowed
from accord.core.permissions import Permission, Role
from accord.kit.ids import new_id
from make import emitted

RESOLVED = FeedbackChanges(is_resolved=True)


@pytest.fixture
async def pending(make):
    return await make.feedback((await make.customer()).id)


@pytest.fixture
async def settled(ctx, make):
    """Resolved by somebody yesterday."""
    customer = await make.customer()
    yesterday = ctx.now - timedelta(days=1)
    return await make.feedback(
        customer.id, resolved_at=yesterday, resolved_by=new_id(), resolution_notes="Paid back"
    )


class TestResolvingFeedback:
    async def test_is_told_as_the_callers_work_of_now(self, pending, as_user):
        user_id = new_id()
        ctx = as_user(user_id=user_id)

        after = await feedback.update_feedback(
            ctx, pending.id, FeedbackChanges(is_resolved=True, resolution_notes="Paid back")
        )

        assert after == replace(
            pending, resolved_at=ctx.now, resolved_by=user_id, resolution_notes="Paid back"
        )
        assert await feedback.get_feedback(ctx, pending.id) == after

    async def test_tells_the_world_once(self, ctx, pending, as_user):
        user_id = new_id()

        await feedback.update_feedback(as_user(user_id=user_id), pending.id, RESOLVED)

        [event] = await emitted(ctx.db)
        assert (event.type, event.customer_id, event.subject_id, event.data) == (
            "feedback.resolved",
            pending.customer_id,
            pending.id,
            {"resolved_by": str(user_id)},
        )

    async def test_by_a_machine_names_nobody(self, pending, as_machine):
        ctx = as_machine()

        after = await feedback.update_feedback(ctx, pending.id, RESOLVED)

        assert (after.resolved_at, after.resolved_by) == (ctx.now, None)

    async def test_by_the_customer_names_the_customer(self, pending, as_customer):
        ctx = as_customer(pending.customer_id)

        after = await feedback.update_feedback(ctx, pending.id, RESOLVED)

        assert after.resolved_by == pending.customer_id

    async def test_again_changes_neither_time_nor_person(self, ctx, settled, as_user):
        assert await feedback.update_feedback(as_user(), settled.id, RESOLVED) == settled
        assert await emitted(ctx.db) == []

    async def test_with_null_for_the_person_names_the_caller(self, pending, as_user):
        user_id = new_id()
        changes = FeedbackChanges(is_resolved=True, resolved_by=None)

        after = await feedback.update_feedback(as_user(user_id=user_id), pending.id, changes)

        assert after.resolved_by == user_id

    async def test_takes_three_statements(self, ctx, pending, statements):
        with statements(3):
            await feedback.update_feedback(ctx, pending.id, RESOLVED)

    async def test_of_anonymous_feedback_names_no_customer(self, ctx, make):
        made = await make.feedback((await make.customer()).id, is_anonymous=True)

        await feedback.update_feedback(ctx, made.id, RESOLVED)
        await feedback.delete_feedback(ctx, made.id)

        assert [event.customer_id for event in await emitted(ctx.db)] == [None, None]


class TestReopeningFeedback:
    async def test_clears_time_and_person_and_keeps_the_notes(self, ctx, settled):
        after = await feedback.update_feedback(ctx, settled.id, FeedbackChanges(is_resolved=False))

        assert after == replace(settled, resolved_at=None, resolved_by=None)
        [event] = await emitted(ctx.db)
        assert (event.type, event.subject_id) == ("feedback.reopened", settled.id)

    async def test_forgets_the_person_that_was_sent_along(self, ctx, settled):
        changes = FeedbackChanges(is_resolved=False, resolved_by=new_id())

        after = await feedback.update_feedback(ctx, settled.id, changes)

        assert after.resolved_by is None

    async def test_lets_it_be_resolved_anew(self, ctx, settled):
        await feedback.update_feedback(ctx, settled.id, FeedbackChanges(is_resolved=False))

        after = await feedback.update_feedback(ctx, settled.id, RESOLVED)

        assert (after.resolved_at, after.resolved_by) == (ctx.now, None)


class TestNotingAResolution:
    async def test_changes_the_notes_alone(self, ctx, settled):
        after = await feedback.update_feedback(ctx, settled.id, FeedbackChanges(resolution_notes=None))

        assert after == replace(settled, resolution_notes=None)
        [event] = await emitted(ctx.db)
        assert (event.type, event.data) == ("feedback.updated", {"fields": ["resolution_notes"]})

    async def test_that_says_the_same_changes_nothing(self, ctx, settled):
        same = FeedbackChanges(resolution_notes=settled.resolution_notes)

        assert await feedback.update_feedback(ctx, settled.id, same) == settled
        assert await emitted(ctx.db) == []


class TestNamingWhoResolvedIt:
    @pytest.mark.parametrize("role", [Role.ADMIN, Role.SUPERVISOR])
    async def test_may_be_another_for_those_who_lead(self, pending, as_user, role):
        other = new_id()
        changes = FeedbackChanges(is_resolved=True, resolved_by=other)

        after = await feedback.update_feedback(as_user(role=role), pending.id, changes)

        assert after.resolved_by == other

    async def test_may_be_another_for_machines(self, pending, as_machine):
        other = new_id()
        changes = FeedbackChanges(is_resolved=True, resolved_by=other)

        after = await feedback.update_feedback(as_machine(), pending.id, changes)

        assert after.resolved_by == other

    @pytest.mark.parametrize("role", sorted({*Role, None} - {Role.ADMIN, Role.SUPERVISOR}, key=str))
    async def test_may_be_nobody_else_for_others_and_changes_nothing(self, ctx, pending, as_user, role):
        changes = FeedbackChanges(is_resolved=True, resolved_by=new_id(), resolution_notes="X")

        with pytest.raises(ResolverNotAllowed):
            await feedback.update_feedback(as_user(role=role), pending.id, changes)

        assert await feedback.get_feedback(ctx, pending.id) == pending
        assert await emitted(ctx.db) == []

    async def test_may_be_nobody_else_for_a_customer(self, pending, as_customer):
        changes = FeedbackChanges(is_resolved=True, resolved_by=new_id())

        with pytest.raises(ResolverNotAllowed):
            await feedback.update_feedback(as_customer(pending.customer_id), pending.id, changes)

    async def test_may_be_oneself_for_everybody(self, settled, as_user):
        user_id = new_id()
        ctx = as_user(user_id=user_id, role=Role.AGENT)

        after = await feedback.update_feedback(ctx, settled.id, FeedbackChanges(resolved_by=user_id))

        assert after == replace(settled, resolved_by=user_id)

    async def test_may_be_written_back_as_it_was_read(self, settled, as_user):
        read = FeedbackChanges(
            is_resolved=True, resolved_by=settled.resolved_by, resolution_notes=settled.resolution_notes
        )

        assert await feedback.update_feedback(as_user(role=Role.AGENT), settled.id, read) == settled


class TestAChangeThatIsRefused:
    async def test_for_an_unknown_id(self, ctx):
        with pytest.raises(NotFound, match="Feedback not found"):
            await feedback.update_feedback(ctx, new_id(), RESOLVED)

    async def test_for_lack_of_permission_changes_nothing(self, ctx, pending, as_user):
        with pytest.raises(Forbidden):
            await feedback.update_feedback(as_user(Permission.FEEDBACK_CREATE), pending.id, RESOLVED)

        assert await feedback.get_feedback(ctx, pending.id) == pending

    async def test_for_another_customers_token_changes_nothing(self, ctx, make, pending, as_customer):
        with pytest.raises(NotFound):
            await feedback.update_feedback(as_customer((await make.customer()).id), pending.id, RESOLVED)

        assert await feedback.get_feedback(ctx, pending.id) == pending


class TestDeletingFeedback:
    async def test_takes_it_away_and_tells_the_world_once(self, ctx, pending):
        await feedback.delete_feedback(ctx, pending.id)

        with pytest.raises(NotFound):
            await feedback.get_feedback(ctx, pending.id)
        [event] = await emitted(ctx.db)
        assert (event.type, event.customer_id, event.subject_id, event.data) == (
            "feedback.deleted",
            pending.customer_id,
            pending.id,
            {"service_type": "Tour", "rating": 4},
        )

    async def test_refuses_an_unknown_id(self, ctx):
        with pytest.raises(NotFound, match="Feedback not found"):
            await feedback.delete_feedback(ctx, new_id())

    async def test_refuses_without_permission_and_keeps_it(self, ctx, pending, as_user):
        with pytest.raises(Forbidden):
            await feedback.delete_feedback(as_user(Permission.FEEDBACK_UPDATE), pending.id)

        assert await feedback.get_feedback(ctx, pending.id) == pending

    async def test_refuses_another_customers_token_and_keeps_it(self, ctx, make, pending, as_customer):
        with pytest.raises(NotFound):
            await feedback.delete_feedback(as_customer((await make.customer()).id), pending.id)

        assert await feedback.get_feedback(ctx, pending.id) == pending
