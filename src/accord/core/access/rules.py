"""Decisions of access: how addresses compare, what passwords must be, how guessing slows down."""

import hashlib
import unicodedata
from datetime import datetime, timedelta
from ipaddress import IPv6Address, IPv6Network, ip_address

from accord.core.errors import Invalid
from accord.kit.emails import is_email
from accord.kit.problems import Problem

SHORTEST_PASSWORD = 8
LONGEST_PASSWORD = 1024
LONGEST_NAME = 255

FREE_FAILURES = 5
LONGEST_DELAY = timedelta(minutes=15)
FORGIVEN_EVERY = timedelta(minutes=15)
FORGOTTEN_AFTER = timedelta(hours=24)


def email_key(email: str) -> str:
    """The form in which e-mail addresses are compared."""
    return email.strip().lower()


def typed_password(password: str) -> str:
    """A password as it is hashed: without blanks around it, which no API hands through, and in one spelling.

    Keyboards differ in how they compose an accented letter; NFC makes them the same.
    """
    return unicodedata.normalize("NFC", password.strip())


def password_problem(password: str, field: str) -> Problem | None:
    """What is wrong with a new password; lengths are in characters."""
    length = len(typed_password(password))
    if length < SHORTEST_PASSWORD:
        return Problem(field, f"Password must have at least {SHORTEST_PASSWORD} characters", "too_short")
    if length > LONGEST_PASSWORD:
        return Problem(field, f"Password must have at most {LONGEST_PASSWORD} characters", "too_long")
    return None


def ensure_valid_user(email: str, full_name: str, password: str | None) -> None:
    """Raises Invalid with everything that is wrong with a new user."""
    problems: list[Problem] = []
    if not is_email(email):
        problems.append(Problem("email", "Email must be a valid e-mail address"))
    if not full_name:
        problems.append(Problem("full_name", "Full name is required", "required"))
    elif len(full_name) > LONGEST_NAME:
        problems.append(
            Problem("full_name", f"Full name must have at most {LONGEST_NAME} characters", "too_long")
        )
    found = None if password is None else password_problem(password, "password")
    if found is not None:
        problems.append(found)
    if problems:
        raise Invalid(problems)


def account_key(email: str) -> str:
    """The name of an account's counter. A digest, since people type passwords into the wrong field."""
    return f"account:{hashlib.sha256(email_key(email).encode()).hexdigest()}"


def network_key(address: str) -> str:
    """The name of a network's counter: one IPv4 address, or the /64 that one IPv6 subscriber has."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return f"network:{address[:100]}"
    if isinstance(parsed, IPv6Address):
        if parsed.ipv4_mapped is None:
            return f"network:{IPv6Network((int(parsed), 64), strict=False)}"
        parsed = parsed.ipv4_mapped
    return f"network:{parsed}"


def failures_remembered(failures: int, last_failed_at: datetime, now: datetime) -> int:
    """How many failures still count: one is forgiven for each quarter of an hour without another."""
    forgiven = max(now - last_failed_at, timedelta()) // FORGIVEN_EVERY
    return max(0, failures - forgiven)


def delay_after(failures: int) -> timedelta:
    """How long the next attempt must wait: nothing before failure 5, then 1 s, doubling to 15 minutes."""
    if failures < FREE_FAILURES:
        return timedelta()
    doublings = min(failures - FREE_FAILURES, 10)
    return min(timedelta(seconds=2**doublings), LONGEST_DELAY)
