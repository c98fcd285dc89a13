"""The quote of the day: begins when the bot is online, ends with it."""

from __future__ import annotations

import asyncio

from discord.ext import commands

from bot.discord_app.duties import Duties


class Daily(commands.Cog):
    """Keeps one task."""

    def __init__(self, duties: Duties) -> None:
        self._duties = duties
        self._going: asyncio.Task[None] | None = None

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        """Discord says so again after every lost session."""
        if self._going is None:
            self._going = asyncio.create_task(self._duties.go())

    async def cog_unload(self) -> None:
        if self._going:
            self._going.cancel()
