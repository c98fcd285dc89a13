"""Where every part of a file begins and ends, and the file's exact bytes with some of it exchanged."""

from __future__ import annotations

import codecs
import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable
from itertools import accumulate
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
        self._starts = [0, *accumulate(len(line) + 1 for line in self.lines)]
        self.root = nodes_of(text, "")

    def line(self, index: int) -> int:
        """Return the number of the line that holds a character."""
        return bisect_right(self._starts, index) - 1

    def column(self, index: int) -> int:
        return index - self._starts[self.line(index)]

    def before(self, index: int) -> str:
        """Return what stands on the line before a character."""
        return self.text[self._starts[self.line(index)] : index]

    def line_end(self, line: int) -> int:
        """Return the index of a line's newline."""
        return self._starts[line] + len(self.lines[line])

    def blanks(self, after: int, before: int) -> int:
        """Count the blank lines between two lines."""
        return sum(not line.strip() for line in self.lines[after + 1 : before])

    def spans(self, part: ListNode | KeysNode) -> list[Span]:
        """Return the lines of every entry of a part that is not in brackets."""
        if isinstance(part, ListNode):
            return [Span(self.dash(part, n), self.line(item.end)) for n, item in enumerate(part.items)]
        return [Span(self.line(key.start), self.line(max(key.end, value.end))) for key, value in part.pairs]

    def dash(self, row: ListNode, number: int) -> int:
        """Return the line on which an entry of a list begins with its dash."""
        line, column = self.line(row.items[number].start), self.column(row.start)
        first = self.line(row.items[number - 1].end) if number else self.line(row.start)
        while line > first and self.lines[line][: column + 1] != " " * column + "-":
            line -= 1
        return line

    def behind(self, leaf: TextNode) -> Span:
        """Return where a comment stands behind a text: on its last line, or on the line of its | or >."""
        if leaf.mark not in ("|", ">"):
            return Span(leaf.end, self.line_end(self.line(leaf.end)))
        header = self.line_end(self.line(leaf.start))
        comment = self.text.find(" #", leaf.start, header)
        return Span(comment if comment >= 0 else header, header)


class Splice(NamedTuple):
    """`text` to put in place of the characters from `start` to `end` of a manuscript's text."""

    start: int
    end: int
    text: str


class Manuscript:
    """A file's bytes, and the text that is read of them. Raises UnreadableError.

    In `text` every line ends in one newline, the last one too, and there is no byte order mark.
    """

    def __init__(self, data: bytes, file: str) -> None:
        self.text = decode_yaml(data, file)
        self._mark = codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b""
        self._exact = decode_exactly(data, file)
        ends = _LINE_END.findall(self._exact)
        self._line_end = Counter(ends).most_common(1)[0][0] if ends else "\n"
        self._wide_ends = [match.start() - number for number, match in enumerate(_WIDE_END.finditer(self._exact))]

    def spliced(self, splices: Iterable[Splice]) -> bytes:
        """Return the bytes with these changes; of two at one spot, the first comes first.

        Splices must not overlap, split a line end, nor reach behind the last one.
        """
        exact = self._exact
        in_order = sorted(splices, key=lambda splice: splice[:2])
        for start, end, text in in_order[::-1]:
            lines = text.replace("\n", self._line_end)
            first, last = (index + bisect_left(self._wide_ends, index) for index in (start, end))
            exact = exact[:first] + lines + exact[last:]
        return self._mark + exact.encode()


_LINE_END = re.compile("\r\n|\r|\n")
_WIDE_END = re.compile("\r\n")
