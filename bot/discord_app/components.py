"""Messages to be sent, as values: a text and, below it, rows of buttons or a select; custom ids; pages."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Self

import discord
from discord import ui

from bot.core import phrases
from bot.discord_app.markdown import MESSAGE_CHARS

CUSTOM_ID_CHARS = 100
SHORT_IDS = 4
WORDS_CHARS = 64
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_NUMBER = "[0-9a-z]{1,13}"
_SHORT_ID = "[a-z2-7]{8}(?:-[0-9a-z]{1,2})?"
_CUSTOM_ID = re.compile(
    rf"otr1:(?P<action>[a-z]{{1,10}}):(?P<at>[0-9a-z]{{1,3}}):(?P<short_ids>(?:{_SHORT_ID}(?:\.{_SHORT_ID}){{0,3}})?)"
    rf":(?P<asker>{_NUMBER})(?::(?P<message>{_NUMBER}))?(?::~(?P<words>.+))?",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class CustomId:
    """The action of a button, and its arguments: `at` counts from 0, `asker` and `message` are ids, 0 for nobody's.

    A short id names a quote, a topic or a source; behind a dash may follow the number of a quote's passage, in base 36.
    `words` is what was searched for: 64 characters at most, and no short ids then.
    """

    action: str
    at: int = 0
    short_ids: tuple[str, ...] = ()
    asker: int = 0
    message: int = 0
    words: str = ""

    @property
    def text(self) -> str:
        """otr1:<action>:<at>:<short ids>:<asker>[:<message>][:~<words>], at most 100 characters, numbers in base 36."""
        fields = ["otr1", self.action, base36(self.at), ".".join(self.short_ids), base36(self.asker)]
        fields += [base36(self.message)] if self.message else []
        return ":".join([*fields, f"~{self.words}"] if self.words else fields)

    @classmethod
    def read(cls, custom_id: str) -> Self | None:
        """Read a custom id; None for what is not of this version, or not ours."""
        found = _CUSTOM_ID.fullmatch(custom_id)
        if found is None:
            return None
        short_ids = tuple(found["short_ids"].split(".")) if found["short_ids"] else ()
        at, asker, message = (int(found[field] or "0", 36) for field in ("at", "asker", "message"))
        return cls(found["action"], at, short_ids, asker, message, found["words"] or "")


def base36(number: int) -> str:
    """Return a number from 0 in as few letters and digits as it takes."""
    written = ""
    while number or not written:
        number, digit = divmod(number, 36)
        written = _DIGITS[digit] + written
    return written


LABEL_CHARS = 80
OPTION_CHARS = 100
URL_CHARS = 512
ROW_BUTTONS = 5


@dataclass(frozen=True, slots=True)
class Button:
    label: str
    custom_id: CustomId
    style: discord.ButtonStyle = discord.ButtonStyle.secondary


@dataclass(frozen=True, slots=True)
class Link:
    """A button that opens a page."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Option:
    label: str
    value: str
    description: str = ""
    is_chosen: bool = False


@dataclass(frozen=True, slots=True)
class Menu:
    """A select from which one option is picked, or `least` to `most`; it takes a row of its own."""

    placeholder: str
    custom_id: CustomId
    options: tuple[Option, ...]
    least: int = 1
    most: int = 1


Row = tuple[Button | Link | Menu, ...]


@dataclass(frozen=True, slots=True)
class Post:
    """One message: its text, and the rows below it."""

    text: str
    rows: tuple[Row, ...] = ()

    @property
    def labels(self) -> tuple[str, ...]:
        """What its buttons say, row by row."""
        return tuple(one.label for row in self.rows for one in row if not isinstance(one, Menu))


def shortened(text: str, limit_chars: int) -> str:
    """Return a text on one line, cut at a word, with an ellipsis where something is left out."""
    whole = " ".join(text.split())
    if len(whole) <= limit_chars:
        return whole
    end = whole.rfind(" ", 1, limit_chars)
    return f"{whole[: end if end > 0 else limit_chars - 1].rstrip()}…"


def view_of(rows: Sequence[Row]) -> ui.View:
    """Return the rows as discord.py sends them.

    The view is stopped at once: discord.py keeps no stopped view, and every button is read from its custom id.
    """
    view = ui.View(timeout=None)
    for number, row in enumerate(rows):
        for part in row:
            view.add_item(_item(part, number))
    view.stop()
    return view


def _item(part: Button | Link | Menu, row: int) -> ui.Item[ui.View]:
    if isinstance(part, Link):
        return ui.Button(label=part.label, url=part.url, row=row)
    if isinstance(part, Button):
        return ui.Button(label=part.label, style=part.style, custom_id=part.custom_id.text, row=row)
    return ui.Select(
        placeholder=part.placeholder,
        custom_id=part.custom_id.text,
        options=[
            discord.SelectOption(
                label=option.label, value=option.value, description=option.description or None, default=option.is_chosen
            )
            for option in part.options
        ],
        min_values=part.least,
        max_values=part.most,
        row=row,
    )


_HEADING_CHARS = 400  # room that is left above the blocks


@dataclass(frozen=True, slots=True)
class Page:
    """The blocks `start` to `end` of a list; `number` and `count` are those of the pages, counted from 0."""

    number: int
    count: int
    start: int
    end: int

    def headed(self, heading: str) -> str:
        """Return the heading, with "Page 2 of 4" below it where there is more than one page."""
        note = phrases.PAGE.format(number=self.number + 1, count=self.count)
        return f"{heading}\n{note}" if self.count > 1 else heading

    def turning(self, to_custom_id: Callable[[int], CustomId]) -> tuple[Row, ...]:
        """Return the buttons that lead to the pages before and after; no row where there is only one page."""
        neighbours = {phrases.PREVIOUS_PAGE: self.number - 1, phrases.NEXT_PAGE: self.number + 1}
        buttons = [Button(label, to_custom_id(page)) for label, page in neighbours.items() if 0 <= page < self.count]
        return (tuple(buttons),) if buttons else ()


def page_of(blocks: Sequence[str], number: int, most: int, separator: str = "\n") -> Page:
    """Return the page of that number, the last one if there are fewer: at most `most` blocks, below a heading."""
    starts, chars = [0], -len(separator)
    for index, block in enumerate(blocks):
        chars += len(separator) + len(block)
        if index > starts[-1] and (index - starts[-1] == most or chars > MESSAGE_CHARS - _HEADING_CHARS):
            starts.append(index)
            chars = len(block)
    at = min(number, len(starts) - 1)
    return Page(at, len(starts), starts[at], [*starts, len(blocks)][at + 1])
