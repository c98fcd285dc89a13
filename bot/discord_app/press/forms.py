"""Forms: a few questions, opened for one member, answered by the action that their custom id names."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import discord
from discord import ui

from bot.discord_app import sending
from bot.discord_app.components import Option, select_options
from bot.discord_app.press.codec import Press

WRITTEN = "written"
_SELECT_ID_BITS = 60


@dataclass(frozen=True, slots=True)
class Field:
    """A text to be written. Its action finds it in `Pressed.written` under `id`; `value` is what stands there at first.

    Discord takes labels of 45 characters, hints of 100.
    """

    id: str
    label: str
    limit_chars: int
    value: str = ""
    hint: str = ""
    is_required: bool = True
    is_long: bool = True


@dataclass(frozen=True, slots=True)
class Pick:
    """One of several, 25 at most; `Pressed.written` has its value, or nothing where none was picked."""

    id: str
    label: str
    options: tuple[Option, ...]
    hint: str = ""
    is_required: bool = True


async def open_form(interaction: discord.Interaction, press: Press, title: str, fields: Sequence[Field | Pick]) -> None:
    """Ask for all of these, five at most; `press` is what sending it in does.

    Every form has a number of its own: Discord keeps two of the same custom id apart for nobody. So `press.message` is
    either one that no other form has, or none, and one is made. It is stopped at once, as views are, and sent in by
    whoever has it open whenever they like.
    """
    number = press.message or secrets.randbits(_SELECT_ID_BITS) + 1
    own = Press(press.action, press.at, press.handles, interaction.user.id, number, press.words)
    form = ui.Modal(title=title, custom_id=own.custom_id)
    for field in fields:
        form.add_item(ui.Label(text=field.label, description=field.hint or None, component=_component(field)))
    form.stop()
    await sending.respond(partial(interaction.response.send_modal, form))


def _component(field: Field | Pick) -> ui.Item[Any]:
    if isinstance(field, Pick):
        options = select_options(field.options)
        return ui.Select(custom_id=field.id, options=options, required=field.is_required)
    return ui.TextInput(
        custom_id=field.id,
        style=discord.TextStyle.paragraph if field.is_long else discord.TextStyle.short,
        default=field.value or None,
        required=field.is_required,
        min_length=1 if field.is_required else None,
        max_length=field.limit_chars,
    )
