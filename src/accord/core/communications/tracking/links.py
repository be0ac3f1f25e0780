"""The addresses that go with a message, and what they stand for."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from accord.kit.crypto import BadSeal, Seals
from accord.kit.records import Record
from accord.kit.web_links import is_web_link

MOST_ADDRESS = 1_000
PREFERENCES_DAYS = 400
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_ID = 16


class BadLink(Exception):
    """A link that is not one of ours, or not any more."""


class Clicked(Record):
    """What a click's link stands for."""

    communication_id: UUID
    address: str


class Recipient(Record):
    """Whom a link went to, with which message."""

    communication_id: UUID
    customer_id: UUID


class LinkMaker:
    """Writes and reads links below one public address. The same link is written for the same things each time."""

    def __init__(self, public_url: str, secret: str | bytes) -> None:
        self._base = public_url.rstrip("/")
        self._opens = Seals(secret, "opens")
        self._clicks = Seals(secret, "clicks")
        self._unsubscribing = Seals(secret, "unsubscribing")
        self._preferences = Seals(secret, "preferences")

    def pixel(self, communication_id: UUID) -> str:
        """The image that tells of an open."""
        return f"{self._base}/t/o/{self._opens.seal(communication_id.bytes)}.gif"

    def click(self, communication_id: UUID, address: str) -> str:
        """The redirect that tells of a click; an address that is none of the web, or very long, stays itself."""
        if not address.isascii() or len(address) > MOST_ADDRESS or not is_web_link(address):
            return address
        if address.startswith(f"{self._base}/"):
            return address
        return f"{self._base}/t/c/{self._clicks.seal(communication_id.bytes + address.encode())}"

    def unsubscribe(self, communication_id: UUID, customer_id: UUID) -> str:
        """The page, and the one-click target, that ends e-mails. It holds for ever."""
        return f"{self._base}/u/{self._unsubscribing.seal(communication_id.bytes + customer_id.bytes)}"

    def preferences(self, customer_id: UUID, *, since: datetime) -> str:
        """The page where a customer chooses; it holds for 400 days after `since`."""
        day = (since - _EPOCH).days
        return f"{self._base}/p/{self._preferences.seal(customer_id.bytes + day.to_bytes(4))}"

    def read_pixel(self, token: str) -> UUID:
        """Which message was opened. Raises BadLink."""
        return UUID(bytes=_opened(self._opens, token, _ID))

    def read_click(self, token: str) -> Clicked:
        """Which link of which message was followed. Raises BadLink."""
        data = _opened(self._clicks, token, None)
        return Clicked(communication_id=UUID(bytes=data[:_ID]), address=data[_ID:].decode("ascii"))

    def read_unsubscribe(self, token: str) -> Recipient:
        """Who wants no more e-mails. Raises BadLink."""
        data = _opened(self._unsubscribing, token, 2 * _ID)
        return Recipient(communication_id=UUID(bytes=data[:_ID]), customer_id=UUID(bytes=data[_ID:]))

    def read_preferences(self, token: str, *, now: datetime) -> UUID:
        """Who chooses. Raises BadLink."""
        data = _opened(self._preferences, token, _ID + 4)
        since = _EPOCH + timedelta(days=int.from_bytes(data[_ID:]))
        if now > since + timedelta(days=PREFERENCES_DAYS):
            raise BadLink
        return UUID(bytes=data[:_ID])


def _opened(seals: Seals, token: str, length: int | None) -> bytes:
    try:
        data = seals.open(token)
    except BadSeal as error:
        raise BadLink from error
    if length is not None and len(data) != length:
        raise BadLink
    return data
