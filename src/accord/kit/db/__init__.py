"""PostgreSQL through asyncpg, with SQLAlchemy Core as the compiler of statements.

A statement is compiled once and executed by asyncpg with its parameters in order; a row becomes a record in
one conversion. A unit of work takes its connection at its first statement and gives it back at its end, so
that a refused request never touches the pool.
"""

from .database import Database, Unit, connect
from .errors import Collision, DatabaseUnavailable, ForeignKeyViolation, NothingCommitted, UniqueViolation
from .holds import SharedHolds
from .notices import listening
from .revisions import revision_of
from .schema import metadata, moment, named_enum, reference_to
from .session import Db
from .statements import Statement, columns_of, count_of, statement
from .together import Together

__all__ = [
    "Collision",
    "Database",
    "DatabaseUnavailable",
    "Db",
    "ForeignKeyViolation",
    "NothingCommitted",
    "SharedHolds",
    "Statement",
    "Together",
    "UniqueViolation",
    "Unit",
    "columns_of",
    "connect",
    "count_of",
    "listening",
    "metadata",
    "moment",
    "named_enum",
    "reference_to",
    "revision_of",
    "statement",
]
