"""What was changed, and taking it back."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.ext import commands

from bot.core.phrases import curators
from bot.discord_app import sending
from bot.discord_app.curate.bench import Bench, curator_of
from bot.discord_app.curation.render import HISTORY, history_post

_LATEST = 2**31 - 1


class History(commands.Cog):
    """/curate history and /curate undo."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench

    @app_commands.command(name="history", description="Show who changed what, when and why.")
    async def history(self, interaction: discord.Interaction) -> None:
        await sending.confide(interaction, history_post(await self._bench.curating.history(HISTORY), 0))

    @app_commands.command(name="undo", description="Take a change back; of an undo, do it again.")
    @app_commands.describe(change=curators.WHICH_CHANGE)
    async def undo(
        self, interaction: discord.Interaction, change: app_commands.Range[int, 1, _LATEST] | None = None
    ) -> None:
        await sending.begin(interaction)
        await self._bench.show(interaction, self._bench.curating.propose_undo(curator_of(interaction), change or 0))
