"""A file's bytes and its lines: splices are made in the lines, and every other byte stays."""

from __future__ import annotations

import codecs
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from bot.library.text import decode_exactly, decode_yaml


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
            exact = exact[: self._place(start)] + lines + exact[self._place(end) :]
        return self._mark + exact.encode()

    def _place(self, index: int) -> int:
        """Where a character of `text` stands in the exact text: each wide line end before it counts twice."""
        return index + bisect_left(self._wide_ends, index)


_LINE_END = re.compile("\r\n|\r|\n")
_WIDE_END = re.compile("\r\n")
