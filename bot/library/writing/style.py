"""The style in which a file is written, and new lines in that style. A style is looked up by key: "questions"."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple, TypeAlias, TypeVar

from bot.core.edits import ImpossibleError
from bot.library.writing.layout import Layout
from bot.library.writing.scalars import DOUBLE, LITERAL, PLAIN, SINGLE, Frame, Writing, is_text, written
from bot.library.yaml_reader import KeysNode, ListNode, Node, TextNode

T = TypeVar("T")

LONG_CHARS = 90
_WIDTH_CHARS = 100
_NARROWEST_CHARS = 45
_STEP = 2
_LITERAL_IF_LONG = {"text"}


class Seen(NamedTuple):
    """A text of the file, and the column of the key or the dash before it."""

    leaf: TextNode
    column: int


class Dash(NamedTuple):
    """How far an entry stands from the column of its dash, and whether the dash has a line of its own."""

    offset: int
    is_alone: bool


class Slot(NamedTuple):
    """Where a text is to stand: under which key, in which column that key or dash begins, what precedes it on its line.

    `siblings` are its nearest neighbours; `old` is what it takes the place of.
    """

    field: str
    column: int
    lead: str
    siblings: Sequence[Seen] = ()
    old: TextNode | None = None


class Styles:
    """The most common ways of writing in a file, those of the nearest neighbours first."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._texts: defaultdict[str, list[Seen]] = defaultdict(list)
        self._rows: defaultdict[str, list[ListNode]] = defaultdict(list)
        self._blocks: defaultdict[str, list[KeysNode]] = defaultdict(list)
        self._dash_offsets: defaultdict[str, list[int]] = defaultdict(list)
        self._steps: list[int] = []
        self._see(layout.root, "", -1)

    @property
    def step(self) -> int:
        """Return how much deeper keys stand than the key that they belong to."""
        return _most_common(self._steps, _STEP)

    def dash_offset(self, field: str) -> int:
        """Return how much deeper dashes stand than the key that they belong to."""
        offsets = self._dash_offsets
        return _most_common(offsets[field] or [one for many in offsets.values() for one in many], self.step)

    def dash(self, field: str, row: ListNode | None) -> Dash:
        """Return the dashes of this list, of others under such a key, or of any."""
        rows = [row] if row else self._rows[field] or [one for many in self._rows.values() for one in many]
        dashes: list[Dash] = []
        for one in rows:
            for number, item in enumerate(one.items):
                is_alone = self._layout.line(item.start) != self._layout.dash(one, number)
                offset = self._layout.column(item.start) - self._layout.column(one.start)
                dashes.append(Dash(offset, is_alone))
        return _most_common(dashes, Dash(2, False))

    def spacing(self, field: str, within: ListNode | KeysNode | None = None) -> int:
        """Return how many blank lines stand between two entries: of this list, of others under such a key, or none."""
        parts: list[ListNode | KeysNode] = [*self._rows[field], *self._blocks[field]]
        own = self._spacings(within) if within else []
        return _most_common(own or [lines for part in parts for lines in self._spacings(part)], 0)

    def order(self, field: str, row: ListNode | None) -> list[str]:
        """Return the keys of the fullest entry of this list, or of others under such a key."""
        blocks = [item for row in ([row] if row else self._rows[field]) for item in row.items]
        orders = [
            [key.text for key, _ in block.pairs if isinstance(key, TextNode)]
            for block in blocks
            if isinstance(block, KeysNode) and not block.is_flow
        ]
        return max(orders, key=len, default=[])

    def seen(self, row: ListNode) -> list[Seen]:
        """Return the texts of a list."""
        column = self._layout.column(row.start)
        return [Seen(item, column) for item in row.items if isinstance(item, TextNode)]

    def writings(self, slot: Slot, text: str) -> Iterator[Writing]:
        """Yield the ways to write a text: that of the old one, of neighbours as long, of others, the usual ones.

        One may come several times.
        """
        if slot.old:
            yield self._writing(slot.old)
        same_field, is_long = self._texts[slot.field], _is_long(text)
        for pool in (slot.siblings, same_field):
            yield from self._common(seen for seen in pool if _is_long(seen.leaf.text) == is_long)
        if is_long and ("\n" in text or slot.field in _LITERAL_IF_LONG):
            yield LITERAL
        yield from self._common(slot.siblings)
        yield from self._common(same_field)
        anywhere = [*self._common(seen for texts in self._texts.values() for seen in texts)]
        if not same_field:
            yield from (writing for writing in anywhere if not writing.is_in_lines)
        yield PLAIN
        yield from (writing for writing in anywhere if writing in (SINGLE, DOUBLE))
        yield from (SINGLE, DOUBLE) if '"' in text or "\\" in text else (DOUBLE,)

    def frame(self, slot: Slot, writing: Writing) -> Frame:
        """Return the indentation and the width of the neighbours that are written so."""
        lines: list[tuple[int, str]] = []
        for leaf, column in (*slot.siblings, *self._texts[slot.field]):
            if self._writing(leaf) == writing:
                first, last = self._layout.line(leaf.start), self._layout.line(leaf.end)
                lines += [(column, line) for line in self._layout.lines[first + 1 : last + 1] if line.strip()]
        offset = _most_common([len(line) - len(line.lstrip()) - column for column, line in lines], self.step)
        width = max((len(line) for _, line in lines), default=_WIDTH_CHARS)
        indent = slot.column + max(offset, 1)
        return Frame(slot.lead, indent, max(width, indent + _NARROWEST_CHARS))

    def _see(self, part: Node, field: str, column: int) -> None:
        if isinstance(part, TextNode):
            self._texts[field].append(Seen(part, column))
            return
        if part.is_flow:
            return
        own = self._layout.column(part.start)
        if isinstance(part, ListNode):
            self._rows[field].append(part)
            self._dash_offsets[field].append(own - column)
            for item in part.items:
                self._see(item, field, own)
            return
        self._blocks[field].append(part)
        for key, value in part.pairs:
            if isinstance(value, KeysNode) and not value.is_flow:
                self._steps.append(self._layout.column(value.start) - own)
            self._see(value, key.text if isinstance(key, TextNode) else "", own)

    def _spacings(self, part: ListNode | KeysNode) -> list[int]:
        spans = self._layout.spans(part)
        return [self._layout.blanks(above.last, below.first) for above, below in pairwise(spans)]

    def _writing(self, leaf: TextNode) -> Writing:
        is_wrapped = leaf.mark not in ("|", ">") and self._layout.line(leaf.start) != self._layout.line(leaf.end)
        return Writing(leaf.mark, is_wrapped)

    def _common(self, texts: Iterable[Seen]) -> Iterator[Writing]:
        counts = Counter(self._writing(seen.leaf) for seen in texts)
        return (writing for writing, _ in counts.most_common())


def _is_long(text: str) -> bool:
    return "\n" in text or len(text) > LONG_CHARS


def _most_common(values: Sequence[T], default: T) -> T:
    return Counter(values).most_common(1)[0][0] if values else default


class Bare(str):
    """A number, a date, true or false: never in quotes."""

    __slots__ = ()


Value: TypeAlias = "str | Sequence[Value] | Mapping[str, Value]"


class Pen:
    """Writes new lines in the styles of a file."""

    def __init__(self, styles: Styles) -> None:
        self._styles = styles

    def pair(self, key: str, value: Value, column: int) -> list[str]:
        """Return the lines of a key with what belongs to it."""
        name = " " * column + (key if is_text(key) else f'"{key}"') + ":"
        if isinstance(value, str):
            return f"{name} {self.text(value, Slot(key, column, f'{name} '))}".split("\n")
        if isinstance(value, Mapping):
            return [name, *self._pairs(value, column + self._styles.step)]
        dashes = column + self._styles.dash_offset(key)
        first, *others = (self.item(key, entry, dashes) for entry in value)
        spacing = [""] * self._styles.spacing(key)
        return [name, *first, *(line for entry in others for line in (*spacing, *entry))]

    def item(self, field: str, value: Value, column: int, row: ListNode | None = None) -> list[str]:
        """Return the lines of an entry of a list with dashes in `column`; `row` is the list, if there is one."""
        offset, is_alone = self._styles.dash(field, row)
        dash = " " * column + "-"
        lead = dash + " " * (1 if is_alone else offset - 1)
        if isinstance(value, Mapping):
            model = self._styles.order(field, row)
            ordered = iter([key for key in model if key in value])  # what the neighbours lack keeps its position
            block = {name: value[name] for name in (next(ordered) if key in model else key for key in value)}
            lines = self._pairs(block, column + offset)
            return [dash, *lines] if is_alone else [lead + lines[0].lstrip(" "), *lines[1:]]
        siblings = self._styles.seen(row) if row else ()
        return f"{lead}{self.text(str(value), Slot(field, column, lead, siblings))}".split("\n")

    def text(self, text: str, slot: Slot) -> str:
        """Return the text in the first writing that can hold it. Raises ImpossibleError where none can."""
        if isinstance(text, Bare):
            return text
        for writing in dict.fromkeys(self._styles.writings(slot, text)):
            if form := written(text, writing, self._styles.frame(slot, writing)):
                return form
        raise ImpossibleError("The text holds a character that cannot be seen: type it anew.")

    def _pairs(self, block: Mapping[str, Value], column: int) -> list[str]:
        return [line for key, value in block.items() for line in self.pair(key, value, column)]
