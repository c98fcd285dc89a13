"""Messages as Discord shows them: the little Markdown that the bot writes, as values that a template lays out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from bot.web.templates import safe_url

_INLINE = re.compile(
    r"\\(?P<plain>[^0-9A-Za-z\s])|\*\*(?P<bold>.+?)\*\*|\*(?P<italic>.+?)\*"
    r"|\[(?P<link>(?:\\.|[^\]\\])+)\]\(<(?P<url>[^>]+)>\)",
    re.DOTALL,
)
_ESCAPED = re.compile(r"\\([^0-9A-Za-z\s])")
_STARTS = {"> ": "quote", "-# ": "small"}


@dataclass(frozen=True, slots=True)
class StyledText:
    """A piece of a line: `style` is plain, bold, italic or link."""

    text: str
    style: str = "plain"
    url: str = ""


@dataclass(frozen=True, slots=True)
class TextBlock:
    """Lines that belong together: `kind` is quote, small or plain."""

    kind: str
    lines: tuple[tuple[StyledText, ...], ...]


def blocks(markdown: str) -> tuple[TextBlock, ...]:
    """Return a message in blocks; empty lines only part them."""
    lines = [kind_and_text(line) for line in markdown.split("\n")]
    grouped = groupby(lines, key=lambda line: line[0])
    return tuple(TextBlock(kind, tuple(tuple(styled(text)) for _, text in group)) for kind, group in grouped if kind)


def kind_and_text(line: str) -> tuple[str, str]:
    """Return the kind of a line and what it says; no kind where it is empty."""
    for start, kind in _STARTS.items():
        if line.startswith(start) or line == start.rstrip():
            return kind, line[len(start) :]
    return ("plain" if line.strip() else ""), line


def styled(text: str) -> Iterator[StyledText]:
    at = 0
    held = ""
    for mark in _INLINE.finditer(text):
        held += text[at : mark.start()]
        at = mark.end()
        kind = str(mark.lastgroup)
        if kind == "plain":
            held += mark[kind]
            continue
        if held:
            yield StyledText(held)
            held = ""
        style = "link" if kind == "url" else kind
        yield StyledText(_ESCAPED.sub(r"\1", mark[style]), style, safe_url(mark["url"] or ""))
    if held + text[at:]:
        yield StyledText(held + text[at:])
