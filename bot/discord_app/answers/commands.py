"""Asking by slash command."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.ext import commands

from bot.core import phrases
from bot.core.model import Question
from bot.discord_app import permissions, sending
from bot.discord_app.answers.buttons import QUESTION_CHARS
from bot.discord_app.answers.render import command_post, no_such_source
from bot.discord_app.autocomplete import Choices, question_choices, source_choices, suggested
from bot.discord_app.errors import Incidents
from bot.discord_app.interactions import deliver, request_of
from bot.service.answering import Answering
from bot.service.memory import Memory
from bot.service.replies import Audience, Surface
from bot.service.responder import Responder


class AskCommands(commands.Cog):
    """Takes questions, and offers some while they are being typed."""

    def __init__(self, answering: Answering, memory: Memory, responder: Responder, incidents: Incidents) -> None:
        self._answering = answering
        self._memory = memory
        self._responder = responder
        self._incidents = incidents

    @app_commands.command(name="ask", description="Ask, and get the answer in the words of the person interviewed.")
    @app_commands.describe(question=phrases.WHAT_TO_ASK, source=phrases.WHAT_SOURCE, private=phrases.WHETHER_PRIVATE)
    async def ask(
        self,
        interaction: discord.Interaction,
        question: app_commands.Range[str, 1, QUESTION_CHARS],
        source: str = "",
        private: bool | None = None,
    ) -> None:
        selection = await permissions.selection(interaction, self._answering, self._memory)
        narrowed_to = selection.catalogue.source(source)
        if source and narrowed_to is None:
            await sending.confide(interaction, no_such_source(source))
            return
        asked = Question(question, selection.narrowed(narrowed_to).sources)
        audience = await permissions.audience_of(interaction, self._memory, private, Audience.ANSWERS)
        request = request_of(interaction, Surface.COMMAND, audience, asked)
        async with self._responder.responding(request) as response:
            await deliver(interaction, self._responder, response, command_post(response))

    @ask.autocomplete("question")
    async def offer_questions(self, interaction: discord.Interaction, typed: str) -> Choices:
        """Suggest the questions people ask that come nearest to what has been typed so far."""
        source = str(interaction.namespace.source or "")
        selection = await permissions.selection(interaction, self._answering, self._memory)
        where = "/ask, while the question was being typed"
        return suggested(self._incidents, where, lambda: question_choices(selection, typed, source))

    @ask.autocomplete("source")
    async def offer_sources(self, interaction: discord.Interaction, typed: str) -> Choices:
        """Suggest the interviews, by title."""
        selection = await permissions.selection(interaction, self._answering, self._memory)
        where = "/ask, while the source was being typed"
        return suggested(self._incidents, where, lambda: source_choices(selection, typed))
