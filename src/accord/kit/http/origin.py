"""Where a request was sent, as its sender spelled it."""

from urllib.parse import quote

from .asgi import Scope


def origin_of(scope: Scope) -> str:
    """The absolute URL of the request without its query: scheme, host and full path."""
    host = next((value.decode("latin-1") for key, value in scope["headers"] if key == b"host"), "localhost")
    return f"{scope['scheme']}://{host}{quote(full_path(scope))}"


def full_path(scope: Scope) -> str:
    """The path as it was before the dialect's mount and base were cut off."""
    path: str = scope.get("accord.path", scope["path"])
    return path


def below(scope: Scope, base: str, path: str) -> str:
    """The address of another object of the same dialect: mount, base and `path`, for `Location`."""
    mount: str = scope.get("accord.mount", "")
    return mount + base + path
