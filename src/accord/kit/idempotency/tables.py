"""The table of remembered answers."""

from sqlalchemy import Column, LargeBinary, SmallInteger, Table, Text

from accord.kit.db import metadata, moment

idempotency_keys = Table(
    "idempotency_keys",
    metadata,
    Column("scope", LargeBinary, primary_key=True),
    Column("payload", LargeBinary, nullable=False),
    Column("status", SmallInteger, nullable=False),
    Column("headers", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
    moment("created_at", nullable=False, index=True),
)
