"""Signing in to the tourism API."""

from typing import Annotated

from msgspec import Meta

from accord.core import access
from accord.core.access import Attempt, Issuer, Profile, TokenPair
from accord.core.context import Context
from accord.core.errors import Unavailable
from accord.core.permissions import Role
from accord.kit.http.answers import Answer, ok
from accord.kit.http.limiting import network_of
from accord.kit.http.operations import Call, OpenReading, Routes

from . import examples
from .contract import Body, MessageShown, Shown

session_routes = Routes("Authentication", documented=False, idempotent=False)

# Every canonical role as the nearest one that a tour operator knows; a customer has none.
SHOWN_ROLE: dict[Role, str] = {
    Role.ADMIN: "tenant_admin",
    Role.SUPERVISOR: "crm_agent",
    Role.AGENT: "crm_agent",
    Role.ENGINEER: "crm_agent",
    Role.ACCOUNT_MANAGER: "client_account_manager",
    Role.MARKETER: "crm_agent",
    Role.VIEWER: "crm_agent",
    Role.API: "crm_agent",
}


class LoginBody(Body):
    email: Annotated[str, Meta(min_length=1, max_length=255)]
    password: Annotated[str, Meta(min_length=1, max_length=1024)]


class RefreshBody(Body):
    refresh_token: Annotated[str, Meta(min_length=1, max_length=255)]


class LogoutBody(Body):
    """With a refresh token its session ends too."""

    refresh_token: Annotated[str, Meta(max_length=255)] | None = None


class MeShown(Shown):
    """Who somebody is: `role` in the document's words, `roleName` in those of the platform."""

    id: str
    email: str | None
    full_name: str
    role: str | None
    roleName: str | None  # noqa: N815  (spelled alike in every dialect)
    is_active: bool
    permissions: list[str]


class TokensShown(Shown):
    access_token: str
    refresh_token: str
    token_type: str
    expires_in: int
    user: MeShown


def show_me(profile: Profile) -> MeShown:
    """A caller in tourism's words."""
    return MeShown(
        id=profile.id,
        email=profile.email,
        full_name=profile.full_name,
        role=None if profile.role is None else SHOWN_ROLE[profile.role],
        roleName=profile.role,
        is_active=profile.is_active,
        permissions=list(profile.permissions),
    )


def show_tokens(pair: TokenPair) -> TokensShown:
    """The tokens of a session in tourism's words."""
    return TokensShown(
        access_token=pair.access_token,
        refresh_token=pair.refresh_token,
        token_type="bearer",  # noqa: S106  (the word of RFC 6750)
        expires_in=pair.expires_in_seconds,
        user=show_me(access.profile_of(pair.user)),
    )


@session_routes.post(
    "/auth/logout",
    "End the session",
    body=LogoutBody,
    answer=MessageShown,
    body_example=examples.REFRESH,
    answer_example={"message": "Successfully logged out"},
)
async def logout(ctx: Context, call: Call[LogoutBody, None]) -> Answer:
    """End the session of the caller."""
    await access.sign_out(ctx, call.body.refresh_token)
    return ok(MessageShown(message="Successfully logged out"))


@session_routes.get("/auth/me", "Current user with permissions", answer=MeShown, answer_example=examples.ME)
async def show_current(ctx: Context, _call: Call[None, None]) -> Answer:
    """Say who the caller is and what it may do."""
    return ok(show_me(await access.describe_actor(ctx)))


def sign_in_routes(issuer: Issuer | None) -> Routes:
    """The operations of signing in; without an issuer they can be described, and none signs anybody in."""
    routes = Routes("Authentication", documented=False, idempotent=False)

    async def check(call: Call[LoginBody, None], open_reading: OpenReading) -> Attempt:
        email, password = call.body.email, call.body.password
        return await access.check_password(
            open_reading, email=email, password=password, network=network_of(call)
        )

    @routes.post(
        "/auth/login",
        "Login",
        auth="public",
        prepare=check,
        body=LoginBody,
        answer=TokensShown,
        body_example=examples.LOGIN,
        answer_example=examples.TOKENS,
        errors=(401,),
    )
    async def login(ctx: Context, call: Call[LoginBody, None]) -> Answer:
        """Begin a session with e-mail address and password."""
        return ok(show_tokens(await access.sign_in(ctx, _ready(issuer), call.prepared)))

    @routes.post(
        "/auth/refresh",
        "New tokens for a refresh token",
        auth="public",
        body=RefreshBody,
        answer=TokensShown,
        body_example=examples.REFRESH,
        answer_example=examples.TOKENS,
        errors=(401,),
    )
    async def refresh(ctx: Context, call: Call[RefreshBody, None]) -> Answer:
        """Go on with a session; the refresh token is used up."""
        return ok(show_tokens(await access.refresh(ctx, _ready(issuer), call.body.refresh_token)))

    routes.operations += session_routes.operations
    return routes


def _ready(issuer: Issuer | None) -> Issuer:
    if issuer is None:
        raise Unavailable
    return issuer
