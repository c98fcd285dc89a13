"""What is to be sent, as values: a text and, below it, rows of buttons or a select."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import discord
from discord import ui

from bot.discord_app.press.codec import Press

LABEL_CHARS = 80
OPTION_CHARS = 100
URL_CHARS = 512
ROW_BUTTONS = 5


@dataclass(frozen=True, slots=True)
class Button:
    label: str
    press: Press
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
    press: Press
    options: tuple[Option, ...]
    least: int = 1
    most: int = 1


Row = tuple[Button | Link | Menu, ...]


@dataclass(frozen=True, slots=True)
class Post:
    """One message."""

    text: str
    rows: tuple[Row, ...] = ()


def shortened(text: str, room_chars: int) -> str:
    """On one line, cut at a word, with an ellipsis where something is left out."""
    whole = " ".join(text.split())
    if len(whole) <= room_chars:
        return whole
    end = whole.rfind(" ", 1, room_chars)
    return f"{whole[: end if end > 0 else room_chars - 1].rstrip()}…"


def view_of(rows: Sequence[Row]) -> ui.View:
    """The rows as discord.py sends them.

    The view is stopped at once: discord.py keeps no stopped view, and what is pressed is read from its custom id.
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
        return ui.Button(label=part.label, style=part.style, custom_id=part.press.custom_id, row=row)
    return ui.Select(
        placeholder=part.placeholder,
        custom_id=part.press.custom_id,
        options=select_options(part.options),
        min_values=part.least,
        max_values=part.most,
        row=row,
    )


def select_options(options: Sequence[Option]) -> list[discord.SelectOption]:
    """As discord.py has them, in a message or in a form."""
    return [
        discord.SelectOption(
            label=option.label, value=option.value, description=option.description or None, default=option.is_chosen
        )
        for option in options
    ]
