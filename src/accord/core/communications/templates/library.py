"""The texts of the package, each read and parsed once."""

from functools import cache
from importlib.resources import files

from accord.kit.liquid import Language, Template, parse

from .styles import styled

GENERIC = "generic"


@cache
def text_of(name: str, form: str, language: Language) -> Template:
    """The template of a type in a form (`text`, `html`, `sms`) and language. Raises FileNotFoundError."""
    return _read(f"{language}/{name}.{form}.liquid", is_html=form == "html")


@cache
def frame(part: str, form: str) -> Template:
    """The `head` or `foot` around the texts of a form; the words in it come in as values."""
    return _read(f"{part}.{form}.liquid", is_html=form == "html")


def _read(path: str, *, is_html: bool) -> Template:
    source = files(__package__).joinpath("texts", *path.split("/")).read_text("utf-8")
    return parse(styled(source) if is_html else source, html=is_html)
