"""Writes each dialect's OpenAPI document into its package: `python -m tools.snapshots`."""

from pathlib import Path

import msgspec

from accord.app.settings import Settings
from accord.dialects import banking, engagement, tourism
from accord.dialects.engagement.contract import TITLE
from accord.kit.http.documentation import describe

PACKAGES = {
    "banking": (banking, Settings().banking.service_name, "/api"),
    "engagement": (engagement, TITLE, "/api/crm"),
    "tourism": (tourism, Settings().tourism.service_name, "/api/v1"),
}


def snapshot_of(name: str) -> bytes:
    """The document of a dialect, as it is kept in the repository."""
    package, service, base = PACKAGES[name]
    shown = describe(package.describe(service), package.operations(service), base)
    return msgspec.json.format(msgspec.json.encode(shown), indent=1) + b"\n"


def path_of(name: str) -> Path:
    """Where the document of a dialect is kept."""
    return Path(str(PACKAGES[name][0].__file__)).parent / "openapi.json"


def main() -> None:
    """Write them all."""
    for name in PACKAGES:
        path_of(name).write_bytes(snapshot_of(name))


if __name__ == "__main__":
    main()
