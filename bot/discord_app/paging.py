"""Lists that are too long for one message: pages, and the buttons that turn them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from bot.core import phrases
from bot.discord_app.components import Button, Row
from bot.discord_app.markdown import MESSAGE_CHARS
from bot.discord_app.press.codec import Press

_HEADING_CHARS = 400  # room that is left above the blocks


@dataclass(frozen=True, slots=True)
class Page:
    """The blocks `start` to `end` of a list; `number` and `count` are those of the pages, counted from 0."""

    number: int
    count: int
    start: int
    end: int

    def headed(self, heading: str) -> str:
        """The heading, with "Page 2 of 4" where there is more than one page."""
        note = phrases.PAGE.format(number=self.number + 1, count=self.count)
        return f"{heading} {note}" if self.count > 1 else heading

    def turning(self, to_press: Callable[[int], Press]) -> tuple[Row, ...]:
        """The buttons that lead to the pages beside it; no row where there is only one page."""
        beside = {phrases.PREVIOUS_PAGE: self.number - 1, phrases.NEXT_PAGE: self.number + 1}
        buttons = [Button(label, to_press(page)) for label, page in beside.items() if 0 <= page < self.count]
        return (tuple(buttons),) if buttons else ()


def page_of(blocks: Sequence[str], number: int, most: int, apart: str = "\n") -> Page:
    """The page of that number, the last one if there are not so many: at most `most` blocks, and a heading's room."""
    starts = [*_starts(map(len, blocks), most, len(apart)), len(blocks)]
    last = max(0, len(starts) - 2)
    at = min(number, last)
    return Page(at, last + 1, starts[at], starts[min(at + 1, len(starts) - 1)])


def _starts(lengths: Iterable[int], most: int, apart_chars: int) -> Iterable[int]:
    room = used = held = 0
    for index, length in enumerate(lengths):
        if index == 0 or held == most or used + apart_chars + length > room:
            yield index
            room, used, held = MESSAGE_CHARS - _HEADING_CHARS, 0, 0
        used += length + (apart_chars if held else 0)
        held += 1
