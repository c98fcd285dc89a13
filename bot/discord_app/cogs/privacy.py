"""What is kept of a member, and how to have it deleted."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.ext import commands

from bot.discord_app import sending
from bot.discord_app.render_privacy import privacy_post
from bot.service.memory import KEPT_FOR, Memory


class Privacy(commands.Cog):
    """Tells what is kept, to whoever wants to know."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    @app_commands.command(name="privacy", description="What this bot keeps, how much is yours, how to delete it.")
    async def privacy(self, interaction: discord.Interaction) -> None:
        kept = await self._memory.count_person(self._memory.digests.of_person(interaction.user.id))
        await sending.confide(interaction, privacy_post(KEPT_FOR.days, self._memory.questions_kept_for.days, kept))
