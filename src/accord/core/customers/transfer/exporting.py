"""Customers out of the door."""

from typing import Any

from accord.core.context import Context
from accord.core.customers.events import CustomersExported
from accord.core.permissions import Permission

from . import export_store
from .records import ExportFilter


async def export_customers(ctx: Context, wanted: ExportFilter, output: Any) -> int:
    """Write customers as CSV to `output` (a path, a file or an async callable); how many they are.

    No cell is a formula to a spreadsheet, and the import of an export changes nothing.
    """
    ctx.require(Permission.CUSTOMERS_EXPORT)
    ctx.forbid_customers(Permission.CUSTOMERS_EXPORT)
    rows = await export_store.copy_customers(ctx.db, wanted, output)
    await ctx.emit(CustomersExported(rows=rows))
    return rows
