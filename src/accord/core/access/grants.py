"""What grants mean. A grant is a permission, a wildcard, a scope, or the name of one role."""

from collections.abc import Iterable
from functools import cache

from accord.core.errors import Forbidden, Invalid
from accord.core.permissions import ROLES, SCOPES, Permission, Role, expand, role_named
from accord.kit.problems import Problem
from accord.kit.records import Record


class Grants(Record, frozen=True):
    """Grants sorted by kind."""

    scopes: tuple[str, ...] = ()
    permissions: tuple[str, ...] = ()
    role: Role | None = None

    @classmethod
    def of(cls, words: Iterable[str]) -> "Grants":
        """Words that were read and kept once, sorted again; ones that mean nothing any more grant nothing."""
        kept = tuple(words)
        roles = [role for role in map(role_named, kept) if role is not None]
        permissions = tuple(word for word in kept if role_named(word) is None)
        return cls(permissions=permissions, role=roles[0] if roles else None)

    def words(self) -> tuple[str, ...]:
        """The grants as one list, each in its canonical spelling."""
        return (*self.scopes, *self.permissions, *([self.role.value] if self.role else ()))

    def rights(self) -> frozenset[Permission]:
        """Everything that the grants allow together."""
        return expand(frozenset((*self.scopes, *self.permissions))) | (
            ROLES[self.role] if self.role else frozenset()
        )


def read_grants(words: Iterable[str]) -> Grants:
    """The grants that somebody asked for. Raises Invalid for none, an unknown word, a second role."""
    scopes: list[str] = []
    permissions: list[str] = []
    role: Role | None = None
    problems: list[Problem] = []
    for position, word in enumerate(dict.fromkeys(words)):
        named = role_named(word)
        if word in SCOPES:
            scopes.append(word)
        elif expand(frozenset({word})):
            permissions.append(word)
        elif named is not None and role in (None, named):
            role = named
        else:
            problems.append(_refused(position, word, named))
    if not (scopes or permissions or role or problems):
        problems.append(Problem("grants", "At least one grant is required", "required"))
    if problems:
        raise Invalid(problems)
    return Grants(scopes=tuple(scopes), permissions=tuple(permissions), role=role)


def _refused(position: int, word: str, role: Role | None) -> Problem:
    field = f"grants[{position}]"
    if role is not None:
        return Problem(field, "Only one role can be granted")
    return Problem(field, f"Unknown grant: {word[:100]}", "not_allowed")


def ensure_grantable(own: frozenset[Permission], wanted: frozenset[Permission]) -> None:
    """Nobody hands out rights that they lack. Raises Forbidden, naming the first one missing."""
    missing = wanted - own
    if missing:
        first = min(missing)
        raise Forbidden(f"Permission denied: {first}", permission=first)


def compact(permissions: frozenset[Permission]) -> list[str]:
    """A short list of permissions and wildcards with the same meaning, since tokens travel in cookies."""
    words = [word for word, contained in _wildcards().items() if contained <= permissions]
    if "crm:*:*" in words:
        return ["crm:*:*"]
    told = frozenset[Permission]().union(*(_wildcards()[word] for word in words))
    return words + sorted(permission.value for permission in permissions - told)


@cache
def _wildcards() -> dict[str, frozenset[Permission]]:
    """The wildcards that stand for more than one permission."""
    words = ["crm:*:*", *dict.fromkeys(f"crm:{permission.split(':')[1]}:*" for permission in Permission)]
    found = {word: expand(frozenset({word})) for word in words}
    return {word: contained for word, contained in found.items() if len(contained) > 1}
