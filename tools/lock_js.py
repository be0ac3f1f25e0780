"""Pins the newest packages that tests/js/package.json allows: `python -m tools.lock_js`. The lock names no address."""

import json
import subprocess
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "tests" / "js"


def main() -> None:
    """Write the lock file anew."""
    lock = FOLDER / "package-lock.json"
    lock.unlink(missing_ok=True)
    subprocess.run(["npm", "install", "--package-lock-only", "--loglevel=error"], cwd=FOLDER, check=True)  # noqa: S607
    pinned = json.loads(lock.read_text())
    for package in pinned["packages"].values():
        package.pop("resolved", None)
        package.pop("funding", None)
    lock.write_text(json.dumps(pinned, indent=2) + "\n")


if __name__ == "__main__":
    main()
