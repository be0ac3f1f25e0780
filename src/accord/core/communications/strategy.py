"""Which channel a message takes, and which it falls back to: decided from what is usable, without I/O."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from accord.core.interactions import Channel

from .records import Reason, Urgency

_EMAIL, _SMS, _WHATSAPP = Channel.EMAIL, Channel.SMS, Channel.WHATSAPP
_BY_URGENCY = {
    Urgency.CRITICAL: (_SMS, _WHATSAPP, _EMAIL),
    Urgency.HIGH: (_WHATSAPP, _EMAIL, _SMS),
    Urgency.NORMAL: (_EMAIL, _WHATSAPP, _SMS),
    Urgency.LOW: (_EMAIL, _WHATSAPP, _SMS),
}
_FIRST_FOR = {
    "budget_summary": _EMAIL,
    "vendor_options": _EMAIL,
    "blueprint_delivery": _EMAIL,
    "selection_confirmation": _SMS,
    "reminder": _SMS,
}
_PRIORITIES = {Urgency.CRITICAL: 10, Urgency.HIGH: 7, Urgency.NORMAL: 5, Urgency.LOW: 2}
_MORE_FOR = {"error_notification": 2, "blueprint_delivery": 1}
HIGHEST_PRIORITY = 10

# What is told when channels cannot be used for different reasons: the first of these.
_TOLD_FIRST = (
    Reason.OPTED_OUT,
    Reason.ADDRESS_SUPPRESSED,
    Reason.NO_ADDRESS,
    Reason.NO_TEMPLATE,
    Reason.NO_PROVIDER,
)


def considered(
    message_type: str, urgency: Urgency, preferred: Channel | None, only: Channel | None
) -> list[Channel]:
    """The channels that come into question, in the order of type and urgency."""
    if only is not None:
        return [only]
    order = _front(_BY_URGENCY[urgency], _FIRST_FOR.get(message_type))
    return order if preferred is None or preferred in order else [*order, preferred]


def order_of(
    channels: Sequence[Channel],
    unusable: Mapping[Channel, Reason],
    *,
    wished: Collection[Channel],
    preferred: Channel | None,
) -> list[Channel]:
    """The usable channels, the primary first.

    Of those that the customer wishes only usable ones count; when there is none, all usable ones do. `preferred`,
    the caller's wish, comes first of all if it can be used.
    """
    usable = [channel for channel in channels if channel not in unusable]
    chosen = [channel for channel in usable if channel in wished] or usable
    if preferred is None or preferred in unusable or preferred not in channels:
        return chosen
    return _front(chosen, preferred)


def told_reason(unusable: Iterable[Reason]) -> Reason:
    """The one reason that is told when no channel can be used."""
    reasons = set(unusable)
    return next((reason for reason in _TOLD_FIRST if reason in reasons), Reason.NO_PROVIDER)


def priority_of(message_type: str, urgency: Urgency) -> int:
    """How early workers take the message, from 1 to 10, the highest first."""
    return min(HIGHEST_PRIORITY, _PRIORITIES[urgency] + _MORE_FOR.get(message_type, 0))


def _front(channels: Sequence[Channel], first: Channel | None) -> list[Channel]:
    if first is None:
        return list(channels)
    return [first, *(channel for channel in channels if channel is not first)]
