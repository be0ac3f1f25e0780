"""Every operator on every type, and what a missing value matches."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from accord.core import segments
from accord.core.segments import SegmentKind
from accord.kit.paging import Page

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)

PERSON = {
    "given_name": "Amina",
    "family_name": "O'Neil_50%",
    "full_name": "Amina O'Neil_50%",
    "email": "Amina@Example.com",
    "company_name": "",
    "city": None,
    "region": "Fès-Meknes",
    "status": "blocked",
    "tags": ["VIP", "Early Adopter"],
    "total_spent": Decimal("100.00"),
    "order_count": 3,
    "credit_score": None,
    "last_order_at": None,
    "created_at": NOON,
}
TEXTS = [
    ("first_name", "equals", "Amina", True),
    ("first_name", "equals", "amina", False),
    ("first_name", "not_equals", "amina", True),
    ("first_name", "not_equals", "Amina", False),
    ("first_name", "one_of", ["Ben", "Amina"], True),
    ("first_name", "one_of", ["AMINA"], False),
    ("first_name", "contains", "MIN", True),
    ("first_name", "not_contains", "min", False),
    ("first_name", "not_contains", "max", True),
    ("first_name", "starts_with", "ami", True),
    ("first_name", "starts_with", "mina", False),
    ("first_name", "ends_with", "INA", True),
    ("first_name", "ends_with", "Ami", False),
    ("last_name", "contains", "_50%", True),
    ("last_name", "contains", "l%50", False),
    ("last_name", "contains", "O_N", False),
    ("last_name", "contains", "'", True),
    ("last_name", "contains", "\\", False),
    ("email", "equals", "AMINA@example.COM", True),
    ("email", "not_equals", "amina@EXAMPLE.com", False),
    ("email", "one_of", ["b@x.org", "amina@example.com"], True),
    ("region", "equals", "Fès-MEKNES", True),
    ("status", "equals", "Blocked", True),
    ("status", "not_equals", "BLOCKED", False),
    ("status", "equals", "asleep", False),
    ("status", "not_equals", "asleep", True),
    ("status", "one_of", ["ACTIVE", "BLOCKED"], True),
    ("status", "starts_with", "Block", True),
    ("first_name", "is_empty", None, False),
    ("first_name", "is_not_empty", None, True),
    ("company_name", "is_empty", None, True),
    ("company_name", "is_not_empty", None, False),
    ("company_name", "contains", "a", False),
    ("company_name", "not_contains", "a", True),
]
MISSING = [
    ("city", "equals", "Fes", False),
    ("city", "not_equals", "Fes", True),
    ("city", "one_of", ["Fes"], False),
    ("city", "contains", "F", False),
    ("city", "not_contains", "F", True),
    ("city", "starts_with", "F", False),
    ("city", "ends_with", "s", False),
    ("city", "is_empty", None, True),
    ("city", "is_not_empty", None, False),
    ("credit_score", "equals", 0, False),
    ("credit_score", "not_equals", 0, True),
    ("credit_score", "greater_than", 0, False),
    ("credit_score", "less_than_or_equal", 0, False),
    ("credit_score", "between", [0, 1000], False),
    ("last_order_at", "equals", "2026-03-10", False),
    ("last_order_at", "not_equals", "2026-03-10", True),
    ("last_order_at", "before", "2026-03-10", False),
    ("last_order_at", "after", "2026-03-10", False),
    ("last_order_at", "last_n_days", 10, False),
    ("last_order_at", "next_n_days", 10, False),
    ("last_order_at", "between", ["2026-01-01", "2027-01-01"], False),
]
TAGS = [
    ("tags", "equals", "vip", True),
    ("tags", "equals", "early", False),
    ("tags", "not_equals", "VIP", False),
    ("tags", "not_equals", "early", True),
    ("tags", "one_of", ["Student", "early ADOPTER"], True),
    ("tags", "contains", "ADOPT", True),
    ("tags", "contains", "vipearly", False),
    ("tags", "not_contains", "adopt", False),
    ("tags", "not_contains", "student", True),
    ("tags", "starts_with", "early", True),
    ("tags", "starts_with", "adopter", False),
    ("tags", "ends_with", "adopter", True),
    ("tags", "is_empty", None, False),
    ("tags", "is_not_empty", None, True),
]
NUMBERS = [
    ("total_spent", "equals", 100, True),
    ("total_spent", "equals", "100.00", True),
    ("total_spent", "equals", 100.01, False),
    ("total_spent", "not_equals", 100, False),
    ("total_spent", "greater_than", 99.99, True),
    ("total_spent", "greater_than", 100, False),
    ("total_spent", "greater_than_or_equal", "100", True),
    ("total_spent", "less_than", 100, False),
    ("total_spent", "less_than_or_equal", 100, True),
    ("total_spent", "between", [100, 200], True),
    ("total_spent", "between", "0,100", True),
    ("total_spent", "between", {"min": 100.01, "max": 200}, False),
    ("order_count", "greater_than", 2.5, True),
    ("order_count", "equals", 3, True),
    ("average_order_value", "equals", 33.33, True),
    ("average_order_value", "between", ["33.33", "33.33"], True),
    ("lifetime_value", "equals", 100, True),
]
DATES = [
    ("created_at", "equals", "2026-03-10", True),
    ("created_at", "equals", "2026-03-10T23:00:00Z", True),
    ("created_at", "equals", "2026-03-11", False),
    ("created_at", "not_equals", "2026-03-10", False),
    ("created_at", "not_equals", "2026-03-09", True),
    ("created_at", "after", "2026-03-09", True),
    ("created_at", "after", "2026-03-10", False),
    ("created_at", "after", "2026-03-10T11:59:59Z", True),
    ("created_at", "after", "2026-03-10T12:00:00Z", False),
    ("created_at", "before", "2026-03-11", True),
    ("created_at", "before", "2026-03-10", False),
    ("created_at", "before", "2026-03-10T12:00:00.001Z", True),
    ("created_at", "before", "2026-03-10T12:00:00Z", False),
    ("created_at", "between", ["2026-03-10", "2026-03-10"], True),
    ("created_at", "between", "2026-03-01,2026-03-09", False),
    ("created_at", "between", {"min": "2026-03-10T12:00:00Z", "max": "2026-03-10T12:00:00Z"}, True),
    ("created_at", "between", ["2026-03-10T12:00:01Z", "2026-03-11"], False),
]
BOOLEANS = [("is_active", "is_true", None, False), ("is_active", "is_false", None, True)]


async def count(ctx, *rules, logic="AND"):
    tree = {"logic": logic, "rules": list(rules)}
    found = await segments.preview_members(ctx, SegmentKind.RULES, tree, Page(limit=1))
    return found.total


def rule(field, operator, value=None):
    return {"field": field, "operator": operator, "value": value}


class TestARule:
    @pytest.mark.parametrize(
        ("field", "operator", "value", "holds"), [*TEXTS, *MISSING, *TAGS, *NUMBERS, *DATES, *BOOLEANS]
    )
    async def test_holds_or_not_and_denied_the_other_way_round(
        self, ctx, make, field, operator, value, holds
    ):
        await make.customer(**PERSON)
        asked = rule(field, operator, value)

        assert await count(ctx, asked) == (1 if holds else 0)
        assert await count(ctx, asked, logic="NOT") == (0 if holds else 1)

    @pytest.mark.parametrize(
        ("seconds", "operator", "holds"),
        [
            (0, "last_n_days", True),
            (-2 * 86400, "last_n_days", True),
            (-2 * 86400 - 1, "last_n_days", False),
            (1, "last_n_days", False),
            (0, "next_n_days", True),
            (2 * 86400, "next_n_days", True),
            (2 * 86400 + 1, "next_n_days", False),
            (-1, "next_n_days", False),
        ],
    )
    async def test_about_days_from_now_counts_whole_ones(self, ctx, make, seconds, operator, holds):
        await make.customer(last_order_at=ctx.now + timedelta(seconds=seconds))

        assert await count(ctx, rule("last_order_at", operator, 2)) == (1 if holds else 0)

    async def test_about_the_first_name_looks_at_the_one_that_is_shown(self, ctx, make):
        await make.customer(given_name=None, family_name=None, full_name=None, company_name="Blue Nile")
        await make.customer(given_name="Ann", full_name="Ann Lee", company_name="Blue Nile")

        assert await count(ctx, rule("first_name", "equals", "Blue Nile")) == 1
        assert await count(ctx, rule("first_name", "equals", "Ann")) == 1

    async def test_about_an_average_takes_nobody_without_orders_for_a_spender(self, ctx, make):
        await make.customer(total_spent=0, order_count=0)

        assert await count(ctx, rule("average_order_value", "equals", 0)) == 1
        assert await count(ctx, rule("lifetime_value", "less_than", 1)) == 0


class TestAGroup:
    HOLDS = rule("first_name", "equals", "Amina")
    FAILS = rule("first_name", "equals", "Ben")
    UNKNOWN = rule("city", "equals", "Fes")  # of a missing value

    @pytest.mark.parametrize(
        ("logic", "rules", "holds"),
        [
            ("AND", [], True),
            ("OR", [], True),
            ("NOT", [], True),
            ("AND", [HOLDS, HOLDS], True),
            ("AND", [HOLDS, FAILS], False),
            ("OR", [FAILS, HOLDS], True),
            ("OR", [FAILS, FAILS], False),
            ("or", [UNKNOWN, HOLDS], True),
            ("NOT", [HOLDS], False),
            ("NOT", [FAILS, HOLDS], False),
            ("NOT", [FAILS, FAILS], True),
            ("NOT", [UNKNOWN], True),
            ("NOT", [{"logic": "NOT", "rules": [UNKNOWN]}], False),
            ("NOT", [{"logic": "AND", "rules": [HOLDS, UNKNOWN]}], True),
            ("AND", [{"logic": "OR", "rules": [FAILS, HOLDS]}, {"logic": "NOT", "rules": [FAILS]}], True),
            ("OR", [{"logic": "AND", "rules": []}, FAILS], True),
        ],
    )
    async def test_joins_what_it_holds(self, ctx, make, logic, rules, holds):
        await make.customer(**PERSON)

        assert await count(ctx, *rules, logic=logic) == (1 if holds else 0)

    async def test_counts_customers_of_every_status_but_merged_ones(self, ctx, make):
        survivor = await make.customer()
        await make.customer(status="inactive")
        await make.customer(status="blocked")
        await make.customer(status="merged", merged_into_id=survivor.id)

        assert await count(ctx) == 3
