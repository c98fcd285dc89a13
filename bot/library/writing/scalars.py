"""Ways of writing one text in YAML, tried until one of them reads back as that very text."""

from __future__ import annotations

import json
import re
import textwrap
from typing import NamedTuple

import yaml

from bot.library.text import REFUSED, UnreadableError
from bot.library.yaml_reader import KeysNode, ListNode, TextNode, read_nodes


class Writing(NamedTuple):
    """A way to write a text: `mark` is "", ', ", | or >; but for the last two it may run over lines (`is_wrapped`)."""

    mark: str
    is_wrapped: bool = False

    @property
    def is_in_lines(self) -> bool:
        return self.mark in ("|", ">")


PLAIN, SINGLE, DOUBLE, LITERAL = Writing(""), Writing("'"), Writing('"'), Writing("|")


class Frame(NamedTuple):
    """Where a text is to stand: what stands before it on its line, the indentation of its next lines, the width."""

    lead: str
    indent: int
    width: int


def written(text: str, writing: Writing, frame: Frame) -> str | None:
    """Return the text in this writing, None where that would not read back as the same text, or leave a doubt."""
    scalar = _scalar(text, writing, frame)
    try:
        node = read_nodes(f"{frame.lead}{scalar}\n".encode(), "")
    except (UnreadableError, UnicodeEncodeError):
        return None
    parts = [value for _, value in node.pairs] if isinstance(node, KeysNode) else []
    parts = [*node.items] if isinstance(node, ListNode) else parts
    is_same = len(parts) == 1 and isinstance(parts[0], TextNode) and parts[0].text == text and not parts[0].doubts
    return scalar if is_same else None


def _scalar(text: str, writing: Writing, frame: Frame) -> str:
    match writing.mark, writing.is_wrapped:
        case "", is_wrapped:
            plain = text if is_text(text) else ""
            return _wrapped(plain, "", frame) if is_wrapped else plain
        case "'", is_wrapped:
            text = text.replace("'", "''")
            return f"'{_wrapped(text, ' ', frame)}'" if is_wrapped else f"'{text}'"
        case '"', True:
            inside = "\n".join(escaped(line) for line in text.split("\n"))
            return f'"{_wrapped(inside, " ", frame)}"'
        case '"', _:
            return f'"{escaped(text)}"'
        case "|", _:
            return _in_lines("|", text, text.rstrip("\n").split("\n"), frame.indent)
    margin = " " * frame.indent
    lines = _wrapped(text.rstrip("\n"), "", frame._replace(lead=margin)).split("\n")
    return _in_lines(">", text, [line.removeprefix(margin) for line in lines], frame.indent)


def is_text(text: str) -> bool:
    """Return whether editors that type what they read take it for a text without quotes: not `no`, `12`, `2020-11`."""
    tag = _RESOLVER.resolve(yaml.ScalarNode, text, (True, False))  # type: ignore[no-untyped-call]
    return bool(tag == "tag:yaml.org,2002:str")


def _in_lines(mark: str, text: str, lines: list[str], indent: int) -> str:
    """Return a block whose last line ends as the text does: in no newline, one, or several."""
    over = len(text) - len(text.rstrip("\n"))
    chomping = "-" if not over else "" if over == 1 else "+"
    indented = (" " * indent + line if line else "" for line in (*lines, *[""] * (over - 1)))
    return "\n".join((mark + chomping, *indented))


def _wrapped(text: str, opening: str, frame: Frame) -> str:
    """Return lines of at most the frame's width; where the text itself has line breaks, one more than it has."""
    paragraphs = _NEWLINES.split(text)
    first = " " * len(frame.lead + opening)
    wrapped = []
    for number, paragraph in enumerate(paragraphs):
        lines = textwrap.wrap(
            paragraph,
            frame.width,
            initial_indent=" " * frame.indent if number else first,
            subsequent_indent=" " * frame.indent,
            break_long_words=False,
            break_on_hyphens=False,
            expand_tabs=False,
            replace_whitespace=False,
        )
        wrapped.append("\n".join(lines))
    breaks = [newlines + "\n" for newlines in _NEWLINES.findall(text)]
    joined = "".join(part + end for part, end in zip(wrapped, (*breaks, ""), strict=True))
    return joined.removeprefix(first)


def escaped(text: str) -> str:
    """Return the text as it stands between double quotes, on one line."""
    quoted = json.dumps(text, ensure_ascii=False)[1:-1]
    return REFUSED.sub(lambda match: f"\\U{ord(match[0]):08X}", quoted)


_NEWLINES = re.compile("\n+")
_RESOLVER = yaml.resolver.Resolver()
