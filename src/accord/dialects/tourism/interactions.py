"""Interactions as a tour operator knows them. Internal notes are not shown here, by id neither."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated
from uuid import UUID

from msgspec import UNSET, Meta, UnsetType

from accord.core import interactions
from accord.core.context import Context
from accord.core.interactions import (
    Channel,
    Interaction,
    InteractionChanges,
    InteractionQuery,
    InteractionStatsQuery,
    NewInteraction,
)
from accord.kit.http.answers import Answer, created, ok
from accord.kit.http.operations import Call, Routes
from accord.kit.http.wire import show_amount, show_time, show_time_or_none

from . import examples
from .contract import SHOWN_CHANNEL, WRITTEN_CHANNEL, Body, MessageShown, PageQuery, Shown, TourChannel
from .paging import PageShown, page_of, show_page

routes = Routes("Interactions")

Subject = Annotated[str, Meta(max_length=255)]
Summary = Annotated[str, Meta(min_length=1, max_length=2000)]
Minutes = Annotated[int, Meta(ge=0, le=2_147_483_647)]

CHANNELS = tuple(SHOWN_CHANNEL)
ALWAYS_COUNTED = (TourChannel.EMAIL, TourChannel.PHONE, TourChannel.CHAT)


class NewInteractionBody(Body, kw_only=True):
    customer_id: UUID
    staff_member_id: UUID | None = None
    channel: TourChannel
    subject: Subject | None = None
    summary: Summary
    duration_minutes: Minutes | None = None
    follow_up_required: bool | None = False
    follow_up_date: datetime | None = None
    timestamp: datetime | None = None


class InteractionChangesBody(Body):
    """All optional; null clears an optional field."""

    staff_member_id: UUID | UnsetType | None = UNSET
    channel: TourChannel | UnsetType = UNSET
    subject: Subject | UnsetType | None = UNSET
    summary: Summary | UnsetType = UNSET
    duration_minutes: Minutes | UnsetType | None = UNSET
    follow_up_required: bool | UnsetType | None = UNSET
    follow_up_date: datetime | UnsetType | None = UNSET
    timestamp: datetime | UnsetType = UNSET


class InteractionListQuery(PageQuery):
    customer_id: UUID | None = None
    staff_member_id: UUID | None = None
    channel: TourChannel | None = None
    follow_up_required: bool | None = None


class StatsQuery(Body):
    customer_id: UUID | None = None
    days: Annotated[int, Meta(ge=1, le=365)] = 30


class InteractionShown(Shown):
    id: UUID
    customer_id: UUID
    staff_member_id: UUID | None
    channel: TourChannel
    subject: str | None
    summary: str
    duration_minutes: int | None
    follow_up_required: bool
    follow_up_date: str | None
    timestamp: str
    created_at: str


class InteractionStatsShown(Shown):
    total_interactions: int
    by_channel: dict[str, int]
    by_month: dict[str, int]
    average_duration: float
    follow_ups_pending: int


def show_interaction(interaction: Interaction) -> InteractionShown:
    """An interaction in tourism's words."""
    return InteractionShown(
        id=interaction.id,
        customer_id=interaction.customer_id,
        staff_member_id=interaction.staff_id,
        channel=SHOWN_CHANNEL[interaction.channel],
        subject=interaction.subject,
        summary=interaction.summary,
        duration_minutes=interaction.duration_minutes,
        follow_up_required=interaction.follow_up_required,
        follow_up_date=show_time_or_none(interaction.follow_up_at),
        timestamp=show_time(interaction.occurred_at),
        created_at=show_time(interaction.created_at),
    )


def show_channel_counts(counts: Mapping[Channel, int]) -> dict[str, int]:
    """Counts by the channels of the document: three of them always, others when they occur."""
    shown = {channel.value: 0 for channel in ALWAYS_COUNTED}
    for channel, count in counts.items():
        if channel in SHOWN_CHANNEL:
            name = SHOWN_CHANNEL[channel].value
            shown[name] = shown.get(name, 0) + count
    return shown


def channels_shown_as(word: TourChannel | None) -> tuple[Channel, ...]:
    """Every canonical channel that a word of the document stands for; without a word, all that are shown."""
    if word is None:
        return CHANNELS
    return tuple(channel for channel, shown in SHOWN_CHANNEL.items() if shown is word)


@routes.post(
    "/interactions/",
    "Log interaction",
    permission="crm:create:interactions",
    limit="log-interaction",
    success=201,
    body=NewInteractionBody,
    answer=InteractionShown,
    body_example=examples.NEW_INTERACTION,
    answer_example=examples.INTERACTION,
    errors=(404,),
)
async def log_interaction(ctx: Context, call: Call[NewInteractionBody, None]) -> Answer:
    """Log a contact with a customer."""
    body = call.body
    logged = await interactions.log_interaction(
        ctx,
        NewInteraction(
            customer_id=body.customer_id,
            staff_id=body.staff_member_id,
            channel=WRITTEN_CHANNEL[body.channel],
            subject=body.subject or None,
            summary=body.summary,
            duration_minutes=body.duration_minutes,
            follow_up_required=body.follow_up_required or False,
            follow_up_at=body.follow_up_date,
            occurred_at=body.timestamp,
        ),
    )
    return created(show_interaction(logged))


@routes.get(
    "/interactions/",
    "List interactions with filters",
    permission="crm:read:interactions",
    query=InteractionListQuery,
    answer=PageShown[InteractionShown],
    answer_example=examples.page(examples.INTERACTION),
)
async def list_interactions(ctx: Context, call: Call[None, InteractionListQuery]) -> Answer:
    """The interactions that match every filter, latest first."""
    query = call.query
    found = await interactions.list_interactions(
        ctx,
        InteractionQuery(
            page=page_of(query),
            customer_id=query.customer_id,
            staff_id=query.staff_member_id,
            channels=channels_shown_as(query.channel),
            follow_up_required=query.follow_up_required,
        ),
    )
    return show_page(found, show_interaction, query)


@routes.get(
    "/interactions/customer/{customer_id}",
    "Interactions of a customer",
    permission="crm:read:interactions",
    query=PageQuery,
    answer=PageShown[InteractionShown],
    answer_example=examples.page(examples.INTERACTION),
)
async def list_interactions_of_customer(ctx: Context, call: Call[None, PageQuery]) -> Answer:
    """The interactions of one customer, latest first."""
    found = await interactions.list_interactions_of_customer(
        ctx, call.path["customer_id"], page_of(call.query), channels=CHANNELS
    )
    return show_page(found, show_interaction, call.query)


@routes.get(
    "/interactions/stats",
    "Interaction statistics",
    permission="crm:read:interactions",
    query=StatsQuery,
    answer=InteractionStatsShown,
    answer_example=examples.INTERACTION_STATS,
    documented=False,
    errors=(404,),
)
async def show_stats(ctx: Context, call: Call[None, StatsQuery]) -> Answer:
    """Counts of the last days; the months and the pending follow-ups whatever the days."""
    query = InteractionStatsQuery(customer_id=call.query.customer_id, channels=CHANNELS, days=call.query.days)
    stats = await interactions.interaction_stats(ctx, query)
    return ok(
        InteractionStatsShown(
            total_interactions=stats.total,
            by_channel=show_channel_counts(stats.by_channel),
            by_month=stats.by_month,
            average_duration=show_amount(stats.average_minutes) or 0.0,
            follow_ups_pending=stats.follow_ups_pending,
        )
    )


@routes.get(
    "/interactions/{interaction_id}",
    "Interaction by id",
    permission="crm:read:interactions",
    answer=InteractionShown,
    answer_example=examples.INTERACTION,
    documented=False,
)
async def get_interaction(ctx: Context, call: Call[None, None]) -> Answer:
    """One interaction."""
    found = await interactions.get_interaction(ctx, call.path["interaction_id"], channels=CHANNELS)
    return ok(show_interaction(found))


@routes.put(
    "/interactions/{interaction_id}",
    "Update interaction",
    permission="crm:update:interactions",
    body=InteractionChangesBody,
    answer=InteractionShown,
    body_example=examples.INTERACTION_CHANGES,
    answer_example=examples.INTERACTION,
    documented=False,
)
async def update_interaction(ctx: Context, call: Call[InteractionChangesBody, None]) -> Answer:
    """Correct what was sent."""
    body = call.body
    changes = InteractionChanges(
        staff_id=body.staff_member_id,
        channel=UNSET if body.channel is UNSET else WRITTEN_CHANNEL[body.channel],
        alike=UNSET if body.channel is UNSET else channels_shown_as(body.channel),
        subject=None if body.subject == "" else body.subject,
        summary=body.summary,
        occurred_at=body.timestamp,
        duration_minutes=body.duration_minutes,
        follow_up_required=False if body.follow_up_required is None else body.follow_up_required,
        follow_up_at=body.follow_up_date,
    )
    after = await interactions.update_interaction(
        ctx, call.path["interaction_id"], changes, channels=CHANNELS
    )
    return ok(show_interaction(after))


@routes.delete(
    "/interactions/{interaction_id}",
    "Delete interaction",
    permission="crm:delete:interactions",
    answer=MessageShown,
    answer_example={"message": "Interaction deleted successfully"},
    documented=False,
)
async def delete_interaction(ctx: Context, call: Call[None, None]) -> Answer:
    """Take an interaction out of the record."""
    await interactions.delete_interaction(ctx, call.path["interaction_id"], channels=CHANNELS)
    return ok(MessageShown(message="Interaction deleted successfully"))
