"""Putting a tag on a customer."""

import pytest

from accord.core import customers
from accord.core.errors import Forbidden, NotFound
from accord.core.permissions import Permission
from accord.kit.ids import new_id
from make import emitted


class TestTaggingACustomer:
    async def test_puts_the_tag_behind_the_others(self, ctx, make):
        customer = await make.customer(tags=["VIP"])

        tagged = await customers.add_tag(ctx, customer.id, "Student")

        assert (tagged.tags, tagged.updated_at) == (["VIP", "Student"], ctx.now)
        assert [event.data for event in await emitted(ctx.db)] == [{"fields": ["tags"]}]

    async def test_keeps_one_that_is_there_in_another_letter_case(self, ctx, make):
        customer = await make.customer(tags=["VIP"])

        assert await customers.add_tag(ctx, customer.id, "vip") == customer

        assert await emitted(ctx.db) == []

    async def test_refuses_an_unknown_customer(self, ctx):
        with pytest.raises(NotFound, match="Customer not found"):
            await customers.add_tag(ctx, new_id(), "VIP")

    async def test_is_for_who_may(self, as_user, make):
        customer = await make.customer()

        with pytest.raises(Forbidden):
            await customers.add_tag(as_user(Permission.CUSTOMERS_READ), customer.id, "VIP")
