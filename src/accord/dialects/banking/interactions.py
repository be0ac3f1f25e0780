"""Interactions as a bank knows them: a branch visit, a call, a session at a machine."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta

from accord.core import interactions
from accord.core.context import Context
from accord.core.interactions import Interaction, InteractionQuery, NewInteraction
from accord.kit.http.answers import Answer, created, no_content, ok
from accord.kit.http.operations import Call, Routes
from accord.kit.http.origin import below
from accord.kit.http.wire import show_time

from . import examples
from .contract import BASE, SHOWN_CHANNEL, WRITTEN_CHANNEL, BankChannel, Body, PageQuery, Shown
from .paging import page_of, show_page

routes = Routes("Interactions", limit="standard")

Subject = Annotated[str, Meta(min_length=1, max_length=255)]
Description = Annotated[str, Meta(min_length=1, max_length=10_000)]
Minutes = Annotated[int, Meta(ge=0, le=2_147_483_647)]


class NewInteractionBody(Body, kw_only=True):
    customer_id: UUID
    channel: BankChannel
    subject: Subject
    description: Description
    interaction_date: datetime | None = None
    duration_minutes: Minutes | None = None


class InteractionShown(Shown):
    id: UUID
    customer_id: UUID
    channel: BankChannel
    subject: str
    description: str
    interaction_date: str
    duration_minutes: int | None
    created_at: str


def show_interaction(interaction: Interaction) -> InteractionShown:
    """An interaction in banking's words; one logged elsewhere may have no subject."""
    return InteractionShown(
        id=interaction.id,
        customer_id=interaction.customer_id,
        channel=SHOWN_CHANNEL[interaction.channel],
        subject=interaction.subject or "",
        description=interaction.summary,
        interaction_date=show_time(interaction.occurred_at),
        duration_minutes=interaction.duration_minutes,
        created_at=show_time(interaction.created_at),
    )


@routes.get(
    "/interactions",
    "List interactions, latest first",
    permission="crm:read:interactions",
    query=PageQuery,
    answer=list[InteractionShown],
    answer_example=[examples.INTERACTION],
)
async def list_interactions(ctx: Context, call: Call[None, PageQuery]) -> Answer:
    """All interactions."""
    found = await interactions.list_interactions(ctx, InteractionQuery(page=page_of(call.query)))
    return show_page(found, show_interaction, call)


@routes.get(
    "/interactions/{id}",
    "Interaction by id",
    permission="crm:read:interactions",
    answer=InteractionShown,
    answer_example=examples.INTERACTION,
)
async def get_interaction(ctx: Context, call: Call[None, None]) -> Answer:
    """One interaction."""
    return ok(show_interaction(await interactions.get_interaction(ctx, call.path["id"])))


@routes.get(
    "/interactions/customer/{customerId}",
    "Interactions of a customer",
    permission="crm:read:interactions",
    query=PageQuery,
    answer=list[InteractionShown],
    answer_example=[examples.INTERACTION],
)
async def list_interactions_of_customer(ctx: Context, call: Call[None, PageQuery]) -> Answer:
    """The interactions of one customer, latest first."""
    found = await interactions.list_interactions_of_customer(
        ctx, call.path["customerId"], page_of(call.query)
    )
    return show_page(found, show_interaction, call)


@routes.post(
    "/interactions",
    "Log interaction",
    permission="crm:create:interactions",
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
            channel=WRITTEN_CHANNEL[body.channel],
            subject=body.subject,
            summary=body.description,
            occurred_at=body.interaction_date,
            duration_minutes=body.duration_minutes,
        ),
    )
    return created(show_interaction(logged), below(call.scope, BASE, f"/interactions/{logged.id}"))


@routes.delete("/interactions/{id}", "Delete interaction", permission="crm:delete:interactions", success=204)
async def delete_interaction(ctx: Context, call: Call[None, None]) -> Answer:
    """Take an interaction out of the record."""
    await interactions.delete_interaction(ctx, call.path["id"])
    return no_content()
