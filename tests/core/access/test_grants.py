import json

import pytest

from accord.core.access.grants import Grants, compact, ensure_grantable, read_grants
from accord.core.errors import Forbidden, Invalid
from accord.core.permissions import ALL, ROLES, Role, expand


class TestReadingGrants:
    def test_sorts_them_by_kind(self):
        found = read_grants(["viewer", "crm:read", "crm:update:*", "crm:create:orders", "crm:read"])

        assert found == Grants(
            scopes=("crm:read",), permissions=("crm:update:*", "crm:create:orders"), role=Role.VIEWER
        )

    def test_takes_other_systems_words_for_roles(self):
        assert read_grants(["tenant_admin"]).words() == ("admin",)

    @pytest.mark.parametrize(
        ("words", "field"),
        [
            ([], "grants"),
            (["admin", "viewer"], "grants[1]"),
            (["crm:read", "crm:read:nothing"], "grants[1]"),
            (["crm:*"], "grants[0]"),
            ([""], "grants[0]"),
        ],
        ids=["none", "two roles", "no such resource", "half a wildcard", "blank"],
    )
    def test_refuses(self, words, field):
        with pytest.raises(Invalid) as refused:
            read_grants(words)

        assert [problem.field for problem in refused.value.problems] == [field]

    def test_come_back_from_the_store_with_the_same_rights(self):
        granted = read_grants(["agent", "crm:read", "crm:delete:*"])

        assert Grants.of(granted.words()).rights() == granted.rights()

    def test_are_worth_nothing_when_their_words_went_away(self):
        assert Grants.of(["crm:read:abolished"]).rights() == frozenset()


class TestHandingOutRights:
    def test_names_the_first_that_is_missing(self):
        with pytest.raises(Forbidden, match="crm:create:users"):
            ensure_grantable(ROLES[Role.SUPERVISOR], frozenset({"crm:create:users", "crm:read:users"}))

    def test_allows_what_one_has(self):
        ensure_grantable(ROLES[Role.SUPERVISOR], ROLES[Role.AGENT])


class TestACompactList:
    @pytest.mark.parametrize("role", list(Role))
    def test_means_the_same(self, role):
        assert expand(frozenset(compact(ROLES[role]))) == ROLES[role]

    def test_of_everything_is_one_word(self):
        assert compact(ALL) == ["crm:*:*"]

    def test_fits_a_cookie(self):
        assert max(len(json.dumps(compact(rights))) for rights in ROLES.values()) < 2400
