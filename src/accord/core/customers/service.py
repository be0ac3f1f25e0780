"""What can be done with customers."""

from uuid import UUID

from accord.core import events as log
from accord.core.context import Context
from accord.core.errors import NotFound
from accord.core.permissions import Permission
from accord.kit import idempotency
from accord.kit.paging import Slice

from . import lineage_store, list_store, rules, store
from .events import CustomerCreated, CustomerDeactivated, CustomerErased, CustomerUpdated
from .records import (
    Customer,
    CustomerChanges,
    CustomerQuery,
    Identity,
    KYCChanges,
    NewCustomer,
    Status,
)


async def create_customer(ctx: Context, new: NewCustomer) -> Customer:
    """Make a customer known. Raises Invalid, EmailTaken."""
    ctx.require(Permission.CUSTOMERS_CREATE)
    ctx.forbid_customers(Permission.CUSTOMERS_CREATE)
    rules.ensure_plausible_birth(new.born_on, today=ctx.now.astimezone(ctx.zone).date())
    customer = await store.add(ctx.db, new, at=ctx.now, source=ctx.via)
    await ctx.emit(CustomerCreated(customer_id=customer.id, subject_id=customer.id))
    return customer


async def get_customer(ctx: Context, customer_id: UUID) -> Customer:
    """The customer, deactivated or not; of a merged one, its survivor. Raises NotFound."""
    ctx.require(Permission.CUSTOMERS_READ)
    return _visible(ctx, await store.find(ctx.db, customer_id), customer_id)


async def find_customer_by_email(ctx: Context, email: str) -> Customer | None:
    """The customer with this e-mail address, in any letter case."""
    ctx.require(Permission.CUSTOMERS_READ)
    found = await store.find_by_email(ctx.db, email)
    return None if found is not None and ctx.scope not in (None, found.id) else found


async def list_customers(ctx: Context, query: CustomerQuery) -> Slice[Customer]:
    """Customers that match, newest first; a customer's token sees itself only."""
    ctx.require(Permission.CUSTOMERS_READ)
    return await list_store.page(ctx.db, query, only=ctx.scope)


async def list_identities(ctx: Context, customer_id: UUID) -> list[Identity]:
    """A customer's addresses. Raises NotFound."""
    ctx.require(Permission.CUSTOMERS_READ)
    customer = _visible(ctx, await store.find(ctx.db, customer_id), customer_id)
    return await store.identities_of(ctx.db, customer.id)


async def update_customer(ctx: Context, customer_id: UUID, changes: CustomerChanges) -> Customer:
    """Change attributes of a customer. Raises NotFound, EmailTaken."""
    ctx.require(Permission.CUSTOMERS_UPDATE)
    before = _visible(ctx, await store.find(ctx.db, customer_id, lock=True), customer_id)
    columns = rules.columns_after(before, changes)
    if not columns:
        return before
    for kind in ("email", "phone"):
        if kind in columns:
            await store.replace_address(ctx.db, before.id, kind, columns[kind], at=ctx.now, source=ctx.via)
    after = await store.change(ctx.db, before.id, columns, at=ctx.now)
    await ctx.emit(CustomerUpdated(customer_id=after.id, subject_id=after.id, fields=tuple(sorted(columns))))
    return after


async def add_tag(ctx: Context, customer_id: UUID, tag: str) -> Customer:
    """Put a tag on a customer, behind those it has; one that it has in any letter case stays. Raises NotFound."""
    ctx.require(Permission.CUSTOMERS_UPDATE)
    before = _visible(ctx, await store.find(ctx.db, customer_id, lock=True), customer_id)
    if set(rules.tag_keys([tag])) <= set(rules.tag_keys(before.tags)):
        return before
    after = await store.change(ctx.db, before.id, {"tags": [*before.tags, tag]}, at=ctx.now)
    await ctx.emit(CustomerUpdated(customer_id=after.id, subject_id=after.id, fields=("tags",)))
    return after


async def record_kyc(ctx: Context, customer_id: UUID, changes: KYCChanges) -> Customer:
    """Record what a bank's checks found: KYC status, credit score, risk score, lifetime value. Raises NotFound."""
    ctx.require(Permission.KYC_UPDATE)
    ctx.forbid_customers(Permission.KYC_UPDATE)
    before = _visible(ctx, await store.find(ctx.db, customer_id, lock=True), customer_id)
    written = changes.given()
    columns = {name: value for name, value in written.items() if value != getattr(before, name)}
    if not columns:
        return before
    after = await store.change(ctx.db, before.id, columns, at=ctx.now)
    await ctx.emit(CustomerUpdated(customer_id=after.id, subject_id=after.id, fields=tuple(sorted(columns))))
    return after


async def deactivate_customer(ctx: Context, customer_id: UUID) -> Customer:
    """Show a customer as inactive from now on; a blocked one stays blocked. Raises NotFound."""
    ctx.require(Permission.CUSTOMERS_DELETE)
    before = _visible(ctx, await store.find(ctx.db, customer_id, lock=True), customer_id)
    status = rules.status_after(before.status, is_active=False)
    if status is before.status:
        return before
    after = await store.change(ctx.db, before.id, {"status": status}, at=ctx.now)
    await ctx.emit(CustomerDeactivated(customer_id=after.id, subject_id=after.id))
    return after


async def erase_customer(ctx: Context, customer_id: UUID) -> None:
    """Erase a customer and everything that hangs on it; the log keeps a tombstone. Raises NotFound.

    The id of a merged customer is unknown here: its survivor must be named.
    """
    ctx.require(Permission.CUSTOMERS_DELETE)
    found = await store.find_exact(ctx.db, customer_id, lock=True)
    if found is not None and found.status is Status.MERGED:
        raise NotFound("customer", customer_id)
    _visible(ctx, found, customer_id)
    family = await lineage_store.family_of(ctx.db, customer_id)
    await store.erase(ctx.db, customer_id)
    await log.forget_customers(ctx.db, family)
    for member in family:
        await idempotency.forget_mentions(ctx.db, str(member))
    await ctx.emit(CustomerErased(customer_id=customer_id, subject_id=customer_id))


def _visible(ctx: Context, customer: Customer | None, customer_id: UUID) -> Customer:
    if customer is None or ctx.scope not in (None, customer.id):
        raise NotFound("customer", customer_id)
    return customer
