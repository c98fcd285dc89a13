"""What is kept of a server goes when the bot does: at once, or at its next start where it was away itself."""

from __future__ import annotations

import logging

import discord
from discord.ext import commands

from bot.service.memory import Memory

_APPLICATION = "application"

_log = logging.getLogger(__name__)


class Departures(commands.Cog):
    """A server that Discord has an outage of is none that the bot has left."""

    def __init__(self, bot: commands.AutoShardedBot, memory: Memory) -> None:
        self._bot = bot
        self._memory = memory

    @commands.Cog.listener()
    async def on_guild_remove(self, guild: discord.Guild) -> None:
        await self._memory.forget_guild(guild.id)

    @commands.Cog.listener()
    async def on_shard_ready(self, shard: int) -> None:
        """Discord has named all servers of the shard that the bot is in."""
        if not await self._is_ours():
            return
        for guild in await self._memory.settings.guilds():
            if (guild >> 22) % (self._bot.shard_count or 1) == shard and self._bot.get_guild(guild) is None:
                _log.info("the bot is no longer in server %s, of which nothing is kept now", guild)
                await self._memory.forget_guild(guild)

    async def _is_ours(self) -> bool:
        """Whether the memory is of this application: another one's servers are none that were left."""
        mine = str(self._bot.application_id)
        if await self._memory.put_value_if(_APPLICATION, None, mine):
            return True
        return await self._memory.value(_APPLICATION) == mine
