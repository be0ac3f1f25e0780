"""Commands about users, tokens and timelines."""

import asyncio
from datetime import timedelta
from typing import Annotated
from uuid import UUID

import typer

from accord.core import access, interactions
from accord.core.context import SYSTEM
from accord.core.permissions import Role, role_named
from accord.kit.http.wire import show_time

from .compose import running
from .settings import Dialect, Settings

user = typer.Typer(help="People who sign in.", no_args_is_help=True)
token = typer.Typer(help="Tokens and API keys for programs.", no_args_is_help=True)

VIA = "cli"


@user.command("create")
def create_user(
    ctx: typer.Context,
    email: Annotated[str, typer.Argument(help="The e-mail address to sign in with.")],
    name: Annotated[str, typer.Option(help="The name to show.")],
    role: Annotated[str, typer.Option(help=f"One of {', '.join(Role)}.")] = Role.AGENT.value,
    password: Annotated[
        str,
        typer.Option(
            help="Asked for when not given.", prompt=True, hide_input=True, confirmation_prompt=True
        ),
    ] = "",
) -> None:
    """Create a user who can sign in."""
    meant = role_named(role)
    if meant is None:
        raise typer.BadParameter(f"must be one of {', '.join(Role)}", param_hint="--role")

    async def create() -> access.User:
        async with running(ctx.obj) as platform, platform.context(SYSTEM, VIA) as act:
            return await access.create_user(act, email=email, full_name=name, role=meant, password=password)

    made = asyncio.run(create())
    typer.echo(f"{made.id}  {made.email}  {made.role}")


@token.command("issue")
def issue_token(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(help="Who will use it, as the audit shall name it.")],
    grant: Annotated[
        list[str] | None,
        typer.Option(help="A permission (crm:read:customers), a wildcard or a scope (crm:read). Repeatable."),
    ] = None,
    dialect: Annotated[
        list[Dialect] | None, typer.Option(help="Only valid in this dialect. Repeatable; otherwise in all.")
    ] = None,
    days: Annotated[float, typer.Option(help="How long it is valid.", min=0.0001, max=3650)] = 30,
    customer: Annotated[
        UUID | None, typer.Option(help="Issue a customer's own token: the customer's id.")
    ] = None,
    key: Annotated[
        bool, typer.Option("--key", help="An API key, stored as a digest, instead of a JWT.")
    ] = False,
) -> None:
    """Print a token for a program. It is shown once."""
    grants = frozenset(grant or ["crm:read"])
    audience = tuple(str(each) for each in dialect) if dialect else None
    lifetime = timedelta(days=days)

    async def issue() -> str:
        async with running(ctx.obj) as platform, platform.context(SYSTEM, VIA) as act:
            if customer is not None:
                return await access.issue_customer_token(
                    act, platform.issuer, customer, grants=grants, lifetime=lifetime, audience=audience
                )
            if key:
                _, secret = await access.create_api_key(
                    act, name=name, grants=grants, audience=audience, lifetime=lifetime
                )
                return secret
            return await access.issue_machine_token(
                act, platform.issuer, name=name, grants=grants, lifetime=lifetime, audience=audience
            )

    typer.echo(asyncio.run(issue()))


def timeline(
    ctx: typer.Context,
    customer: Annotated[UUID, typer.Argument(help="The customer's id.")],
    limit: Annotated[int, typer.Option(help="How many entries, newest first.", min=1, max=1000)] = 50,
) -> None:
    """Show what happened to a customer, through which dialect, and who did it."""
    settings: Settings = ctx.obj

    async def read() -> list[interactions.TimelineEntry]:
        async with running(settings) as platform, platform.context(SYSTEM, VIA) as act:
            return (await interactions.list_timeline(act, customer, limit=limit)).items

    for entry in asyncio.run(read()):
        told = "  ".join(f"{name}={value}" for name, value in entry.data.items() if value not in (None, ""))
        typer.echo(
            f"{show_time(entry.occurred_at)}  {entry.via:10}  {entry.type:24}  {entry.actor.name}  {told}"
        )
