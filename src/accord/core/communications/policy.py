"""The contact policy: may this customer be written to, on which channel, and when? Pure; its decision is stored."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from accord.core.customers import Customer
from accord.core.interactions import Channel
from accord.kit.records import Record

from . import strategy, timing
from .addresses import address_for, normalised
from .outreach import Outreach
from .records import Preferences, Purpose, Reason, Urgency

SESSION = timedelta(hours=24)
HOLD_OPEN_CASE = timedelta(hours=1)
CAP_WINDOW = timedelta(hours=24)


class Wish(Record):
    """What of a message the policy looks at."""

    message_type: str
    urgency: Urgency
    purpose: Purpose
    context: dict[str, Any]
    preferred_channel: Channel | None
    only_channel: Channel | None = None
    recipient: str | None = None
    ignores_timing: bool = False


class Facts(Record):
    """What is known of the customer at this moment.

    `suppressed` are the channels whose address is suppressed, `last_whatsapp_at` when the customer last wrote there.
    """

    customer: Customer
    preferences: Preferences
    addresses: dict[Channel, str]
    suppressed: frozenset[Channel] = frozenset()
    last_whatsapp_at: datetime | None = None


class Choice(Record):
    """The channels in their order, and why the others cannot be used."""

    order: list[Channel]
    unusable: dict[Channel, Reason]
    preferred_skipped: Reason | None = None

    @property
    def reason(self) -> Reason:
        """Why none can be used."""
        return strategy.told_reason(self.unusable.values())

    def told(self) -> dict[str, Any]:
        """The decision as it is stored and shown: each channel with `usable` or the reason why not."""
        channels: dict[str, str] = {channel.value: "usable" for channel in self.order}
        channels |= {channel.value: reason.value for channel, reason in self.unusable.items()}
        told: dict[str, Any] = {"channels": channels, "order": [channel.value for channel in self.order]}
        if self.preferred_skipped is not None:
            told["preferred_channel_skipped"] = self.preferred_skipped.value
        return told


def addresses_of(wish: Wish, customer: Customer) -> dict[Channel, str]:
    """The address on each channel that comes into question."""
    channels = strategy.considered(wish.message_type, wish.urgency, wish.preferred_channel, wish.only_channel)
    if wish.only_channel is not None and wish.recipient is not None:
        return {wish.only_channel: normalised(wish.only_channel, wish.recipient)}
    return addresses_on(channels, wish.context, customer)


def addresses_on(
    channels: Iterable[Channel], context: Mapping[str, Any], customer: Customer
) -> dict[Channel, str]:
    """The address on each of these channels that has one."""
    found = {channel: address_for(channel, context, customer) for channel in channels}
    return {channel: address for channel, address in found.items() if address}


def choose(wish: Wish, facts: Facts, outreach: Outreach, *, now: datetime) -> Choice:
    """Which channels can be used, in which order."""
    channels = strategy.considered(wish.message_type, wish.urgency, wish.preferred_channel, wish.only_channel)
    reasons = {
        channel: reason
        for channel in channels
        if (reason := why_not(channel, wish.message_type, facts, outreach, now=now)) is not None
    }
    order = strategy.order_of(
        channels,
        reasons,
        wished=facts.preferences.preferred_channels or (),
        preferred=wish.preferred_channel,
    )
    skipped = None if wish.preferred_channel is None else reasons.get(wish.preferred_channel)
    return Choice(order=order, unusable=reasons, preferred_skipped=skipped)


def why_not(
    channel: Channel, message_type: str, facts: Facts, outreach: Outreach, *, now: datetime
) -> Reason | None:
    """Why a channel cannot be used; None when it can."""
    if facts.preferences.is_opted_out(channel):
        return Reason.OPTED_OUT
    if channel in facts.suppressed:
        return Reason.ADDRESS_SUPPRESSED
    if channel not in facts.addresses:
        return Reason.NO_ADDRESS
    if channel not in outreach.channels:
        return Reason.NO_PROVIDER
    if channel is Channel.WHATSAPP and _lacks_template(message_type, facts.last_whatsapp_at, outreach, now):
        return Reason.NO_TEMPLATE
    return None


def in_session(last_whatsapp_at: datetime | None, now: datetime) -> bool:
    """Whether the customer wrote on WhatsApp so lately that any text may answer."""
    return last_whatsapp_at is not None and now - last_whatsapp_at < SESSION


def when(
    wish: Wish,
    preferences: Preferences,
    outreach: Outreach,
    *,
    now: datetime,
    earliest: datetime | None = None,
    waiting: Sequence[datetime] = (),
) -> timing.Moment:
    """When a message goes out that may go from `earliest` on, if that is later than now."""
    asked = earliest is not None and earliest > now
    start = earliest if asked and earliest is not None else now
    if wish.ignores_timing:
        chosen = timing.Moment(at=start)
    else:
        chosen = timing.moment_for(
            wish.urgency, now=start, quiet=quiet_of(preferences), timing=outreach.timing, waiting=waiting
        )
    if asked and chosen.reason is None:
        return timing.Moment(at=chosen.at, reason=Reason.REQUESTED)
    return chosen


def quiet_of(preferences: Preferences) -> timing.QuietHours:
    """The customer's quiet hours."""
    return timing.QuietHours(
        zone=timing.zone_of(preferences.timezone), start=preferences.quiet_start, end=preferences.quiet_end
    )


def held(
    wish: Wish, *, has_open_case: bool, lately: Collection[datetime], most: int, now: datetime
) -> timing.Moment | None:
    """Until when a promotional message must wait; None when it need not.

    `lately` are the times of promotional messages sent within the last 24 hours.
    """
    if wish.purpose is not Purpose.PROMOTIONAL:
        return None
    if has_open_case:
        return timing.Moment(at=now + HOLD_OPEN_CASE, reason=Reason.OPEN_CASE)
    if most and len(lately) >= most:
        free = sorted(lately)[len(lately) - most]
        return timing.Moment(at=free + CAP_WINDOW, reason=Reason.FREQUENCY_CAP)
    return None


def _lacks_template(
    message_type: str, last_whatsapp_at: datetime | None, outreach: Outreach, now: datetime
) -> bool:
    templates: Mapping[str, Any] | None = outreach.session_templates
    if templates is None or message_type in templates:
        return False
    return not in_session(last_whatsapp_at, now)
