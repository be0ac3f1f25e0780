from datetime import UTC, date, datetime

import pytest

from accord.core.analytics.delivery import DeliveryQuery, export_delivery, report_delivery
from accord.core.context import Actor, ActorKind
from accord.core.errors import Forbidden, Invalid
from make import emitted

MONTH = DeliveryQuery(start_on=date(2025, 10, 1), end_on=date(2025, 10, 31))


class TestExportingDelivery:
    async def test_gives_the_figures(self, ctx, sent):
        await sent("delivered", at=datetime(2025, 10, 15, tzinfo=UTC))

        assert await export_delivery(ctx, MONTH, form="csv") == await report_delivery(ctx, MONTH)

    async def test_is_kept_in_the_log(self, ctx, sent):
        await sent("failed", at=datetime(2025, 10, 15, tzinfo=UTC))

        await export_delivery(ctx, MONTH, form="pdf")

        (entry,) = await emitted(ctx.db)
        assert (entry.type, entry.data) == (
            "delivery.exported",
            {"form": "pdf", "start_on": "2025-10-01", "end_on": "2025-10-31", "messages": 1},
        )

    async def test_that_is_refused_is_not(self, ctx):
        nobody = ctx.acting(
            Actor(kind=ActorKind.MACHINE, id="m", name="m", permissions=frozenset()),
            via="test",
            request_id=None,
        )

        with pytest.raises(Forbidden):
            await export_delivery(nobody, MONTH, form="csv")
        with pytest.raises(Invalid):
            await export_delivery(
                ctx, DeliveryQuery(start_on=date(2025, 2, 2), end_on=date(2025, 2, 1)), form="csv"
            )

        assert await emitted(ctx.db) == []
