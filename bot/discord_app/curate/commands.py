"""All curators' commands, to be registered in their servers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from discord import app_commands
from discord.ext import commands

from bot.core.phrases import curators
from bot.discord_app.curate.gaps import Gaps
from bot.discord_app.curate.looking import Looking
from bot.discord_app.curation import Curation
from bot.service.answering import Answering
from bot.service.gathering import Gathering
from bot.service.memory import Memory

Command = app_commands.Group | app_commands.ContextMenu


def curators_commands(
    curation: Curation, answering: Answering, memory: Memory, gathering: Gathering
) -> Sequence[Command]:
    """/curate with what each of the parts brings to it; who may use it is looked at for every use (client.Tree)."""
    parts: Sequence[commands.Cog] = (Looking(answering, memory, curation.reloading), Gaps(gathering))
    curate: Any = app_commands.Group(name="curate", description=curators.CURATE, guild_only=True)
    for part in parts:
        for command in part.get_app_commands():
            curate.add_command(command)
    return (curate,)
