"""The operations that dialects serve, and the contract's table of the operations that they have to serve."""

import csv
import importlib
from pathlib import Path
from typing import NamedTuple

from accord.kit.http.operations import Operation

ROOT = Path(__file__).parents[1]
TABLE = ROOT / "docs/operations.tsv"
# The table's words for "no permission": open to everybody, or to any valid token.
NO_PERMISSION = {"-", "any"}


class Row(NamedTuple):
    """One operation in the table's words."""

    dialect: str
    method: str
    path: str
    success_status: str
    auth: str
    permission: str
    rate_class: str
    documented: str

    @property
    def key(self) -> tuple[str, str, str]:
        """What tells operations apart."""
        return self.dialect, self.method, self.path


def read_table(text: str) -> list[Row]:
    """The rows of a table of operations, its first line left out."""
    return [Row(*line) for line in list(csv.reader(text.splitlines(), delimiter="\t"))[1:]]


def row_of(dialect: str, operation: Operation) -> Row:
    """A served operation as a row; no permission is the empty text."""
    return Row(
        dialect,
        operation.method,
        operation.path,
        str(operation.success),
        operation.auth,
        operation.permission or "",
        operation.limit,
        "yes" if operation.documented else "extra",
    )


def as_served(row: Row) -> Row:
    """The row as `row_of` gives it. Where one of two permissions applies, the act decides, not the route."""
    is_single = row.permission not in NO_PERMISSION and ";" not in row.permission
    return row._replace(permission=row.permission if is_single else "")


def dialect_names() -> list[str]:
    """The dialects that there are."""
    return sorted(path.parent.name for path in (ROOT / "src/accord/dialects").glob("*/__init__.py"))


def operations_of(dialect: str) -> list[Operation]:
    """A dialect's route table."""
    package = importlib.import_module(f"accord.dialects.{dialect}")
    served: list[Operation] = package.operations("Accord")
    return served
