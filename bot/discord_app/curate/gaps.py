"""/curate unanswered: what members asked and got no answer to."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.ext import commands

from bot.discord_app import sending
from bot.discord_app.curation.render_unanswered import gaps_post
from bot.service.unanswered import Gathering


class Gaps(commands.Cog):
    """The list; `press.gaps` goes on from there."""

    def __init__(self, gathering: Gathering) -> None:
        self._gathering = gathering

    @app_commands.command(name="unanswered", description="Show what members asked and got no answer to.")
    async def unanswered(self, interaction: discord.Interaction) -> None:
        await interaction.response.defer(ephemeral=True)
        await sending.confide(interaction, gaps_post(await self._gathering.gathered(), 0))
