"""Decisions about customers, without I/O."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from secrets import token_hex
from typing import Any

from accord.core.errors import Invalid
from accord.kit.problems import Problem

from .records import Customer, CustomerChanges, NewCustomer, Status


def draw_reference(at: datetime) -> str:
    """A reference as banks print it: `CUS-`, the UTC second, six random hex digits."""
    return f"CUS-{at:%Y%m%d%H%M%S}-{token_hex(3)}"


def normalise_email(address: str) -> str:
    """What is compared of an e-mail address: all of it, without letter case."""
    return address.strip().lower()


def normalise_phone(number: str) -> str:
    """What is compared of a phone number: its digits, and a leading plus sign."""
    digits = "".join(character for character in number if character.isdigit())
    return "+" + digits if number.lstrip().startswith("+") else digits


def tag_keys(tags: Iterable[str]) -> list[str]:
    """What is compared of tags: each without letter case."""
    return [tag.lower() for tag in tags]


def ensure_plausible_birth(born_on: date | None, *, today: date) -> None:
    """Refuse a date of birth before 1900 or in the future. Raises Invalid."""
    if born_on is not None and not date(1900, 1, 1) <= born_on <= today:
        raise Invalid([Problem("born_on", "must lie between 1900-01-01 and today", "out_of_range")])


def joined(given: str | None, family: str | None) -> str | None:
    """The full name of its parts."""
    return " ".join(part for part in (given, family) if part) or None


def parts_of(full: str | None) -> tuple[str | None, str | None]:
    """Given and family name of a full name: the last word is the family name, a single word is the given name."""
    if not full:
        return None, None
    given, _, family = full.strip().rpartition(" ")
    return (given.strip(), family) if given else (family, "")


def names_of(new: NewCustomer) -> tuple[str | None, str | None, str | None]:
    """Given, family and full name of a new customer, whichever of them was written."""
    if new.full_name is not None:
        return (*parts_of(new.full_name), new.full_name)
    return new.given_name, new.family_name, joined(new.given_name, new.family_name)


def first_name_of(customer: Customer) -> str:
    """The first name to show; of a company without a person, its name."""
    return customer.given_name or (customer.company_name or "" if not customer.full_name else "")


def last_name_of(customer: Customer) -> str:
    """The last name to show; empty for one-word names and companies."""
    return customer.family_name or ""


def lifetime_value_of(customer: Customer) -> Decimal | None:
    """The stored lifetime value; when none is stored, what the customer's orders come to; None without orders."""
    if customer.lifetime_value is not None:
        return customer.lifetime_value
    return customer.total_spent if customer.order_count else None


def status_after(current: Status, *, is_active: bool) -> Status:
    """The status after somebody wrote whether the customer is active: a blocked one stays blocked when switched off."""
    if is_active:
        return Status.ACTIVE
    return current if current is Status.BLOCKED else Status.INACTIVE


def columns_after(before: Customer, changes: CustomerChanges) -> dict[str, Any]:
    """The columns that a change writes, and only those whose value differs.

    A changed joined name replaces the parts; a changed part rebuilds the joined name.
    """
    written = changes.given()
    if "is_active" in written:
        written["status"] = status_after(before.status, is_active=written.pop("is_active"))
    if "full_name" in written:
        written["given_name"], written["family_name"] = parts_of(written["full_name"])
    elif "given_name" in written or "family_name" in written:
        given = written.get("given_name", before.given_name)
        written["full_name"] = joined(given, written.get("family_name", before.family_name))
    if "tags" in written:
        written["tags"] = list(written["tags"])
    return {name: value for name, value in written.items() if value != getattr(before, name)}
