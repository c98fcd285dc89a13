"""How a file is written by those who wrote it. Everything is asked for by the key that stands above: "questions"."""

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
    """What is most common in a file, the nearest neighbours first."""

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
        """How much deeper keys stand than the key that they belong to."""
        return _most_common(self._steps, _STEP)

    def dash_offset(self, field: str) -> int:
        """How much deeper dashes stand than the key that they belong to."""
        offsets = self._dash_offsets
        return _most_common(offsets[field] or [one for many in offsets.values() for one in many], self.step)

    def dash(self, field: str, row: ListNode | None) -> Dash:
        """Of this list, of others under such a key, of any."""
        rows = [row] if row else self._rows[field] or [one for many in self._rows.values() for one in many]
        return _most_common(
            [self._dash(row, number) for row in rows for number in range(len(row.items))], Dash(2, False)
        )

    def gap(self, field: str, within: ListNode | KeysNode | None = None) -> int:
        """How many blank lines stand between two entries: of this list, of others under such a key, or none."""
        parts: list[ListNode | KeysNode] = [*self._rows[field], *self._blocks[field]]
        own = self._gaps(within) if within else []
        return _most_common(own or [gap for part in parts for gap in self._gaps(part)], 0)

    def order(self, field: str, row: ListNode | None) -> list[str]:
        """The keys of the fullest entry of this list, or of others under such a key."""
        blocks = [item for row in ([row] if row else self._rows[field]) for item in row.items]
        orders = [keys_of(block) for block in blocks if isinstance(block, KeysNode) and not block.is_flow]
        return max(orders, key=len, default=[])

    def seen(self, row: ListNode) -> list[Seen]:
        """The texts of a list."""
        column = self._layout.column(row.start)
        return [Seen(item, column) for item in row.items if isinstance(item, TextNode)]

    def writings(self, slot: Slot, text: str) -> Iterator[Writing]:
        """As what stood there, as its neighbours that are as long, as the others, as anybody would; doubles and all."""
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
        """The indentation and the width of the neighbours that are written so."""
        seen = (*slot.siblings, *self._texts[slot.field])
        alike = [(text, column) for text, column in seen if self._writing(text) == writing]
        lines = [(column, line) for text, column in alike for line in self._lines_of(text)[1:] if line.strip()]
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

    def _dash(self, row: ListNode, number: int) -> Dash:
        item = row.items[number].start
        is_alone = self._layout.line(item) != self._layout.dash(row, number)
        return Dash(self._layout.column(item) - self._layout.column(row.start), is_alone)

    def _gaps(self, part: ListNode | KeysNode) -> list[int]:
        spans = self._layout.spans(part)
        return [self._layout.blanks(above.last, below.first) for above, below in pairwise(spans)]

    def _writing(self, leaf: TextNode) -> Writing:
        is_wrapped = leaf.mark not in ("|", ">") and self._layout.line(leaf.start) != self._layout.line(leaf.end)
        return Writing(leaf.mark, is_wrapped)

    def _common(self, texts: Iterable[Seen]) -> Iterator[Writing]:
        counts = Counter(self._writing(seen.leaf) for seen in texts)
        return (writing for writing, _ in counts.most_common())

    def _lines_of(self, leaf: TextNode) -> list[str]:
        first, last = self._layout.line(leaf.start), self._layout.line(leaf.end)
        return self._layout.lines[first : last + 1]


def keys_of(block: KeysNode) -> list[str]:
    return [key.text for key, _ in block.pairs if isinstance(key, TextNode)]


def _is_long(text: str) -> bool:
    return "\n" in text or len(text) > LONG_CHARS


def _most_common(values: Sequence[T], default: T) -> T:
    return Counter(values).most_common(1)[0][0] if values else default


class Bare(str):
    """A number or a date: never in quotes."""

    __slots__ = ()


Value: TypeAlias = "str | Sequence[Value] | Mapping[str, Value]"


class Pen:
    """Writes as the styles of a file tell."""

    def __init__(self, styles: Styles) -> None:
        self._styles = styles

    def pair(self, key: str, value: Value, column: int) -> list[str]:
        """A key with what belongs to it."""
        name = " " * column + (key if is_text(key) else f'"{key}"') + ":"
        if isinstance(value, str):
            return f"{name} {self.text(value, Slot(key, column, f'{name} '))}".split("\n")
        if isinstance(value, Mapping):
            return [name, *self._pairs(value, column + self._styles.step)]
        dashes = column + self._styles.dash_offset(key)
        first, *others = (self.item(key, entry, dashes) for entry in value)
        gap = [""] * self._styles.gap(key)
        return [name, *first, *(line for entry in others for line in (*gap, *entry))]

    def item(self, field: str, value: Value, column: int, row: ListNode | None = None) -> list[str]:
        """An entry of a list whose dashes stand in `column`; `row` is the list, where there is one already."""
        offset, is_alone = self._styles.dash(field, row)
        dash = " " * column + "-"
        lead = dash + " " * (1 if is_alone else offset - 1)
        if isinstance(value, Mapping):
            lines = self._pairs(self._in_order(field, value, row), column + offset)
            return [dash, *lines] if is_alone else [lead + lines[0].lstrip(" "), *lines[1:]]
        siblings = self._styles.seen(row) if row else ()
        return f"{lead}{self.text(str(value), Slot(field, column, lead, siblings))}".split("\n")

    def text(self, text: str, slot: Slot) -> str:
        """In the first writing that can hold it. Raises ImpossibleError where none can."""
        if isinstance(text, Bare):
            return text
        for writing in dict.fromkeys(self._styles.writings(slot, text)):
            if form := written(text, writing, self._styles.frame(slot, writing)):
                return form
        raise ImpossibleError("The text holds a character that cannot be seen: type it anew.")

    def _pairs(self, block: Mapping[str, Value], column: int) -> list[str]:
        return [line for key, value in block.items() for line in self.pair(key, value, column)]

    def _in_order(self, field: str, value: Mapping[str, Value], row: ListNode | None) -> Mapping[str, Value]:
        """The keys in the order of the neighbours; those that they lack keep their places."""
        model = self._styles.order(field, row)
        ordered = iter([key for key in model if key in value])
        return {name: value[name] for name in (next(ordered) if key in model else key for key in value)}
