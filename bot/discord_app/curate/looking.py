"""What changes nothing: how the knowledge stands, and why a question is answered as it is."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.ext import commands

from bot.core.model import Question
from bot.core.phrases import curators
from bot.discord_app import sending
from bot.discord_app.answers.buttons import QUESTION_CHARS
from bot.discord_app.render_curation import TRIED, status_post, tried_post
from bot.service.answering import Answering
from bot.service.memory import Memory
from bot.service.reloading import Reloading


class Looking(commands.Cog):
    """/curate status and /curate try."""

    def __init__(self, answering: Answering, memory: Memory, reloading: Reloading) -> None:
        self._answering = answering
        self._memory = memory
        self._reloading = reloading

    @app_commands.command(name="status", description="Show what is served, since when, and what is wrong with it.")
    async def status(self, interaction: discord.Interaction) -> None:
        post = status_post(self._reloading.status, self._memory.lost, is_writable=self._memory.is_writable)
        await sending.confide(interaction, post)

    @app_commands.command(name="try", description="Show how a question is answered, and why: this, and not that.")
    @app_commands.describe(question=curators.WHAT_TO_TRY)
    async def try_question(
        self, interaction: discord.Interaction, question: app_commands.Range[str, 1, QUESTION_CHARS]
    ) -> None:
        reply = await self._answering.reply_beside(Question(question), top=TRIED)
        await sending.confide(interaction, tried_post(question, reply, self._answering.policy))
