"""What happens to the next messages of a recipient.

Steps, one for each attempt; after the last one everything is accepted:

- `accept`: the message is taken and the vendor says so
- `drop`: the message is taken, then the connection is lost before the answer
- `lose`: the connection is lost, and the message with it
- `hang`, `drip`: no answer, or one byte after the other; the message is taken
- `garbage`: an answer that is none; `unreadable`: success, with a body that is none; both times it is taken
- `500`, `503`, ...: the vendor fails so; `429:7` asks to wait 7 seconds
- `error:21610`: the vendor refuses with its own code
"""

from collections import defaultdict, deque
from collections.abc import Iterable

ACCEPT = "accept"
TAKEN = {"accept", "drop", "hang", "drip", "garbage", "unreadable"}


class Scripts:
    """The steps that are still to come, by recipient."""

    def __init__(self) -> None:
        self._steps: defaultdict[str, deque[str]] = defaultdict(deque)

    def set(self, recipient: str, steps: Iterable[str]) -> None:
        """What happens to the next messages of a recipient, instead of what was to happen."""
        self._steps[recipient.lower()] = deque(steps)

    def next(self, recipient: str) -> str:
        """The next step, which is then over."""
        steps = self._steps[recipient.lower()]
        return steps.popleft() if steps else ACCEPT

    def coming(self, recipient: str) -> str:
        """The next step, which stays."""
        steps = self._steps[recipient.lower()]
        return steps[0] if steps else ACCEPT

    def clear(self) -> None:
        self._steps.clear()
