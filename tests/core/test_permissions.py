"""Roles, scopes and wildcards, spelled out once more and compared."""

import pytest

from accord.core.permissions import ALL, ROLES, SCOPES, Permission, Role, expand, role_named

BUSINESS = (
    "customers kyc cases interactions actions sentiment workflows notifications communications preferences "
    "conversations messages notes resolutions swarms routing kb feedback segments orders campaigns analytics"
)
ADMINISTRATIVE = "automation channels slas users teams webhooks"
EXPORTS = "crm:export:customers crm:export:orders crm:export:campaigns"
SINGLE = f"crm:merge:customers {EXPORTS} crm:send:campaigns crm:run:workflows crm:use:ai"


def each(actions: str, resources: str) -> set[str]:
    return {f"crm:{action}:{resource}" for action in actions.split() for resource in resources.split()}


ROLE_TABLE = {
    "admin": each("create read update delete", f"{BUSINESS} {ADMINISTRATIVE}") | set(SINGLE.split()),
    "supervisor": each("create read update delete", BUSINESS)
    | set(SINGLE.split())
    | each("read", ADMINISTRATIVE)
    | each("create update", "automation"),
    "agent": each("read", f"{BUSINESS} teams slas")
    | each(
        "create update",
        "customers cases interactions actions sentiment notifications communications preferences "
        "conversations messages notes resolutions swarms routing feedback orders",
    )
    | {"crm:use:ai", "crm:run:workflows", "crm:delete:messages"},
    "engineer": each(
        "read", "customers conversations messages cases resolutions swarms kb analytics teams slas"
    )
    | each("create update", "notes resolutions swarms")
    | {"crm:use:ai"},
    "account_manager": each("read", BUSINESS)
    | each("create update", "customers interactions segments preferences feedback kyc")
    | {"crm:use:ai"},
    "marketer": each("read", "customers segments campaigns orders communications feedback analytics")
    | each("create read update delete", "segments campaigns")
    | set(EXPORTS.split())
    | {"crm:send:campaigns", "crm:create:customers", "crm:create:communications", "crm:use:ai"},
    "viewer": each("read", BUSINESS),
    "api": set(),
}
SCOPE_TABLE = {
    "crm:read": each("read", f"{BUSINESS} teams slas") | set(EXPORTS.split()) | {"crm:use:ai"},
    "crm:write": each("create update delete", BUSINESS)
    | {"crm:merge:customers", "crm:send:campaigns", "crm:run:workflows"},
    "crm:admin": ROLE_TABLE["admin"],
}


class TestPermissions:
    def test_are_four_actions_on_each_resource_and_the_single_ones(self):
        assert {str(permission) for permission in Permission} == ROLE_TABLE["admin"]

    def test_are_listed_in_order(self):
        assert list(Permission.__members__) == sorted(Permission.__members__)


class TestRoles:
    def test_are_these(self):
        assert {str(role) for role in Role} == set(ROLE_TABLE) == {str(role) for role in ROLES}

    @pytest.mark.parametrize(("role", "rights"), ROLE_TABLE.items())
    def test_have_exactly_their_rights(self, role, rights):
        assert {str(permission) for permission in ROLES[Role(role)]} == rights

    @pytest.mark.parametrize(
        ("word", "role"),
        [
            *((role, role) for role in ROLE_TABLE),
            *(("owner", "admin"), ("tenant_admin", "admin")),
            *(("crm_agent", "agent"), ("customer_support", "agent"), ("user", "agent")),
            ("client_account_manager", "account_manager"),
            *(("Admin", "admin"), ("TENANT_ADMIN", "admin"), (" viewer ", "viewer")),
        ],
    )
    def test_are_known_by_other_words_too(self, word, role):
        assert role_named(word) is Role(role)

    @pytest.mark.parametrize(
        "word", ["", " ", "root", "superuser", "admin,agent", "crm:admin", "account manager"]
    )
    def test_are_not_guessed(self, word):
        assert role_named(word) is None


class TestScopes:
    @pytest.mark.parametrize(("scope", "rights"), SCOPE_TABLE.items())
    def test_contain_exactly_these(self, scope, rights):
        assert {str(permission) for permission in SCOPES[scope]} == rights

    def test_to_write_do_not_contain_reading(self):
        assert SCOPES["crm:write"] & SCOPES["crm:read"] == frozenset()


class TestExpandingGrants:
    @pytest.mark.parametrize(
        ("grants", "rights"),
        [
            ("", set()),
            ("crm:read:cases", {"crm:read:cases"}),
            ("crm:read:cases crm:use:ai", {"crm:read:cases", "crm:use:ai"}),
            ("crm:read:*", each("read", f"{BUSINESS} {ADMINISTRATIVE}")),
            ("crm:export:*", set(EXPORTS.split())),
            ("crm:merge:*", {"crm:merge:customers"}),
            ("crm:use:*", {"crm:use:ai"}),
            ("crm:*:*", ROLE_TABLE["admin"]),
            *SCOPE_TABLE.items(),
            ("crm:read crm:create:users", SCOPE_TABLE["crm:read"] | {"crm:create:users"}),
        ],
    )
    def test_gives_what_they_stand_for(self, grants, rights):
        assert {str(permission) for permission in expand(frozenset(grants.split()))} == rights

    @pytest.mark.parametrize(
        "grant",
        [
            *("", "*", "*:*:*", "crm", "crm:*", "crm:", "crm:read:", "crm::cases"),
            *(":read:cases", "read:cases"),
            *("crm:read:unicorns", "crm:fly:cases", "crm:merge:cases", "crm:use", "crm:run:ai"),
            *("crm:read:cases:*", "crm:read:cases:1", "crm:re:*", "crm:read:case*", "crm:*:cases"),
            *("sales:read:cases", "sales:*:*", "crm:read:cases ", "admin", "CRM:READ:*"),
        ],
    )
    def test_gives_nothing_for_other_words(self, grant):
        assert expand(frozenset({grant})) == frozenset()

    def test_gives_permissions(self):
        held = expand(frozenset({"crm:admin"}))

        assert held == ALL
        assert all(type(permission) is Permission for permission in held)
