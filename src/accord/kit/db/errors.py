"""What can go wrong in the database, told apart by what a caller can do about it."""

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
    asyncpg.InvalidAuthorizationSpecificationError,
    asyncpg.InvalidCatalogNameError,
    asyncpg.ObjectNotInPrerequisiteStateError,  # it takes no connections now; also a lock that was not to be had
    asyncpg.ReadOnlySQLTransactionError,
)


class _Translation:
    """A context without state: every statement enters it, and a generator would cost more than its work."""

    __slots__ = ()

    def __enter__(self) -> None:
        """Nothing to prepare."""

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        meaning = None if error is None else _meaning_of(error)
        if meaning is not None:
            raise meaning from error


_TRANSLATION = _Translation()


def translated() -> _Translation:
    """Turn the driver's errors into those above; any other stays as it is, since it is a bug."""
    return _TRANSLATION


def _meaning_of(error: BaseException) -> Exception | None:
    if isinstance(error, asyncpg.UniqueViolationError):
        return UniqueViolation(error.constraint_name or "")
    if isinstance(error, asyncpg.ForeignKeyViolationError):
        return ForeignKeyViolation(error.constraint_name or "")
    if isinstance(error, asyncpg.TransactionRollbackError):
        return Collision(type(error).__name__)
    if isinstance(error, _AWAY) and not isinstance(error, asyncpg.DataError):
        return DatabaseUnavailable(type(error).__name__)
    return None
