"""What all stand-ins do alike: follow the script, remember what was taken."""

from collections.abc import Callable
from typing import Any

from .ledger import Ledger
from .scripts import TAKEN, Scripts
from .wire import Answer

Refusal = Callable[[int], Answer]


class Desk:
    """Where one vendor's messages arrive."""

    def __init__(self, vendor: str, ledger: Ledger, scripts: Scripts) -> None:
        self.vendor = vendor
        self._ledger = ledger
        self._scripts = scripts

    def take(self, recipient: str, answer: Answer, refusal: Refusal, **message: Any) -> Answer:
        """Take a message that is in order, or do what the script says. `refusal` says a code as the vendor would."""
        step = self._scripts.next(recipient)
        self._ledger.write(vendor=self.vendor, kind="attempt", recipient=recipient, step=step)
        if step in TAKEN:
            self._ledger.write(vendor=self.vendor, kind="accepted", recipient=recipient, **message)
            fault = "" if step == "accept" else step
            return Answer(answer.status, answer.content, answer.headers, fault=fault)
        if step == "lose":
            return Answer(500, fault="lose")
        name, _, detail = step.partition(":")
        if name == "error":
            return refusal(int(detail))
        headers = {"retry-after": detail} if detail else {}
        return Answer(int(name), {"message": "the script says so"}, headers)

    def taken(self) -> list[dict[str, Any]]:
        """What was taken, oldest first."""
        return self._ledger.entries(vendor=self.vendor, kind="accepted")
