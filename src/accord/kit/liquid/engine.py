"""Templates parsed once and rendered within limits."""

import re
from collections.abc import Mapping
from typing import Any

from liquid import BoundTemplate, Environment
from liquid.builtin import content, illegal, output
from liquid.builtin.tags import (
    assign_tag,
    capture_tag,
    case_tag,
    comment_tag,
    for_tag,
    if_tag,
    inline_comment_tag,
    unless_tag,
)
from liquid.exceptions import LiquidError
from liquid.tag import Tag

from .filters import FILTERS, bounded
from .formats import Language
from .surroundings import MOST_BYTES, MOST_LOCAL_BYTES, MOST_LOOPS, Surroundings

MOST_SOURCE = 64 * 1024
MOST_PLACES = 2_000
MOST_EXPRESSION = 2_000

TAGS: tuple[type[Tag], ...] = (
    *(content.Literal, output.Output, illegal.Illegal),
    *(if_tag.IfTag, unless_tag.UnlessTag, case_tag.CaseTag),
    *(for_tag.ForTag, for_tag.BreakTag, for_tag.ContinueTag),
    *(assign_tag.AssignTag, capture_tag.CaptureTag),
    *(comment_tag.CommentTag, inline_comment_tag.InlineCommentTag),
)
_CLOSING = {"{{": "}}", "{%": "%}"}
_OPENING = re.compile(r"\{[{%]")


class BadTemplate(Exception):
    """A text that is no template; the message says where."""


class RenderingFailed(Exception):
    """A template and values that together go beyond what a template may do."""


class _Limited(BoundTemplate):
    context_class = Surroundings


class _Environment(Environment):
    """Liquid without what loads, counts on from render to render, or marks text as safe."""

    block_nesting_limit = 12
    context_depth_limit = 20
    loop_iteration_limit = MOST_LOOPS
    local_namespace_limit = MOST_LOCAL_BYTES
    output_stream_limit = MOST_BYTES
    template_class = _Limited

    def setup_tags_and_filters(self, *, extra: bool = False) -> None:  # noqa: ARG002  (the library's signature)
        """The tags and filters that there are."""
        for tag in TAGS:
            self.add_tag(tag)
        for name, function in FILTERS.items():
            self.add_filter(name, bounded(function))


_TEXT = _Environment()
_HTML = _Environment(autoescape=True)


class Template:
    """A parsed template."""

    __slots__ = ("_bound",)

    def __init__(self, bound: BoundTemplate) -> None:
        self._bound = bound

    def render(self, values: Mapping[str, object], *, language: Language = Language.ENGLISH) -> str:
        """The text with these values (JSON's types); a missing one counts as an empty text.

        Raises RenderingFailed.
        """
        context = Surroundings(self._bound, globals=self._bound.make_globals(values))
        context.language = language
        buffer = self._bound._get_buffer()  # noqa: SLF001  (rendering with a context of one's own needs it)
        try:
            self._bound.render_with_context(context, buffer)
        except (LiquidError, ArithmeticError, ValueError, TypeError, RecursionError, MemoryError) as error:
            raise RenderingFailed(type(error).__name__) from None
        return buffer.getvalue()


def parse(source: str, *, html: bool = False) -> Template:
    """The template that a text is; with `html` its values are escaped. Raises BadTemplate."""
    if len(source) > MOST_SOURCE:
        raise BadTemplate("The template is too long")
    _check_places(source)
    environment: Any = _HTML if html else _TEXT
    try:
        return Template(environment.from_string(source))
    except (LiquidError, ValueError, RecursionError) as error:
        message = error.message if isinstance(error, LiquidError) else "it nests too deeply"
        raise BadTemplate(f"The template cannot be read: {message}") from None


def _check_places(source: str) -> None:
    """Refuse what the library's lexer takes minutes for: places that are never closed, or are very long."""
    at = places = 0
    while (opened := _OPENING.search(source, at)) is not None:
        closed = source.find(_CLOSING[opened[0]], opened.end())
        places += 1
        if closed < 0:
            raise BadTemplate(f"The template cannot be read: a {opened[0]} is never closed")
        if closed - opened.end() > MOST_EXPRESSION or places > MOST_PLACES:
            raise BadTemplate("The template is too complicated")
        at = closed + 2
