"""Findings: the problems met while one input is read."""

from accord.kit.problems import Problem

MAX_PROBLEMS = 50
MAX_QUOTE = 100


class InvalidInput(Exception):
    """Fields of the input are missing or wrong; `problems` has all of them, in field order, at most 50."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("; ".join(problem.message for problem in problems))
        self.problems = problems


class Findings:
    """Collects problems; `count` goes on where the list stops."""

    __slots__ = ("count", "problems", "where")

    def __init__(self, where: str) -> None:
        self.where = where
        self.count = 0
        self.problems: list[Problem] = []

    def add(self, at: str, phrase: str, code: str, allowed: tuple[str, ...] = ()) -> None:
        """Note that the field `at` is wrong; `phrase` completes the sentence its name begins."""
        self.count += 1
        if self.count <= MAX_PROBLEMS:
            self.problems.append(Problem(at, f"{at} {phrase}", code, allowed, self.where))

    def raise_any(self) -> None:
        """Raises InvalidInput when there was any problem."""
        if self.problems:
            raise InvalidInput(tuple(self.problems))


def inside(at: str, key: str) -> str:
    """The path of a key within the object at a path; a client's own key is quoted up to 100 characters."""
    key = key[:MAX_QUOTE]
    return f"{at}.{key}" if at else key
