import pytest

from accord.core import access, customers, notifications
from accord.core.context import AtOnce, Context
from accord.core.customers import CustomerCreated, NewCustomer
from accord.core.errors import Forbidden
from accord.core.notifications import Notice, NotificationType
from accord.core.permissions import Permission, Role
from accord.kit.ids import new_id
from accord.kit.paging import Page
from make import emitted

ALL = Page(limit=50)
NOTICE = Notice(
    type=NotificationType.WARNING, title="Due soon", message="Case CASE-1 is due", action_url="/cases/1"
)


@pytest.fixture
async def staff(ctx):
    """Users by a word: of every kind that matters."""
    made = {}
    for role in (Role.ADMIN, Role.SUPERVISOR, Role.AGENT):
        made[role.value] = await _user(ctx, role.value, role)
    made["former"] = await _user(ctx, "former", Role.SUPERVISOR)
    await access.deactivate_user(ctx, made["former"].id)
    return made


async def _user(ctx, name, role):
    return await access.create_user(
        ctx, email=f"{name}@example.com", full_name=name, role=role, password="correct horse battery"
    )


async def told(ctx):
    return (await notifications.list_notifications(ctx, ALL)).items


class TestTellingTheStaff:
    async def test_tells_the_one_who_is_named(self, ctx, staff):
        count = await notifications.tell_staff(ctx, NOTICE, user_id=staff["agent"].id)

        (shown,) = await told(ctx)
        assert count == 1
        assert (shown.user_id, shown.type, shown.title) == (
            staff["agent"].id,
            NotificationType.WARNING,
            "Due soon",
        )
        assert (shown.message, shown.action_url, shown.created_at) == (
            "Case CASE-1 is due",
            "/cases/1",
            ctx.now,
        )

    async def test_tells_each_active_supervisor_and_admin_when_nobody_is(self, ctx, staff, statements):
        with statements(3):
            count = await notifications.tell_staff(ctx, NOTICE)

        assert count == 2
        assert {each.user_id for each in await told(ctx)} == {staff["admin"].id, staff["supervisor"].id}

    async def test_is_one_line_of_the_log(self, ctx, staff):
        about = new_id()

        await notifications.tell_staff(ctx, NOTICE, about=about)

        last = (await emitted(ctx.db))[-1]
        assert (last.type, last.subject_id) == ("notification.staff_notified", about)
        assert set(last.data["user_ids"]) == {str(staff[name].id) for name in ("admin", "supervisor")}

    async def test_tells_nobody_when_there_is_nobody(self, ctx):
        assert await notifications.tell_staff(ctx, NOTICE) == 0
        assert await emitted(ctx.db) == []

    async def test_stays_word_for_word_when_the_customer_is_erased(self, ctx, make):
        customer = await make.customer()
        notice = Notice(type=NotificationType.ALERT, title="T", message="M", customer_id=customer.id)
        await notifications.tell_staff(ctx, notice, user_id=new_id())

        await customers.erase_customer(ctx, customer.id)

        (shown,) = await told(ctx)
        assert (shown.title, shown.message, shown.customer_id) == ("T", "M", None)

    async def test_needs_the_right_to_write(self, as_user):
        with pytest.raises(Forbidden):
            await notifications.tell_staff(as_user(Permission.NOTIFICATIONS_READ), NOTICE)


class TestAReactionAtOnce:
    async def test_is_done_in_the_events_transaction_by_the_system(self, ctx, as_user, queue):
        async def tell(system: Context, event: CustomerCreated) -> None:
            await notifications.tell_staff(system, NOTICE, user_id=new_id(), about=event.subject_id)

        clerk = Context(
            ctx.db,
            as_user(Permission.CUSTOMERS_CREATE).actor,
            ctx.now,
            via="test",
            request_id=None,
            queue=queue,
            reactions={CustomerCreated: (AtOnce(tell),)},
        )

        made = await customers.create_customer(clerk, NewCustomer(given_name="Amina", family_name="O"))

        assert [each.title for each in await told(ctx)] == ["Due soon"]
        assert [(event.actor_kind, event.subject_id) for event in await emitted(ctx.db)] == [
            ("user", made.id),
            ("system", made.id),
        ]
        assert queue.jobs == []
