"""An interactive page over an OpenAPI document, with every file of it served from here: it needs no internet.

Nothing on the page is inline, so it works under `script-src 'self'`. The page's files are looked for in the
folder `docs` beside the document.
"""

from functools import cache
from html import escape
from importlib.resources import files

import swagger_ui_bundle

__all__ = ["CONTENT_SECURITY_POLICY", "asset", "docs_page"]

# Swagger UI sets styles from script, and its style sheet holds its icons as data.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)

_OURS = files(__package__)
_SWAGGER_UI = swagger_ui_bundle.swagger_ui_path

_ASSETS = {
    "start.js": (_OURS, "text/javascript; charset=utf-8"),
    "swagger-ui-bundle.js": (_SWAGGER_UI, "text/javascript; charset=utf-8"),
    "swagger-ui.css": (_SWAGGER_UI, "text/css; charset=utf-8"),
    "favicon-32x32.png": (_SWAGGER_UI, "image/png"),
}


def docs_page(title: str, spec_url: str) -> bytes:
    """The page, in HTML. A relative `spec_url` asks for a page whose address has no slash at its end."""
    folder = spec_url[: spec_url.rfind("/") + 1]
    return (
        _template()
        .format(title=escape(title), spec_url=escape(spec_url), docs=f"{escape(folder)}docs")
        .encode()
    )


@cache
def asset(name: str) -> tuple[bytes, str] | None:
    """The content and the media type of one of the page's files, None for any other name."""
    known = _ASSETS.get(name)
    if known is None:
        return None
    folder, media_type = known
    return (folder / name).read_bytes(), media_type


@cache
def _template() -> str:
    return (_OURS / "page.html").read_text("utf-8")
