"""The texts PostgreSQL reads: who may connect, how it is tuned, and how the locale is pinned."""

import os
import sys
from pathlib import Path

from accord.adapters.postgres.system_user import SystemUser

BUILTIN_LOCALE_MAJOR = 17
PORT = 5432
ROLE = "accord"
SUPERUSER = "postgres"

# The character type decides what pg_trgm takes for a letter; it must be UTF-8 everywhere, whatever its name.
CHARACTER_TYPE = {"darwin": "en_US.UTF-8", "win32": "en-US"}.get(sys.platform, "C.UTF-8")

TUNING = """
# Accord: for a small machine. These lines are yours to change; they are written once.
shared_buffers = '128MB'
max_connections = 100
wal_level = 'replica'
jit = off
timezone = 'UTC'
log_timezone = 'UTC'
# Statements and details of errors hold personal data: the server's log leaves them out.
log_min_messages = 'log'
log_min_error_statement = 'panic'
log_error_verbosity = 'terse'
log_checkpoints = off
# Rewritten at every start: how the server is reached.
include 'accord.conf'
"""

CREATE_DATABASE = """
SELECT 'CREATE ROLE accord LOGIN CREATEDB'
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'accord') \\gexec
SELECT 'CREATE DATABASE accord OWNER accord'
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'accord') \\gexec
"""


def initdb_arguments(major: int) -> list[str]:
    """Encoding, checksums, and a locale that sorts and searches the same on every machine."""
    builtin = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    return [
        *(builtin if major >= BUILTIN_LOCALE_MAJOR else []),
        "--locale=C",
        f"--lc-ctype={CHARACTER_TYPE}",
        "--encoding=UTF8",
        "--data-checksums",
        f"--username={SUPERUSER}",
    ]


def socket_settings(folder: Path) -> str:
    """Reached by a socket only its own user (and root) can open; no network."""
    return (
        f"listen_addresses = ''\nport = {PORT}\n"
        f"unix_socket_directories = '{folder}'\nunix_socket_permissions = 0700\n"
    )


def loopback_settings(port: int) -> str:
    """Reached over TCP from this machine, where sockets are not an option."""
    sockets = "" if sys.platform == "win32" else "unix_socket_directories = ''\n"
    return f"listen_addresses = '127.0.0.1'\nport = {port}\n{sockets}"


def client_authentication(*, loopback: bool) -> str:
    """The whole of pg_hba.conf: what is not named here is refused."""
    if loopback:
        return "host all all 127.0.0.1/32 scram-sha-256\n"
    return "local all all peer map=accord\nlocal replication all peer map=accord\n"


def identity_map(user: SystemUser) -> str:
    """The whole of pg_ident.conf: who may act as the application and as administrator."""
    names = sorted({user.name, "root"})
    return "".join(f'accord "{name}" {role}\n' for name in names for role in (ROLE, SUPERUSER))


def replace_file(path: Path, text: str, user: SystemUser) -> None:
    """Write a file for the server's user. Root never follows a link that user may have put there."""
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    user.take_over(path)
