"""Prints the operations of the contract that are not served yet, by dialect.

python -m tools.missing_operations
"""

from itertools import groupby

from tools.operations import TABLE, Row, dialect_names, operations_of, read_table


def missing(table: list[Row], served: set[tuple[str, str, str]]) -> list[Row]:
    """The rows of the table that no dialect serves, in the table's order."""
    return [row for row in table if row.key not in served]


def report(table: list[Row], served: set[tuple[str, str, str]]) -> list[str]:
    """Lines that say what is missing; one line when nothing is."""
    lines = []
    gaps = missing(table, served)
    for dialect, rows in groupby(gaps, key=lambda row: row.dialect):
        absent = list(rows)
        total = sum(row.dialect == dialect for row in table)
        lines.append(f"{dialect}: {len(absent)} of {total} operations are not served yet")
        lines += [f"  {row.method:6} {row.path}" for row in absent]
    return [*lines, f"{len(table) - len(gaps)} of {len(table)} operations of {TABLE.name} are served"]


def main() -> None:
    """Print the report."""
    served = {
        (name, operation.method, operation.path)
        for name in dialect_names()
        for operation in operations_of(name)
    }
    print("\n".join(report(read_table(TABLE.read_text()), served)))


if __name__ == "__main__":
    main()
