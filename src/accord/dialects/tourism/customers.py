"""Customers as a tour operator knows them."""

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from msgspec import UNSET, Meta, UnsetType

from accord.core import customers
from accord.core.context import Context
from accord.core.customers import (
    ContactType,
    Customer,
    CustomerChanges,
    CustomerQuery,
    Loyalty,
    NewCustomer,
    Status,
)
from accord.kit.http.answers import Answer, created, ok
from accord.kit.http.formats import Email
from accord.kit.http.operations import Call, Routes
from accord.kit.http.wire import show_time, show_time_or_none

from . import examples
from .contract import DEFAULT_LANGUAGE, Body, MessageShown, PageQuery, Shown
from .paging import PageShown, page_of, show_page

routes = Routes("Customers")

Line = Annotated[str, Meta(max_length=255)]
Place = Annotated[str, Meta(max_length=100)]
Phone = Annotated[str, Meta(min_length=1, max_length=20)]
Language = Annotated[str, Meta(max_length=50)]
Tag = Annotated[str, Meta(min_length=1, max_length=100)]


class NewCustomerBody(Body, kw_only=True):
    full_name: Line | None = None
    company_name: Line | None = None
    contact_type: ContactType
    email: Email
    phone: Phone
    nationality: Place | None = None
    region: Place | None = None
    preferred_language: Language | None = None
    tags: list[Tag] | None = None
    notes: str | None = None


class CustomerChangesBody(Body):
    """All optional; null clears an optional field."""

    full_name: Line | UnsetType | None = UNSET
    company_name: Line | UnsetType | None = UNSET
    email: Email | UnsetType = UNSET
    phone: Phone | UnsetType = UNSET
    nationality: Place | UnsetType | None = UNSET
    region: Place | UnsetType | None = UNSET
    preferred_language: Language | UnsetType | None = UNSET
    tags: list[Tag] | UnsetType | None = UNSET
    notes: str | UnsetType | None = UNSET
    loyalty_status: Loyalty | UnsetType = UNSET
    is_active: bool | UnsetType = UNSET


class Activity(StrEnum):
    """Whether active or inactive customers are listed, or both."""

    YES = "true"
    NO = "false"
    ONE = "1"
    ZERO = "0"
    ALL = "all"


_ACTIVE = {Activity.YES: True, Activity.ONE: True, Activity.NO: False, Activity.ZERO: False}


class CustomerListQuery(PageQuery):
    query: Annotated[str, Meta(max_length=255)] | None = None
    contact_type: ContactType | None = None
    region: Place | None = None
    loyalty_status: Loyalty | None = None
    tags: list[Tag] | None = None
    is_active: Activity = Activity.YES


class CustomerShown(Shown):
    id: UUID
    full_name: str | None
    company_name: str | None
    contact_type: ContactType
    email: str | None
    phone: str | None
    nationality: str | None
    region: str | None
    preferred_language: str
    loyalty_status: Loyalty
    is_active: bool
    tags: list[str]
    notes: str | None
    created_at: str
    updated_at: str | None
    last_interaction: str | None


def show_customer(customer: Customer) -> CustomerShown:
    """A customer in tourism's words."""
    return CustomerShown(
        id=customer.id,
        full_name=customer.full_name,
        company_name=customer.company_name,
        contact_type=customer.contact_type,
        email=customer.email,
        phone=customer.phone,
        nationality=customer.nationality,
        region=customer.region,
        preferred_language=customer.language or DEFAULT_LANGUAGE,
        loyalty_status=customer.loyalty,
        is_active=customer.status is Status.ACTIVE,
        tags=customer.tags,
        notes=customer.notes,
        created_at=show_time(customer.created_at),
        updated_at=show_time_or_none(customer.updated_at),
        last_interaction=show_time_or_none(customer.last_interaction_at),
    )


@routes.post(
    "/customers/",
    "Create customer",
    permission="crm:create:customers",
    limit="create-customer",
    success=201,
    body=NewCustomerBody,
    answer=CustomerShown,
    body_example=examples.NEW_CUSTOMER,
    answer_example=examples.CUSTOMER,
    errors=(400,),
)
async def create_customer(ctx: Context, call: Call[NewCustomerBody, None]) -> Answer:
    """Make a customer known."""
    body = call.body
    customer = await customers.create_customer(
        ctx,
        NewCustomer(
            full_name=body.full_name or None,
            company_name=body.company_name or None,
            contact_type=body.contact_type,
            email=body.email,
            phone=body.phone,
            nationality=body.nationality or None,
            region=body.region or None,
            language=body.preferred_language or None,
            tags=tuple(body.tags or ()),
            notes=body.notes or None,
        ),
    )
    return created(show_customer(customer))


@routes.get(
    "/customers/",
    "List customers with filters",
    permission="crm:read:customers",
    query=CustomerListQuery,
    answer=PageShown[CustomerShown],
    answer_example=examples.page(examples.CUSTOMER),
)
async def list_customers(ctx: Context, call: Call[None, CustomerListQuery]) -> Answer:
    """The customers that match every filter, newest first."""
    query = call.query
    found = await customers.list_customers(
        ctx,
        CustomerQuery(
            page=page_of(query),
            search=query.query,
            contact_type=query.contact_type,
            region=query.region,
            loyalty=query.loyalty_status,
            tags=tuple(query.tags or ()),
            is_active=_ACTIVE.get(query.is_active),
        ),
    )
    return show_page(found, show_customer, query)


@routes.get(
    "/customers/{customer_id}",
    "Customer by id",
    permission="crm:read:customers",
    answer=CustomerShown,
    answer_example=examples.CUSTOMER,
)
async def get_customer(ctx: Context, call: Call[None, None]) -> Answer:
    """One customer, deactivated or not."""
    return ok(show_customer(await customers.get_customer(ctx, call.path["customer_id"])))


@routes.put(
    "/customers/{customer_id}",
    "Update customer (in the document's client code)",
    permission="crm:update:customers",
    body=CustomerChangesBody,
    answer=CustomerShown,
    body_example=examples.CUSTOMER_CHANGES,
    answer_example=examples.CUSTOMER,
    errors=(400,),
)
async def update_customer(ctx: Context, call: Call[CustomerChangesBody, None]) -> Answer:
    """Change what was sent."""
    body = call.body
    changes = CustomerChanges(
        full_name=_cleared(body.full_name),
        company_name=_cleared(body.company_name),
        email=body.email,
        phone=body.phone,
        nationality=_cleared(body.nationality),
        region=_cleared(body.region),
        language=_cleared(body.preferred_language),
        tags=body.tags if body.tags is UNSET else tuple(body.tags or ()),
        notes=_cleared(body.notes),
        loyalty=body.loyalty_status,
        is_active=body.is_active,
    )
    return ok(show_customer(await customers.update_customer(ctx, call.path["customer_id"], changes)))


@routes.delete(
    "/customers/{customer_id}",
    "Deactivate customer",
    permission="crm:delete:customers",
    answer=MessageShown,
    answer_example={"message": "Customer deactivated successfully"},
    documented=False,
)
async def deactivate_customer(ctx: Context, call: Call[None, None]) -> Answer:
    """Show a customer as inactive from now on."""
    await customers.deactivate_customer(ctx, call.path["customer_id"])
    return ok(MessageShown(message="Customer deactivated successfully"))


def _cleared(value: str | UnsetType | None) -> str | UnsetType | None:
    """A blank text clears as null does."""
    return None if value == "" else value
