"""Customers: the people and companies that an organisation knows, each one once.

Owns    customers, customer_identities
Emits   CustomerCreated, CustomerUpdated, CustomerDeactivated, CustomerErased, CustomersImported, CustomersExported
Needs   access

A customer made through one dialect is the same row for all. An e-mail address belongs to one customer only, a phone
may be shared. Rollups (last interaction, order totals) are kept by the write that changes them, in its transaction.
"""

from .directory import Directory
from .errors import EmailTaken
from .events import (
    CustomerCreated,
    CustomerDeactivated,
    CustomerErased,
    CustomersExported,
    CustomersImported,
    CustomerUpdated,
)
from .jobs import refresh_statistics
from .lineage import visible_survivor
from .lineage_store import family_of, hold_survivor, survivor_of
from .records import (
    BankSegment,
    ContactType,
    Customer,
    CustomerChanges,
    CustomerQuery,
    Identity,
    IdentityKind,
    KYCChanges,
    KYCStatus,
    Loyalty,
    NewCustomer,
    SLATier,
    Status,
)
from .rollups_store import lock_customers, note_interaction, repair_last_interactions, set_last_interaction
from .rules import first_name_of, last_name_of, lifetime_value_of
from .service import (
    add_tag,
    create_customer,
    deactivate_customer,
    erase_customer,
    find_customer_by_email,
    get_customer,
    list_customers,
    list_identities,
    record_kyc,
    update_customer,
)
from .store import names_of

__all__ = [
    "BankSegment",
    "ContactType",
    "Customer",
    "CustomerChanges",
    "CustomerCreated",
    "CustomerDeactivated",
    "CustomerErased",
    "CustomerQuery",
    "CustomerUpdated",
    "CustomersExported",
    "CustomersImported",
    "Directory",
    "EmailTaken",
    "Identity",
    "IdentityKind",
    "KYCChanges",
    "KYCStatus",
    "Loyalty",
    "NewCustomer",
    "SLATier",
    "Status",
    "add_tag",
    "create_customer",
    "deactivate_customer",
    "erase_customer",
    "family_of",
    "find_customer_by_email",
    "first_name_of",
    "get_customer",
    "hold_survivor",
    "last_name_of",
    "lifetime_value_of",
    "list_customers",
    "list_identities",
    "lock_customers",
    "names_of",
    "note_interaction",
    "record_kyc",
    "refresh_statistics",
    "repair_last_interactions",
    "set_last_interaction",
    "survivor_of",
    "update_customer",
    "visible_survivor",
]
