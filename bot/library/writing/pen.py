"""New parts of a file, as lines without their newlines, written like their neighbours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from bot.core.edits import ImpossibleError
from bot.library.writing.layout import Row
from bot.library.writing.scalars import is_text, written
from bot.library.writing.style import Slot, Styles


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

    def item(self, field: str, value: Value, column: int, row: Row | None = None) -> list[str]:
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

    def _in_order(self, field: str, value: Mapping[str, Value], row: Row | None) -> Mapping[str, Value]:
        """The keys in the order of the neighbours; those that they lack keep their places."""
        model = self._styles.order(field, row)
        ordered = iter([key for key in model if key in value])
        return {name: value[name] for name in (next(ordered) if key in model else key for key in value)}
