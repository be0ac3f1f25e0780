"""The SQL of customers."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    any_,
    bindparam,
    delete,
    func,
    literal,
    select,
    union_all,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.types import Text, Uuid

from accord.kit.db import Db, Statement, UniqueViolation, columns_of, statement
from accord.kit.ids import new_id

from . import rules
from .errors import EmailTaken
from .records import Customer, Identity, NewCustomer, Status
from .tables import customer_identities as identities
from .tables import customers

SHOWN = columns_of(Customer, customers)

_BY_ID = select(*SHOWN).where(customers.c.id == bindparam("id"))
FIND = statement(_BY_ID, Customer)
LOCK = statement(_BY_ID.with_for_update(), Customer)
"""E-mail addresses are compared by their identity, so that any of a customer's addresses finds it."""
_OWNER = (
    select(identities.c.customer_id)
    .where(identities.c.kind == "email", identities.c.normalised == bindparam("email"))
    .scalar_subquery()
)
FIND_BY_EMAIL = statement(select(*SHOWN).where(customers.c.id == _OWNER), Customer)
IDENTITIES = statement(
    select(*columns_of(Identity, identities))
    .where(identities.c.customer_id == bindparam("customer"))
    .order_by(identities.c.kind, identities.c.position, identities.c.id),
    Identity,
)
"""A tombstone of a merge goes with its survivor, by the reference it keeps to it."""
ERASE = statement(delete(customers).where(customers.c.id == bindparam("id")))

_NEW = (
    *(
        "id",
        "reference",
        "status",
        "given_name",
        "family_name",
        "full_name",
        "company_name",
        "email",
        "phone",
    ),
    *("born_on", "street", "city", "state", "zip_code", "country", "region", "nationality", "language"),
    *("written_segment", "written_contact_type", "tags", "tag_keys", "notes", "created_at"),
)
INSERT = statement(
    insert(customers)
    .values({name: bindparam(name) for name in _NEW})
    .on_conflict_do_nothing(index_elements=[customers.c.reference])
    .returning(*SHOWN),
    Customer,
)


@cache
def _insert_identities(kinds: tuple[str, ...]) -> Statement[Any]:
    """One statement for all addresses of a new customer."""
    names = ("id", "customer_id", "kind", "value", "normalised", "source", "created_at")
    rows = [
        select(
            bindparam(f"id_{kind}", type_=Uuid),
            bindparam("customer", type_=Uuid),
            literal(kind, Text),
            bindparam(f"value_{kind}", type_=Text),
            bindparam(f"normalised_{kind}", type_=Text),
            bindparam("source", type_=Text),
            bindparam("created_at", type_=identities.c.created_at.type),
        )
        for kind in kinds
    ]
    source = rows[0] if len(rows) == 1 else union_all(*rows)
    return statement(insert(identities).from_select(names, source))


async def add(db: Db, new: NewCustomer, *, at: datetime, source: str) -> Customer:
    """Insert a customer with its addresses. Raises EmailTaken."""
    given, family, full = rules.names_of(new)
    values: dict[str, Any] = {
        name: getattr(new, name)
        for name in (
            *("status", "company_name", "email", "phone", "born_on", "street", "city", "state", "zip_code"),
            *("country", "region", "nationality", "language", "notes"),
        )
    }
    customer = await _insert(
        db,
        id=new_id(),
        given_name=given,
        family_name=family,
        full_name=full,
        written_segment=new.bank_segment,
        written_contact_type=new.contact_type,
        tags=list(new.tags),
        tag_keys=rules.tag_keys(new.tags),
        created_at=at,
        **values,
    )
    await _add_addresses(db, customer, at=at, source=source)
    return customer


async def _insert(db: Db, *, created_at: datetime, **values: Any) -> Customer:
    """Insert with a reference that nobody has: a clash draws again."""
    while True:
        reference = rules.draw_reference(created_at)
        made = await db.one_or_none(INSERT, reference=reference, created_at=created_at, **values)
        if made is not None:
            return made


async def _add_addresses(db: Db, customer: Customer, *, at: datetime, source: str) -> None:
    addresses = {}
    if customer.email is not None:
        addresses["email"] = (customer.email, rules.normalise_email(customer.email))
    if customer.phone is not None:
        addresses["phone"] = (customer.phone, rules.normalise_phone(customer.phone))
    if not addresses:
        return
    params: dict[str, Any] = {"customer": customer.id, "source": source, "created_at": at}
    for kind, (value, normalised) in addresses.items():
        params |= {f"id_{kind}": new_id(), f"value_{kind}": value, f"normalised_{kind}": normalised}
    try:
        await db.execute(_insert_identities(tuple(addresses)), **params)
    except UniqueViolation as error:
        raise EmailTaken from error


async def find(db: Db, customer_id: UUID, *, lock: bool = False) -> Customer | None:
    """The customer with this id; of a merged one, its survivor."""
    wanted = LOCK if lock else FIND
    found = await db.one_or_none(wanted, id=customer_id)
    while found is not None and found.status is Status.MERGED and found.merged_into_id is not None:
        found = await db.one_or_none(wanted, id=found.merged_into_id)
    return found


async def find_exact(db: Db, customer_id: UUID, *, lock: bool = False) -> Customer | None:
    """The row with this very id, tombstones included."""
    return await db.one_or_none(LOCK if lock else FIND, id=customer_id)


async def find_by_email(db: Db, email: str) -> Customer | None:
    """The customer with this address among its e-mails, in any letter case."""
    found = await db.one_or_none(FIND_BY_EMAIL, email=rules.normalise_email(email))
    if found is not None and found.merged_into_id is not None:
        return await find(db, found.merged_into_id)
    return found


async def change(db: Db, customer_id: UUID, columns: dict[str, Any], *, at: datetime) -> Customer:
    """Write columns of one customer."""
    written = {_STORED.get(name, name): value for name, value in columns.items()}
    if "tags" in written:
        written["tag_keys"] = rules.tag_keys(written["tags"])
    return await db.one(_update(frozenset(written)), id=customer_id, updated_at=at, **written)


_STORED = {"bank_segment": "written_segment", "contact_type": "written_contact_type"}


@cache
def _update(names: frozenset[str]) -> Statement[Customer]:
    values: dict[str, Any] = {name: bindparam(name) for name in (*sorted(names), "updated_at")}
    changed = update(customers).where(customers.c.id == bindparam("id")).values(values)
    return statement(changed.returning(*SHOWN), Customer)


async def replace_address(
    db: Db, customer_id: UUID, kind: str, value: str | None, *, at: datetime, source: str
) -> None:
    """Make `value` the first address of its kind, in place of the present first; the others stay. Raises EmailTaken."""
    await db.execute(_DROP_FIRST, customer=customer_id, kind=kind)
    if value is None:
        return
    normalised = rules.normalise_email(value) if kind == "email" else rules.normalise_phone(value)
    params = {f"id_{kind}": new_id(), f"value_{kind}": value, f"normalised_{kind}": normalised}
    await db.execute(_DROP_OWN, customer=customer_id, kind=kind, normalised=normalised)
    try:
        await db.execute(
            _insert_identities((kind,)), customer=customer_id, source=source, created_at=at, **params
        )
    except UniqueViolation as error:
        raise EmailTaken from error


_FIRST = (
    select(identities.c.id)
    .where(identities.c.customer_id == bindparam("customer"), identities.c.kind == bindparam("kind"))
    .order_by(identities.c.position, identities.c.id)
    .limit(1)
    .scalar_subquery()
)
_DROP_FIRST = statement(delete(identities).where(identities.c.id == _FIRST))
_DROP_OWN = statement(
    delete(identities).where(
        identities.c.customer_id == bindparam("customer"),
        identities.c.kind == bindparam("kind"),
        identities.c.normalised == bindparam("normalised"),
    )
)


async def identities_of(db: Db, customer_id: UUID) -> list[Identity]:
    """The identity graph of a customer, by kind and position."""
    return await db.all(IDENTITIES, customer=customer_id)


async def erase(db: Db, customer_id: UUID) -> None:
    """Delete the customer; what refers to it goes with it."""
    await db.execute(ERASE, id=customer_id)


_NAMES = statement(
    select(customers.c.id, func.coalesce(customers.c.full_name, customers.c.company_name, "")).where(
        customers.c.id == any_(bindparam("ids", type_=ARRAY(Uuid)))
    ),
    tuple[UUID, str],
)


async def names_of(db: Db, ids: Sequence[UUID]) -> dict[UUID, str]:
    """The names of customers that exist."""
    return dict(await db.all(_NAMES, ids=list(ids)))
