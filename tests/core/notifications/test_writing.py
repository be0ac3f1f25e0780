from datetime import timedelta

import pytest
from msgspec.structs import replace

from accord.core import customers, notifications
from accord.core.errors import Forbidden, NotFound
from accord.core.notifications import NewNotification, Notification, NotificationType
from accord.core.permissions import Permission, Role
from accord.kit.ids import new_id
from accord.kit.paging import Page
from make import emitted

ALL = Page(limit=50)
NEW = NewNotification(type=NotificationType.INFO, title="New inquiry", message="A customer asked something")


async def types_emitted(ctx):
    return [event.type for event in await emitted(ctx.db)]


class TestWritingANotification:
    async def test_keeps_what_was_written(self, ctx, make):
        customer, user_id = await make.customer(), new_id()
        new = replace(NEW, user_id=user_id, action_url="/x", customer_id=customer.id, metadata="{}")

        made = await notifications.create_notification(ctx, new)

        assert made == Notification(
            id=made.id,
            user_id=user_id,
            type=NotificationType.INFO,
            title="New inquiry",
            message="A customer asked something",
            action_url="/x",
            customer_id=customer.id,
            metadata="{}",
            read_at=None,
            created_at=ctx.now,
        )
        assert await notifications.get_notification(ctx, made.id) == made

    async def test_is_in_the_log_without_its_words(self, ctx):
        made = await notifications.create_notification(ctx, NEW)

        (event,) = await emitted(ctx.db)
        assert (event.type, event.subject_id) == ("notification.created", made.id)
        assert event.data == {"user_id": None, "kind": "Info"}

    async def test_about_a_merged_customer_is_about_its_survivor(self, ctx, make):
        survivor = await make.customer()
        merged = await make.customer(status="merged", merged_into_id=survivor.id)

        made = await notifications.create_notification(ctx, replace(NEW, customer_id=merged.id))

        assert made.customer_id == survivor.id

    async def test_about_an_unknown_customer_is_refused(self, ctx):
        with pytest.raises(NotFound, match="Customer not found"):
            await notifications.create_notification(ctx, replace(NEW, customer_id=new_id()))

        assert (await notifications.list_notifications(ctx, ALL)).items == []

    async def test_is_not_for_customers_and_readers(self, ctx, make, as_customer, as_user):
        customer = await make.customer()

        for refused in (as_customer(customer.id), as_user(Permission.NOTIFICATIONS_READ)):
            with pytest.raises(Forbidden):
                await notifications.create_notification(refused, NEW)


class TestMarkingAsRead:
    async def test_notes_when(self, ctx):
        made = await notifications.create_notification(ctx, NEW)

        read = await notifications.mark_read(ctx, made.id)

        assert (read.is_read, read.read_at) == (True, ctx.now)
        assert await types_emitted(ctx) == ["notification.created", "notification.read"]

    async def test_a_second_time_keeps_the_first(self, ctx):
        made = await notifications.create_notification(ctx, NEW)
        first = await notifications.mark_read(ctx, made.id)
        ctx.now += timedelta(minutes=1)

        assert await notifications.mark_read(ctx, made.id) == first
        assert await types_emitted(ctx) == ["notification.created", "notification.read"]

    async def test_is_refused_for_another_users(self, ctx, as_user):
        made = await notifications.create_notification(ctx, replace(NEW, user_id=new_id()))

        with pytest.raises(Forbidden):
            await notifications.mark_read(as_user(role=Role.AGENT), made.id)

        assert await notifications.get_notification(ctx, made.id) == made

    async def test_of_an_unknown_one_is_refused(self, ctx):
        with pytest.raises(NotFound, match="Notification not found"):
            await notifications.mark_read(ctx, new_id())


class TestDeletingANotification:
    async def test_leaves_nothing(self, ctx):
        made = await notifications.create_notification(ctx, NEW)

        await notifications.delete_notification(ctx, made.id)

        with pytest.raises(NotFound):
            await notifications.get_notification(ctx, made.id)
        assert (await types_emitted(ctx))[-1] == "notification.deleted"

    async def test_is_refused_for_another_users(self, ctx, as_user):
        made = await notifications.create_notification(ctx, replace(NEW, user_id=new_id()))

        with pytest.raises(Forbidden):
            await notifications.delete_notification(as_user(role=Role.AGENT), made.id)

        assert await notifications.get_notification(ctx, made.id) == made


class TestErasingACustomer:
    async def test_keeps_its_notifications_without_it_and_without_words_of_people(self, ctx, make):
        customer = await make.customer()
        new = replace(NEW, user_id=new_id(), customer_id=customer.id, action_url="/x", metadata="Amina")
        made = await notifications.create_notification(ctx, new)

        await customers.erase_customer(ctx, customer.id)

        assert await notifications.get_notification(ctx, made.id) == replace(
            made,
            customer_id=None,
            title="Customer erased",
            message="This notification was about a customer who was erased.",
            action_url=None,
            metadata=None,
        )

    async def test_touches_no_other_notification(self, ctx, make):
        customer, other = await make.customer(), await make.customer()
        made = [
            await notifications.create_notification(ctx, replace(NEW, customer_id=about))
            for about in (other.id, None)
        ]

        await customers.erase_customer(ctx, customer.id)

        assert [await notifications.get_notification(ctx, each.id) for each in made] == made
