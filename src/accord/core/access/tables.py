"""The tables of access. Secrets are stored as digests only."""

from sqlalchemy import Boolean, Column, Index, Integer, LargeBinary, Table, Text, Uuid, text
from sqlalchemy.dialects.postgresql import ARRAY

from accord.core.permissions import Role
from accord.kit.db import metadata, moment, named_enum, reference_to

users = Table(
    "users",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("email", Text, nullable=False),
    Column("email_key", Text, nullable=False, unique=True),
    Column("full_name", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("is_active", Boolean, nullable=False, server_default=text("true")),
    Column("password_hash", Text),
    moment("password_changed_at"),
    moment("last_login_at"),
    moment("created_at", nullable=False),
    moment("updated_at"),
    named_enum("role", Role),
)

sessions = Table(
    "sessions",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("user_id", Uuid, reference_to("users.id"), nullable=False),
    moment("created_at", nullable=False),
    moment("last_used_at", nullable=False),
    moment("expires_at", nullable=False),
    moment("ended_at"),
    Column("ended_because", Text),
    Index("sessions_user_idx", "user_id", postgresql_where=text("ended_at IS NULL")),
    Index("sessions_expires_idx", "expires_at"),
)

refresh_tokens = Table(
    "refresh_tokens",
    metadata,
    Column("digest", LargeBinary, primary_key=True),
    Column("session_id", Uuid, reference_to("sessions.id"), nullable=False),
    Column("seed", LargeBinary, nullable=False),
    moment("created_at", nullable=False),
    moment("used_at"),
    Index("refresh_tokens_session_idx", "session_id"),
)

revoked_tokens = Table(
    "revoked_tokens",
    metadata,
    Column("token_id", Text, primary_key=True),
    moment("revoked_at", nullable=False),
    moment("expires_at", nullable=False, index=True),
)

api_keys = Table(
    "api_keys",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("name", Text, nullable=False),
    Column("digest", LargeBinary, nullable=False, unique=True),
    Column("grants", ARRAY(Text), nullable=False),
    Column("audience", ARRAY(Text)),
    moment("created_at", nullable=False),
    moment("expires_at"),
    moment("revoked_at"),
    moment("last_used_at"),
)

login_failures = Table(
    "login_failures",
    metadata,
    Column("key", Text, primary_key=True),
    Column("failures", Integer, nullable=False),
    moment("last_failed_at", nullable=False, index=True),
    moment("blocked_until"),
)
