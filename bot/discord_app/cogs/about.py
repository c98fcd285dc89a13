"""What this is, and whose words it gives."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.ext import commands

from bot.discord_app import sending
from bot.discord_app.render_about import about_post
from bot.service.answering import Answering


class About(commands.Cog):
    """Tells about the bot, to whoever wants to know."""

    def __init__(self, answering: Answering) -> None:
        self._answering = answering

    @app_commands.command(name="about", description="What this bot is, and whose words it gives.")
    async def about(self, interaction: discord.Interaction) -> None:
        sources = self._answering.snapshot.knowledge.sources
        await sending.confide(interaction, about_post(sources.values()))
