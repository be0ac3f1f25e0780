"""The tables of imports.

The good rows of a run wait in a table of its own, `import_stage_<run>`: not logged, since it can be made
again from the file, and gone when the run is over.
"""

from sqlalchemy import ARRAY, BigInteger, Column, Integer, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from accord.kit.db import metadata, moment, named_enum, reference_to

from .records import ImportMode, ImportStatus, RowCode

customer_imports = Table(
    "customer_imports",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("file_name", Text, nullable=False),
    Column("fingerprint", Text, nullable=False),
    Column("mode", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("columns", JSONB, nullable=False),
    Column("ignored_columns", ARRAY(Text), nullable=False),
    Column("encoding", Text, nullable=False),
    Column("delimiter", Text, nullable=False),
    Column("total", BigInteger, nullable=False, server_default="0"),
    Column("staged", BigInteger, nullable=False, server_default="0"),
    Column("imported", BigInteger, nullable=False, server_default="0"),
    Column("updated", BigInteger, nullable=False, server_default="0"),
    Column("skipped", BigInteger, nullable=False, server_default="0"),
    Column("failed", BigInteger, nullable=False, server_default="0"),
    Column("merged_to", BigInteger, nullable=False, server_default="0"),
    Column("actor_kind", Text, nullable=False),
    Column("actor_id", Text, nullable=False),
    moment("started_at", nullable=False),
    moment("finished_at"),
    named_enum("mode", ImportMode),
    named_enum("status", ImportStatus),
)

# `position` is where the cell stands in the file, from 0; -1 is the row as a whole.
customer_import_errors = Table(
    "customer_import_errors",
    metadata,
    Column("run_id", Uuid, reference_to("customer_imports.id"), primary_key=True),
    Column("record", BigInteger, primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("line", BigInteger, nullable=False),
    Column("column_name", Text),
    Column("code", Text, nullable=False),
    Column("message", Text, nullable=False),
    named_enum("code", RowCode),
)
