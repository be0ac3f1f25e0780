"""The system user the server runs as. PostgreSQL refuses root, so root lends the work to another user."""

import os
import stat
import sys
from pathlib import Path

import msgspec

from accord.adapters.postgres.errors import ClusterNotOurs

if sys.platform != "win32":
    import pwd

UNPRIVILEGED = ("postgres", "_postgres", "nobody")


class SystemUser(msgspec.Struct, frozen=True):
    """A user of the operating system; `is_lent` when it is not the one this process runs as."""

    name: str
    uid: int
    gid: int
    is_lent: bool

    def can_reach(self, folder: Path) -> bool:
        """Whether this user may enter the folder and every folder above it (access lists are not read)."""
        resolved = folder.resolve()
        return not self.is_lent or all(self._may_enter(each.stat()) for each in (resolved, *resolved.parents))

    def take_over(self, path: Path) -> None:
        """Make one file or folder of ours belong to this user; never follows a link."""
        if sys.platform != "win32" and self.is_lent:
            os.chown(path, self.uid, self.gid, follow_symlinks=False)

    def _may_enter(self, found: os.stat_result) -> bool:
        if found.st_uid == self.uid:
            return bool(found.st_mode & stat.S_IXUSR)
        if found.st_gid == self.gid:
            return bool(found.st_mode & stat.S_IXGRP)
        return bool(found.st_mode & stat.S_IXOTH)


def choose_system_user(place: Path | None) -> SystemUser:
    """Who runs the server: ourselves, or for root the owner of the existing files, else an unprivileged user.

    Raises ClusterNotOurs when the files are another user's, or no user fits.
    """
    if sys.platform == "win32":
        return SystemUser(name=os.getlogin(), uid=0, gid=0, is_lent=False)
    owner = place.stat().st_uid if place is not None and place.exists() else None
    if os.geteuid() == 0:
        return _lend(owner)
    if owner not in {None, os.geteuid()}:
        raise ClusterNotOurs(f"{place} belongs to user {_name(owner)}: start as that user or as root")
    return SystemUser(name=_name(os.geteuid()), uid=os.geteuid(), gid=os.getegid(), is_lent=False)


if sys.platform != "win32":

    def _lend(owner: int | None) -> SystemUser:
        entries = {each.pw_name: each for each in pwd.getpwall() if each.pw_uid != 0}
        names = [each.pw_name for each in entries.values() if each.pw_uid == owner] if owner else UNPRIVILEGED
        chosen = next((entries[name] for name in names if name in entries), None)
        if chosen is None:
            raise ClusterNotOurs(
                "PostgreSQL does not run as root and there is no user to run it as "
                f"({', '.join(UNPRIVILEGED)}): start as a normal user"
            )
        return SystemUser(name=chosen.pw_name, uid=chosen.pw_uid, gid=chosen.pw_gid, is_lent=True)

    def _name(uid: int | None) -> str:
        try:
            return pwd.getpwuid(uid or 0).pw_name
        except KeyError:
            # initdb and peer authentication both look the name up.
            raise ClusterNotOurs(f"user id {uid} has no name on this machine, PostgreSQL needs one") from None
