"""Every permission, and what roles and scopes contain of them.

A permission reads `crm:<action>:<resource>`. `crm:<action>:*` and `crm:*:*` are the wildcards; the scopes
`crm:read`, `crm:write` and `crm:admin` are bundles. All are expanded once, when a caller is identified.
"""

from collections.abc import Iterable
from enum import StrEnum
from functools import lru_cache

BUSINESS = frozenset(
    {
        "customers",
        "kyc",
        "cases",
        "interactions",
        "actions",
        "sentiment",
        "workflows",
        "notifications",
        "communications",
        "preferences",
        "conversations",
        "messages",
        "notes",
        "resolutions",
        "swarms",
        "routing",
        "kb",
        "feedback",
        "segments",
        "orders",
        "campaigns",
        "analytics",
    }
)
ADMINISTRATIVE = frozenset({"automation", "channels", "slas", "users", "teams", "webhooks"})


class Permission(StrEnum):
    """One right to act on one kind of object."""

    ACTIONS_CREATE = "crm:create:actions"
    ACTIONS_DELETE = "crm:delete:actions"
    ACTIONS_READ = "crm:read:actions"
    ACTIONS_UPDATE = "crm:update:actions"
    AI_USE = "crm:use:ai"
    ANALYTICS_CREATE = "crm:create:analytics"
    ANALYTICS_DELETE = "crm:delete:analytics"
    ANALYTICS_READ = "crm:read:analytics"
    ANALYTICS_UPDATE = "crm:update:analytics"
    AUTOMATION_CREATE = "crm:create:automation"
    AUTOMATION_DELETE = "crm:delete:automation"
    AUTOMATION_READ = "crm:read:automation"
    AUTOMATION_UPDATE = "crm:update:automation"
    CAMPAIGNS_CREATE = "crm:create:campaigns"
    CAMPAIGNS_DELETE = "crm:delete:campaigns"
    CAMPAIGNS_EXPORT = "crm:export:campaigns"
    CAMPAIGNS_READ = "crm:read:campaigns"
    CAMPAIGNS_SEND = "crm:send:campaigns"
    CAMPAIGNS_UPDATE = "crm:update:campaigns"
    CASES_CREATE = "crm:create:cases"
    CASES_DELETE = "crm:delete:cases"
    CASES_READ = "crm:read:cases"
    CASES_UPDATE = "crm:update:cases"
    CHANNELS_CREATE = "crm:create:channels"
    CHANNELS_DELETE = "crm:delete:channels"
    CHANNELS_READ = "crm:read:channels"
    CHANNELS_UPDATE = "crm:update:channels"
    COMMUNICATIONS_CREATE = "crm:create:communications"
    COMMUNICATIONS_DELETE = "crm:delete:communications"
    COMMUNICATIONS_READ = "crm:read:communications"
    COMMUNICATIONS_UPDATE = "crm:update:communications"
    CONVERSATIONS_CREATE = "crm:create:conversations"
    CONVERSATIONS_DELETE = "crm:delete:conversations"
    CONVERSATIONS_READ = "crm:read:conversations"
    CONVERSATIONS_UPDATE = "crm:update:conversations"
    CUSTOMERS_CREATE = "crm:create:customers"
    CUSTOMERS_DELETE = "crm:delete:customers"
    CUSTOMERS_EXPORT = "crm:export:customers"
    CUSTOMERS_MERGE = "crm:merge:customers"
    CUSTOMERS_READ = "crm:read:customers"
    CUSTOMERS_UPDATE = "crm:update:customers"
    FEEDBACK_CREATE = "crm:create:feedback"
    FEEDBACK_DELETE = "crm:delete:feedback"
    FEEDBACK_READ = "crm:read:feedback"
    FEEDBACK_UPDATE = "crm:update:feedback"
    INTERACTIONS_CREATE = "crm:create:interactions"
    INTERACTIONS_DELETE = "crm:delete:interactions"
    INTERACTIONS_READ = "crm:read:interactions"
    INTERACTIONS_UPDATE = "crm:update:interactions"
    KB_CREATE = "crm:create:kb"
    KB_DELETE = "crm:delete:kb"
    KB_READ = "crm:read:kb"
    KB_UPDATE = "crm:update:kb"
    KYC_CREATE = "crm:create:kyc"
    KYC_DELETE = "crm:delete:kyc"
    KYC_READ = "crm:read:kyc"
    KYC_UPDATE = "crm:update:kyc"
    MESSAGES_CREATE = "crm:create:messages"
    MESSAGES_DELETE = "crm:delete:messages"
    MESSAGES_READ = "crm:read:messages"
    MESSAGES_UPDATE = "crm:update:messages"
    NOTES_CREATE = "crm:create:notes"
    NOTES_DELETE = "crm:delete:notes"
    NOTES_READ = "crm:read:notes"
    NOTES_UPDATE = "crm:update:notes"
    NOTIFICATIONS_CREATE = "crm:create:notifications"
    NOTIFICATIONS_DELETE = "crm:delete:notifications"
    NOTIFICATIONS_READ = "crm:read:notifications"
    NOTIFICATIONS_UPDATE = "crm:update:notifications"
    ORDERS_CREATE = "crm:create:orders"
    ORDERS_DELETE = "crm:delete:orders"
    ORDERS_EXPORT = "crm:export:orders"
    ORDERS_READ = "crm:read:orders"
    ORDERS_UPDATE = "crm:update:orders"
    PREFERENCES_CREATE = "crm:create:preferences"
    PREFERENCES_DELETE = "crm:delete:preferences"
    PREFERENCES_READ = "crm:read:preferences"
    PREFERENCES_UPDATE = "crm:update:preferences"
    RESOLUTIONS_CREATE = "crm:create:resolutions"
    RESOLUTIONS_DELETE = "crm:delete:resolutions"
    RESOLUTIONS_READ = "crm:read:resolutions"
    RESOLUTIONS_UPDATE = "crm:update:resolutions"
    ROUTING_CREATE = "crm:create:routing"
    ROUTING_DELETE = "crm:delete:routing"
    ROUTING_READ = "crm:read:routing"
    ROUTING_UPDATE = "crm:update:routing"
    SEGMENTS_CREATE = "crm:create:segments"
    SEGMENTS_DELETE = "crm:delete:segments"
    SEGMENTS_READ = "crm:read:segments"
    SEGMENTS_UPDATE = "crm:update:segments"
    SENTIMENT_CREATE = "crm:create:sentiment"
    SENTIMENT_DELETE = "crm:delete:sentiment"
    SENTIMENT_READ = "crm:read:sentiment"
    SENTIMENT_UPDATE = "crm:update:sentiment"
    SLAS_CREATE = "crm:create:slas"
    SLAS_DELETE = "crm:delete:slas"
    SLAS_READ = "crm:read:slas"
    SLAS_UPDATE = "crm:update:slas"
    SWARMS_CREATE = "crm:create:swarms"
    SWARMS_DELETE = "crm:delete:swarms"
    SWARMS_READ = "crm:read:swarms"
    SWARMS_UPDATE = "crm:update:swarms"
    TEAMS_CREATE = "crm:create:teams"
    TEAMS_DELETE = "crm:delete:teams"
    TEAMS_READ = "crm:read:teams"
    TEAMS_UPDATE = "crm:update:teams"
    USERS_CREATE = "crm:create:users"
    USERS_DELETE = "crm:delete:users"
    USERS_READ = "crm:read:users"
    USERS_UPDATE = "crm:update:users"
    WEBHOOKS_CREATE = "crm:create:webhooks"
    WEBHOOKS_DELETE = "crm:delete:webhooks"
    WEBHOOKS_READ = "crm:read:webhooks"
    WEBHOOKS_UPDATE = "crm:update:webhooks"
    WORKFLOWS_CREATE = "crm:create:workflows"
    WORKFLOWS_DELETE = "crm:delete:workflows"
    WORKFLOWS_READ = "crm:read:workflows"
    WORKFLOWS_RUN = "crm:run:workflows"
    WORKFLOWS_UPDATE = "crm:update:workflows"


class Role(StrEnum):
    """What a user is here for."""

    ADMIN = "admin"
    SUPERVISOR = "supervisor"
    AGENT = "agent"
    ENGINEER = "engineer"
    ACCOUNT_MANAGER = "account_manager"
    MARKETER = "marketer"
    VIEWER = "viewer"
    API = "api"


def _of(actions: str, resources: Iterable[str]) -> frozenset[Permission]:
    names = {f"crm:{action}:{resource}" for action in actions.split() for resource in resources}
    return frozenset(permission for permission in Permission if permission.value in names)


ALL = frozenset(Permission)
_USE_AI = frozenset({Permission.AI_USE})
_READ_BUSINESS = _of("read", BUSINESS)

SCOPES: dict[str, frozenset[Permission]] = {
    "crm:read": _of("read export", BUSINESS) | _of("read", {"teams", "slas"}) | _USE_AI,
    "crm:write": _of("create update delete merge send run", BUSINESS),
    "crm:admin": ALL,
}

ROLES: dict[Role, frozenset[Permission]] = {
    Role.ADMIN: ALL,
    Role.SUPERVISOR: _of("create read update delete merge export send run", BUSINESS)
    | _USE_AI
    | _of("read", ADMINISTRATIVE)
    | _of("create update", {"automation"}),
    Role.AGENT: _READ_BUSINESS
    | _USE_AI
    | _of("read", {"teams", "slas"})
    | _of(
        "create update",
        {
            *("customers", "cases", "interactions", "actions", "sentiment", "notifications"),
            *("communications", "preferences", "conversations", "messages", "notes"),
            *("resolutions", "swarms", "routing", "feedback", "orders"),
        },
    )
    | {Permission.WORKFLOWS_RUN, Permission.MESSAGES_DELETE},
    Role.ENGINEER: _of(
        "read",
        {
            *("customers", "conversations", "messages", "cases", "resolutions"),
            *("swarms", "kb", "analytics", "teams", "slas"),
        },
    )
    | _USE_AI
    | _of("create update", {"notes", "resolutions", "swarms"}),
    Role.ACCOUNT_MANAGER: _READ_BUSINESS
    | _USE_AI
    | _of("create update", {"customers", "interactions", "segments", "preferences", "feedback", "kyc"}),
    Role.MARKETER: _of(
        "read",
        {"customers", "segments", "campaigns", "orders", "communications", "feedback", "analytics"},
    )
    | _of("create read update delete export send", {"segments", "campaigns"})
    | _of("export", BUSINESS)
    | _USE_AI
    | {Permission.CUSTOMERS_CREATE, Permission.COMMUNICATIONS_CREATE},
    Role.VIEWER: _READ_BUSINESS,
    Role.API: frozenset(),
}

# Words that other systems use for our roles, accepted on input.
ROLE_ALIASES: dict[str, Role] = {
    "owner": Role.ADMIN,
    "tenant_admin": Role.ADMIN,
    "crm_agent": Role.AGENT,
    "customer_support": Role.AGENT,
    "user": Role.AGENT,
    "client_account_manager": Role.ACCOUNT_MANAGER,
}
_ROLE_WORDS = {role.value: role for role in Role} | ROLE_ALIASES


def role_named(word: str) -> Role | None:
    """The role a word means, aliases included, in any letter case; None for an unknown word."""
    return _ROLE_WORDS.get(word.strip().lower())


@lru_cache(maxsize=1024)
def expand(grants: frozenset[str]) -> frozenset[Permission]:
    """The permissions that permissions, wildcards and scopes stand for. Unknown words grant nothing."""
    held: set[Permission] = set()
    for grant in grants:
        held |= SCOPES.get(grant) or _matching(grant)
    return frozenset(held)


def _matching(grant: str) -> frozenset[Permission]:
    if grant == "crm:*:*":
        return ALL
    prefix, _, resource = grant.rpartition(":")
    if resource == "*" and prefix.count(":") == 1:
        return frozenset(permission for permission in Permission if permission.startswith(prefix + ":"))
    return frozenset({Permission(grant)}) if grant in ALL else frozenset()
