from datetime import timedelta

import pytest
from msgspec.structs import replace

from accord.core import notifications
from accord.core.errors import Forbidden, NotFound
from accord.core.notifications import NewNotification, NotificationType
from accord.core.permissions import Permission, Role
from accord.kit.ids import new_id
from accord.kit.paging import Page

ALL = Page(limit=50)
NEW = NewNotification(type=NotificationType.INFO, title="New inquiry", message="A customer asked something")


@pytest.fixture
def write(ctx):
    """Writes notifications to users, each a minute after the one before."""

    async def written(*user_ids):
        made = []
        for user_id in user_ids:
            ctx.now += timedelta(minutes=1)
            made.append(await notifications.create_notification(ctx, replace(NEW, user_id=user_id)))
        return made

    return written


class TestListingNotifications:
    @pytest.mark.parametrize("role", [Role.ADMIN, Role.SUPERVISOR])
    async def test_shows_all_to_overseers_newest_first(self, as_user, write, role):
        made = await write(new_id(), None, new_id())

        found = await notifications.list_notifications(as_user(role=role), ALL)

        assert (found.items, found.total) == (made[::-1], 3)

    async def test_shows_all_to_machines(self, as_machine, write):
        made = await write(new_id(), None)

        assert (await notifications.list_notifications(as_machine(), ALL)).items == made[::-1]

    async def test_shows_others_their_own_and_those_for_everybody(self, as_user, write):
        own = new_id()
        mine, everybodys, _ = await write(own, None, new_id())

        found = await notifications.list_notifications(as_user(user_id=own, role=Role.AGENT), ALL)

        assert (found.items, found.total) == ([everybodys, mine], 2)

    async def test_comes_in_pages(self, ctx, write):
        made = await write(None, None, None)

        second = await notifications.list_notifications(ctx, Page(limit=2, offset=2))

        assert (second.items, second.total, second.has_more) == ([made[0]], 3, False)

    async def test_is_refused_to_customers(self, make, as_customer):
        customer = await make.customer()

        with pytest.raises(Forbidden):
            await notifications.list_notifications(as_customer(customer.id), ALL)


class TestListingThoseOfAUser:
    async def test_tells_the_user_its_own(self, as_user, write):
        own = new_id()
        first, second, _, _ = await write(own, own, None, new_id())

        found = await notifications.list_notifications_of_user(
            as_user(user_id=own, role=Role.AGENT), own, ALL
        )

        assert found.items == [second, first]

    async def test_that_are_unread_leaves_out_what_was_read(self, ctx, write):
        own = new_id()
        first, second = await write(own, own)
        read = await notifications.mark_read(ctx, first.id)

        unread = await notifications.list_unread_of_user(ctx, own, ALL)
        everything = await notifications.list_notifications_of_user(ctx, own, ALL)

        assert (unread.items, unread.total) == ([second], 1)
        assert everything.items == [second, read]

    async def test_whom_nobody_knows_is_empty(self, ctx):
        assert (await notifications.list_unread_of_user(ctx, new_id(), ALL)).items == []

    @pytest.mark.parametrize("role", [Role.ADMIN, Role.SUPERVISOR])
    async def test_is_open_to_overseers(self, as_user, write, role):
        own = new_id()
        made = await write(own)

        assert (await notifications.list_unread_of_user(as_user(role=role), own, ALL)).items == made

    @pytest.mark.parametrize("role", [Role.AGENT, Role.VIEWER, None])
    async def test_is_refused_to_other_users(self, as_user, role):
        for listing in (notifications.list_unread_of_user, notifications.list_notifications_of_user):
            with pytest.raises(Forbidden):
                await listing(as_user(role=role), new_id(), ALL)

    async def test_is_refused_to_customers_and_without_permission(self, make, as_customer, as_user):
        customer, own = await make.customer(), new_id()
        writer = as_user(Permission.NOTIFICATIONS_CREATE, user_id=own)

        for refused, user_id in ((as_customer(customer.id), customer.id), (writer, own)):
            with pytest.raises(Forbidden):
                await notifications.list_unread_of_user(refused, user_id, ALL)


class TestGettingOne:
    async def test_of_the_own_and_of_everybodys_is_allowed(self, as_user, write):
        own = new_id()
        made = await write(own, None)
        agent = as_user(user_id=own, role=Role.AGENT)

        assert [await notifications.get_notification(agent, each.id) for each in made] == made

    async def test_of_another_users_is_refused(self, as_user, write):
        (made,) = await write(new_id())

        with pytest.raises(Forbidden):
            await notifications.get_notification(as_user(role=Role.AGENT), made.id)

    async def test_that_nobody_knows_is_refused(self, ctx):
        with pytest.raises(NotFound, match="Notification not found"):
            await notifications.get_notification(ctx, new_id())
