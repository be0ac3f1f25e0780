"""Customers by the file: import of CSV, and export.

Owns    customer_imports, customer_import_errors
Emits   CustomerCreated, CustomerUpdated, CustomersImported, CustomersExported

An import reads its file once to know it, checks it in blocks, lets the good rows wait in a table of the run,
and makes customers of them batch by batch. Each batch is a transaction that also writes down how far the run
has come, so that a run that was cut off goes on where it stopped.
"""

from .acts import (
    begin_import,
    copy_problems,
    discard_import,
    discard_stale_imports,
    get_import,
    merge_rows,
    stage_rows,
)
from .errors import FileTooLarge, FileUnreadable, ImportOver
from .exporting import export_customers
from .importing import import_customers
from .reading import Plan, survey
from .records import (
    ExportFilter,
    ImportMode,
    ImportOptions,
    ImportProgress,
    ImportReport,
    ImportRun,
    ImportStatus,
    RowCode,
    RowProblem,
)
from .rehearsal import rehearse_import

__all__ = [
    "ExportFilter",
    "FileTooLarge",
    "FileUnreadable",
    "ImportMode",
    "ImportOptions",
    "ImportOver",
    "ImportProgress",
    "ImportReport",
    "ImportRun",
    "ImportStatus",
    "Plan",
    "RowCode",
    "RowProblem",
    "begin_import",
    "copy_problems",
    "discard_import",
    "discard_stale_imports",
    "export_customers",
    "get_import",
    "import_customers",
    "merge_rows",
    "rehearse_import",
    "stage_rows",
    "survey",
]
