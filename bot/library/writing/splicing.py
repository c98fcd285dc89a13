"""Parts of a file put in, taken out or written anew: each change as splices of the file's text."""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType
from typing import NoReturn, TypeAlias

from bot.core.edits import ImpossibleError
from bot.library.writing.layout import Layout, Span, Splice
from bot.library.writing.style import Pen, Slot, Styles, Value
from bot.library.yaml_reader import KeysNode, ListNode, Node, TextNode

Path: TypeAlias = tuple[str | int, ...]
"""The keys, and the numbers of entries from 0 on, that lead to a part."""

_NEEDED = {("topics",), ("silence",)}
"""What a file must hold, be it empty."""


class Splicing:
    """Makes splices of one text. Its methods raise ImpossibleError.

    Whole lines are put in behind a line and taken out up to its end, so that a last line without a newline stays one.
    Blank lines between entries come and go with an entry.
    """

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._styles = Styles(layout)
        self._pen = Pen(self._styles)

    def block(self, path: Path) -> KeysNode:
        """Return the keys at a path."""
        part = self._layout.root
        for step in path:
            if isinstance(part, ListNode) and isinstance(step, int):
                part = part.items[step]
            else:
                part = (isinstance(part, KeysNode) and part.get(str(step))) or self._refuse(path, part)
        return part if isinstance(part, KeysNode) else self._refuse(path, part)

    def row(self, path: Path) -> ListNode | None:
        """Return the list at a path, or None where there is none."""
        part = self.block(path[:-1]).get(str(path[-1]))
        return part if isinstance(part, ListNode) or part is None else self._refuse(path, part)

    def items(self, path: Path) -> tuple[Node, ...]:
        """Return the entries of a list; none where there is no list."""
        try:
            row = self.row(path)
        except ImpossibleError:
            return ()
        return row.items if row else ()

    def item_added(self, path: Path, value: Value, number: int | None = None) -> list[Splice]:
        """Put an entry into a list, which is begun where there is none: as the `number`th from 0, else at the end."""
        return self.items_added(path, [value], number)

    def items_added(self, path: Path, values: Sequence[Value], number: int | None = None) -> list[Splice]:
        """Put entries into a list, one behind the other."""
        row, field = self.row(path), str(path[-1])
        if row is None:
            return self.pair_added(path, [*values], _BEFORE.get(field))
        if row.is_flow:
            lines = self._pen.pair(field, [*values], self._layout.column(self.block(path[:-1]).start))
            return self._filled(path, row, lines[1:])
        column = self._layout.column(row.start)
        written = (self._pen.item(field, value, column, row) for value in values)
        return [self._inserted(path, row, lines, number) for lines in written]

    def pair_added(
        self, path: Path, value: Value, after: Sequence[str] | None = None, before: str = ""
    ) -> list[Splice]:
        """Put a key into a block: behind the last of those it comes `after`; or else before one, or at the end."""
        block, key = self.block(path[:-1]), str(path[-1])
        if block.is_flow:
            column = self._layout.column(self.block(path[:-2]).start) + self._styles.step
            return self._filled(path[:-1], block, self._pen.pair(key, value, column))
        lines = self._pen.pair(key, value, self._layout.column(block.start))
        number = block.at(before) if before else -1
        if after is not None:
            number = max((block.at(key) for key in after), default=-1) + 1
        return [self._inserted(path[:-1], block, lines, number if 0 <= number < len(block.pairs) else None)]

    def item_removed(self, path: Path, number: int) -> list[Splice]:
        """Take an entry out of a list. The list goes with its last one, unless a comment stands above it."""
        row = self.row(path)
        if row is None or row.is_flow:
            self._refuse(path, row or self.block(path[:-1]))
        if len(row.items) == 1:
            above = self._layout.line_end(self._layout.dash(row, 0) - 1)
            stays = path in _NEEDED or "#" in self._layout.text[self._key(path).end : above]
            return self._bracketed(path, row, "[]") if stays else self.pair_removed(path)
        return [self._cut(row, number)]

    def pair_removed(self, path: Path) -> list[Splice]:
        """Take a key out with what belongs to it; a block without keys stays as {}."""
        block = self.block(path[:-1])
        number = block.at(str(path[-1]))
        if block.is_flow:
            self._refuse(path, block)
        if len(block.pairs) == 1:
            return self._bracketed(path[:-1], block, "{}")
        if number > 0 or not self._layout.before(block.start).strip():
            return [self._cut(block, number)]
        (first, old), (second, _) = block.pairs[:2]  # the second key takes its place behind the dash
        if self._layout.text[max(first.end, old.end) : second.start].strip(" \n:"):
            self._refuse(path, block)
        return [Splice(first.start, second.start, "")]

    def text_changed(self, path: Path, text: str) -> list[Splice]:
        """Write another text where one stands; a comment behind it stays."""
        block, key, layout = self.block(path[:-1]), str(path[-1]), self._layout
        name, old = block.pairs[block.at(key)]
        if block.is_flow or not isinstance(old, TextNode):
            self._refuse(path, block)
        column = layout.column(name.start)
        lead = " " * column + layout.text[name.start : old.start]
        new = self._pen.text(text, Slot(key, column, lead, old=old))
        begin, end = layout.behind(old)
        comment = layout.text[begin:end]
        first, *others = new.split("\n")
        is_in_lines = bool(others) and first[0] in "|>"
        with_comment = [first + comment, *others] if is_in_lines else [new + comment]
        return [Splice(old.start, max(old.end, end), "\n".join(with_comment))]

    def _inserted(self, path: Path, part: ListNode | KeysNode, lines: list[str], number: int | None) -> Splice:
        spans = self._layout.spans(part)
        spacing = "\n" * self._styles.spacing(str(path[-1]) if path else "", part)
        new = "\n" + "\n".join(lines)
        if number == 0:
            line = self._layout.line(self._key(path).end)
            return self._at_end_of(line, new + spacing[self._blanks(line + 1, 1) :])
        return self._at_end_of(spans[len(spans) - 1 if number is None else number - 1].last, spacing + new)

    def _filled(self, path: Path, part: ListNode | KeysNode, lines: list[str]) -> list[Splice]:
        has_entries = part.items if isinstance(part, ListNode) else part.pairs
        if has_entries or self.block(path[:-1]).is_flow:
            self._refuse(path, part)
        start = len(self._layout.text[: part.start].rstrip(" "))
        behind = self._at_end_of(self._layout.line(part.end), "\n" + "\n".join(lines))
        return [Splice(start, part.end, ""), behind]

    def _bracketed(self, path: Path, part: ListNode | KeysNode, brackets: str) -> list[Splice]:
        spans = self._layout.spans(part)
        colon = self._layout.text.index(":", self._key(path).end) + 1
        return [Splice(colon, colon, f" {brackets}"), self._lines_cut(Span(spans[0].first, spans[-1].last))]

    def _cut(self, part: ListNode | KeysNode, number: int) -> Splice:
        """Take out the entry and as many blank lines as stand between two."""
        spans, spacing = self._layout.spans(part), self._styles.spacing("", part)
        first, last = spans[number]
        if number:
            above = min(self._blanks(first - 1, -1), spacing, first - spans[number - 1].last - 1)
            return self._lines_cut(Span(first - above, last))
        return self._lines_cut(Span(first, last + min(self._blanks(last + 1, 1), spacing)))

    def _lines_cut(self, span: Span) -> Splice:
        return Splice(self._layout.line_end(span.first - 1), self._layout.line_end(span.last), "")

    def _at_end_of(self, line: int, text: str) -> Splice:
        end = self._layout.line_end(line)
        return Splice(end, end, text)

    def _blanks(self, line: int, step: int) -> int:
        """Count the lines that are blank one after the other, from this one on down or up."""
        count, lines = 0, self._layout.lines
        while 0 <= line < len(lines) - 1 and not lines[line].strip():
            count, line = count + 1, line + step
        return count

    def _key(self, path: Path) -> Node:
        block = self.block(path[:-1])
        return block.pairs[block.at(str(path[-1]))][0]

    def _refuse(self, path: Path, part: Node) -> NoReturn:
        line = self._layout.line(part.start) + 1
        raise ImpossibleError(
            f"{' / '.join(map(str, path))} (line {line}) is not written as a block of lines, so it is left alone: "
            "edit it by hand, or write each entry on a line of its own."
        )


_BEFORE = MappingProxyType(
    {"questions": ("title",), "related": ("title", "questions"), "quotes": ("title", "questions", "related")}
)
