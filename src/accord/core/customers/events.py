"""What happens to customers."""

from typing import ClassVar

from accord.core.events import Event


class CustomerCreated(Event):
    """A customer is known from now on."""

    type: ClassVar[str] = "customer.created"


class CustomerUpdated(Event):
    """Attributes of a customer were written. `fields` are their names, in the core's words."""

    type: ClassVar[str] = "customer.updated"
    fields: tuple[str, ...]


class CustomerDeactivated(Event):
    """A customer is shown as inactive from now on."""

    type: ClassVar[str] = "customer.deactivated"


class CustomerErased(Event):
    """A customer and what hung on it are gone. This entry is the tombstone; it holds no personal data."""

    type: ClassVar[str] = "customer.erased"


class CustomersImported(Event):
    """A file was imported: how many rows ended how."""

    type: ClassVar[str] = "customers.imported"
    total: int
    imported: int
    updated: int
    skipped: int
    failed: int


class CustomersExported(Event):
    """Customers were exported: how many."""

    type: ClassVar[str] = "customers.exported"
    rows: int
