"""Where every part of a file begins and ends, by PyYAML's marks.

The strict reader (`nodes`) has read the same text before, so it holds no anchors,
aliases and tags, and no great depth.
"""

from __future__ import annotations

import codecs
import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias

import yaml

from bot.library.text import decode_exactly, decode_yaml
from bot.library.yaml_reader import HAS_FAST_PARSER


@dataclass(frozen=True, slots=True)
class Leaf:
    """A text from `start` to `end`; `mark` is what it is written with: "", ', ", | or >."""

    start: int
    end: int
    text: str
    mark: str


@dataclass(frozen=True, slots=True)
class Row:
    """A list; `is_flow` where it stands in [ ]."""

    start: int
    end: int
    is_flow: bool
    items: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """Keys with what belongs to them; `is_flow` where they stand in { }."""

    start: int
    end: int
    is_flow: bool
    pairs: tuple[tuple[Part, Part], ...]

    def at(self, key: str) -> int:
        """The number of the pair with this key, or -1."""
        return next((n for n, (k, _) in enumerate(self.pairs) if isinstance(k, Leaf) and k.text == key), -1)

    def get(self, key: str) -> Part | None:
        number = self.at(key)
        return None if number < 0 else self.pairs[number][1]


Part: TypeAlias = Leaf | Row | Block


class Span(NamedTuple):
    """From the first to the last: line of an entry, or character of a comment."""

    first: int
    last: int


class Layout:
    """A text, its lines and its parts. Lines count from 0."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines = text.split("\n")
        self._starts = [0]
        for line in self.lines:
            self._starts.append(self._starts[-1] + len(line) + 1)
        self.root = self._root()

    def line(self, index: int) -> int:
        """The number of the line that holds a character."""
        return bisect_right(self._starts, index) - 1

    def column(self, index: int) -> int:
        return index - self._starts[self.line(index)]

    def before(self, index: int) -> str:
        """What stands on the line before a character."""
        return self.text[self._starts[self.line(index)] : index]

    def line_end(self, line: int) -> int:
        """Where a line's newline stands."""
        return self._starts[line] + len(self.lines[line])

    def blanks(self, after: int, before: int) -> int:
        """How many blank lines there are between two lines."""
        return sum(not line.strip() for line in self.lines[after + 1 : before])

    def spans(self, part: Row | Block) -> list[Span]:
        """The lines of every entry; not of one in brackets."""
        if isinstance(part, Row):
            return [Span(self.dash(part, n), self.line(item.end)) for n, item in enumerate(part.items)]
        return [Span(self.line(key.start), self.line(max(key.end, value.end))) for key, value in part.pairs]

    def dash(self, row: Row, number: int) -> int:
        """The line on which an entry of a list begins with its dash."""
        line, column = self.line(row.items[number].start), self.column(row.start)
        first = self.line(row.items[number - 1].end) if number else self.line(row.start)
        while line > first and self.lines[line][: column + 1] != " " * column + "-":
            line -= 1
        return line

    def behind(self, leaf: Leaf) -> Span:
        """From where to where a comment stands behind a text: on its last line, or on the line of its | or >."""
        if leaf.mark not in ("|", ">"):
            return Span(leaf.end, self.line_end(self.line(leaf.end)))
        header = self.line_end(self.line(leaf.start))
        comment = self.text.find(" #", leaf.start, header)
        return Span(comment if comment >= 0 else header, header)

    def _root(self) -> Part:
        events = yaml.parse(self.text, yaml.CSafeLoader if HAS_FAST_PARSER else yaml.SafeLoader)
        return self._part(next(event for event in events if isinstance(event, yaml.NodeEvent)), iter(events))

    def _part(self, event: Any, events: Iterator[Any]) -> Part:
        start = self._index(event.start_mark)
        if isinstance(event, yaml.ScalarEvent):
            return Leaf(start, self._end_of(event), event.value, event.style or "")
        parts: list[Part] = []
        while isinstance(following := next(events), yaml.NodeEvent):
            parts.append(self._part(following, events))
        is_flow = bool(event.flow_style)
        end = self._index(following.end_mark) if is_flow or not parts else parts[-1].end
        if isinstance(event, yaml.SequenceStartEvent):
            return Row(start, end, is_flow, tuple(parts))
        return Block(start, end, is_flow, tuple(zip(parts[::2], parts[1::2], strict=True)))

    def _end_of(self, event: Any) -> int:
        """A text in lines ends with its last line, blank ones left out unless they are kept by a "+"."""
        if event.style not in ("|", ">"):
            return self._index(event.end_mark)
        header, last = event.start_mark.line, event.end_mark.line - 1
        is_kept = "+" in self.lines[header][event.start_mark.column :].split("#")[0]
        while last > header and not is_kept and not self.lines[last].strip():
            last -= 1
        return self.line_end(last)

    def _index(self, mark: Any) -> int:
        return self._starts[int(mark.line)] + int(mark.column)


class Splice(NamedTuple):
    """`text` in the place of what stands from `start` to `end`, counted in the characters of a manuscript's text."""

    start: int
    end: int
    text: str


class Manuscript:
    """`text` is what the reader reads: every line ends in one newline, the last one too, and no byte order mark.

    Raises UnreadableError.
    """

    def __init__(self, data: bytes, file: str) -> None:
        self.text = decode_yaml(data, file)
        self._mark = codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b""
        self._exact = decode_exactly(data, file)
        ends = _LINE_END.findall(self._exact)
        self._line_end = Counter(ends).most_common(1)[0][0] if ends else "\n"
        self._wide_ends = [match.start() - number for number, match in enumerate(_WIDE_END.finditer(self._exact))]

    def spliced(self, splices: Iterable[Splice]) -> bytes:
        """The bytes of the file with these changes, which must not overlap; of two at one spot, the first comes first.

        A splice must not split a line end, nor reach behind the last one.
        """
        exact = self._exact
        in_order = sorted(splices, key=lambda splice: splice[:2])
        for start, end, text in in_order[::-1]:
            lines = text.replace("\n", self._line_end)
            exact = exact[: self._exact_index(start)] + lines + exact[self._exact_index(end) :]
        return self._mark + exact.encode()

    def _exact_index(self, index: int) -> int:
        """Where a character of `text` stands in the exact text: each wide line end before it counts twice."""
        return index + bisect_left(self._wide_ends, index)


_LINE_END = re.compile("\r\n|\r|\n")
_WIDE_END = re.compile("\r\n")
