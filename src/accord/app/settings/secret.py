"""Values that must never be shown, and the signing secret of a newcomer."""

import os
import secrets
from pathlib import Path

SECRET_BYTES = 32
SECRET_FILE = "auth.secret"  # noqa: S105 - the name of the file


class Secret:
    """A text that shows itself only when asked by name."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """The text itself; never log or print it."""
        return self._value

    def __repr__(self) -> str:
        return "Secret(***)"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and secrets.compare_digest(self._bytes(), other._bytes())

    def __hash__(self) -> int:
        return hash(self._value)

    def _bytes(self) -> bytes:
        return self._value.encode()


def load_or_create_secret(data_folder: Path) -> Secret:
    """The signing secret of an installation that set none: made once, kept for its owner alone (0600)."""
    path = data_folder / SECRET_FILE
    data_folder.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        _write_once(path, secrets.token_urlsafe(SECRET_BYTES))
    return Secret(path.read_text().strip())


def _write_once(path: Path, text: str) -> None:
    # Several processes may start at once: each writes a file of its own, the first link wins and is whole.
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(f"{text}\n")
    try:
        path.hardlink_to(draft)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
