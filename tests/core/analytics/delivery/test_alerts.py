from datetime import timedelta

from accord.core.analytics.delivery import AlertThreshold, DeliveryAlertRaised, raise_delivery_alerts
from make import emitted

TENTH = AlertThreshold(failure_rate=10.0, least_messages=10, window_minutes=60)


async def many(sent, *, good, bad, at, channel="email"):
    for status, number in (("sent", good), ("failed", bad)):
        for _ in range(number):
            await sent(status, at=at, channel=channel)


class TestRaisingDeliveryAlerts:
    async def test_tells_of_a_channel_that_fails_too_often(self, ctx, db, sent):
        await many(sent, good=9, bad=1, at=ctx.now)
        await many(sent, good=10, bad=1, at=ctx.now, channel="sms")

        (raised,) = await raise_delivery_alerts(ctx, TENTH)

        assert raised == DeliveryAlertRaised(
            channel="email", failed=1, sent=10, failure_rate=10.0, threshold=10.0, window_minutes=60
        )
        assert [event.type for event in await emitted(db)] == ["delivery.alert_raised"]

    async def test_tells_it_once_in_a_window(self, ctx, sent):
        await many(sent, good=0, bad=10, at=ctx.now)
        await raise_delivery_alerts(ctx, TENTH)
        ctx.now += timedelta(minutes=59)

        assert await raise_delivery_alerts(ctx, TENTH) == []

    async def test_looks_at_the_window_alone(self, ctx, sent):
        await many(sent, good=0, bad=10, at=ctx.now - timedelta(minutes=61))

        assert await raise_delivery_alerts(ctx, TENTH) == []

    async def test_says_nothing_of_few_messages(self, ctx, sent):
        await many(sent, good=0, bad=9, at=ctx.now)

        assert await raise_delivery_alerts(ctx, TENTH) == []
