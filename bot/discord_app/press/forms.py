"""Forms: one question each, opened for one member, answered by the action that its custom id names."""

from __future__ import annotations

import secrets

import discord
from discord import ui

from bot.discord_app.press.codec import Press

WRITTEN = "written"
_NUMBER_BITS = 60


async def open_form(interaction: discord.Interaction, action: str, title: str, label: str, limit_chars: int) -> None:
    """Ask for a text; `action` finds it in `Pressed.written[WRITTEN]`.

    Every form has a number of its own: Discord keeps two of the same custom id apart for nobody. It is stopped at once,
    as views are, and sent in by whoever has it open whenever they like.
    """
    press = Press(action, asker=interaction.user.id, message=secrets.randbits(_NUMBER_BITS) + 1)
    form = ui.Modal(title=title, custom_id=press.custom_id)
    form.add_item(
        ui.Label(
            text=label,
            component=ui.TextInput(
                custom_id=WRITTEN, style=discord.TextStyle.paragraph, min_length=1, max_length=limit_chars
            ),
        )
    )
    form.stop()
    await interaction.response.send_modal(form)
