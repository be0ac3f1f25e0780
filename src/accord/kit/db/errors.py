"""What can go wrong in the database, told apart by what a caller can do about it."""

from collections.abc import Iterator
from contextlib import contextmanager

import asyncpg


class DatabaseUnavailable(Exception):
    """The database is away, overloaded or shutting down. Trying again later may help."""


class Collision(DatabaseUnavailable):
    """The transaction lost against another (a deadlock, a serialisation failure). Running it again helps."""


class UniqueViolation(Exception):
    """A value that must be unique exists already; `constraint` names the rule."""

    def __init__(self, constraint: str) -> None:
        super().__init__(constraint)
        self.constraint = constraint


class ForeignKeyViolation(Exception):
    """A row refers to one that does not exist; `constraint` names the rule."""

    def __init__(self, constraint: str) -> None:
        super().__init__(constraint)
        self.constraint = constraint


class NothingCommitted(Exception):
    """A statement had failed, the failure was swallowed, and PostgreSQL rolled the whole transaction back.

    What may fail belongs into a savepoint.
    """


_AWAY = (
    OSError,
    TimeoutError,
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.CannotConnectNowError,
    asyncpg.LockNotAvailableError,
    asyncpg.ReadOnlySQLTransactionError,
)


@contextmanager
def translated() -> Iterator[None]:
    """Turn the driver's errors into those above; any other stays as it is, since it is a bug."""
    try:
        yield
    except asyncpg.UniqueViolationError as error:
        raise UniqueViolation(error.constraint_name or "") from error
    except asyncpg.ForeignKeyViolationError as error:
        raise ForeignKeyViolation(error.constraint_name or "") from error
    except asyncpg.TransactionRollbackError as error:
        raise Collision(type(error).__name__) from error
    except asyncpg.DataError:
        raise
    except _AWAY as error:
        raise DatabaseUnavailable(type(error).__name__) from error
