"""All curators' commands, to be registered in their servers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from discord import app_commands
from discord.ext import commands

from bot.core.phrases import curators
from bot.discord_app.curation.commands import CuratedQuotes

Command = app_commands.Group | app_commands.ContextMenu


def curators_commands(quotes: CuratedQuotes, *others: commands.Cog) -> Sequence[Command]:
    """/curate with what each of the parts brings to it, and *Add as quote*.

    Who may use them is looked at for every use (client.Tree).
    """
    curate: Any = app_commands.Group(name="curate", description=curators.CURATE, guild_only=True)
    for part in (quotes, *others):
        for command in part.get_app_commands():
            curate.add_command(command)
    return (curate, app_commands.ContextMenu(name=curators.ADD_AS_QUOTE, callback=quotes.add_message))
