"""Browsing: what the record answers."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.ext import commands

from bot.discord_app import outbox, render
from bot.service.answering import Answering


class Topics(commands.Cog):
    """Shows what can be asked, to whoever wants to know."""

    def __init__(self, answering: Answering) -> None:
        self._answering = answering

    @app_commands.command(name="topics", description="Show what the record answers.")
    async def topics(self, interaction: discord.Interaction) -> None:
        knowledge = self._answering.snapshot.knowledge
        await outbox.answer(interaction, render.topic_messages(knowledge.topics.values()), is_private=True)
