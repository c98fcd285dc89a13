"""Where every part of a file begins and ends, and the file's exact bytes with some of it exchanged."""

from __future__ import annotations

import codecs
import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from bot.library.text import decode_exactly, decode_yaml
from bot.library.yaml_reader import KeysNode, ListNode, TextNode, nodes_of


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
        self.root = nodes_of(text, "")

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

    def spans(self, part: ListNode | KeysNode) -> list[Span]:
        """The lines of every entry; not of one in brackets."""
        if isinstance(part, ListNode):
            return [Span(self.dash(part, n), self.line(item.end)) for n, item in enumerate(part.items)]
        return [Span(self.line(key.start), self.line(max(key.end, value.end))) for key, value in part.pairs]

    def dash(self, row: ListNode, number: int) -> int:
        """The line on which an entry of a list begins with its dash."""
        line, column = self.line(row.items[number].start), self.column(row.start)
        first = self.line(row.items[number - 1].end) if number else self.line(row.start)
        while line > first and self.lines[line][: column + 1] != " " * column + "-":
            line -= 1
        return line

    def behind(self, leaf: TextNode) -> Span:
        """From where to where a comment stands behind a text: on its last line, or on the line of its | or >."""
        if leaf.mark not in ("|", ">"):
            return Span(leaf.end, self.line_end(self.line(leaf.end)))
        header = self.line_end(self.line(leaf.start))
        comment = self.text.find(" #", leaf.start, header)
        return Span(comment if comment >= 0 else header, header)


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
