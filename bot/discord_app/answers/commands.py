"""The command /ask."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.ext import commands

from bot.core import phrases
from bot.core.model import Question
from bot.discord_app import permissions, sending
from bot.discord_app.answers.buttons import QUESTION_CHARS
from bot.discord_app.answers.render import command_post, no_such_source
from bot.discord_app.autocomplete import Choices, question_choices, source_choices
from bot.discord_app.interactions import Services, deliver, request_of
from bot.service.replies import Audience, Surface


class AskCommands(commands.Cog):
    """Takes questions, and suggests some while they are being typed."""

    def __init__(self, services: Services) -> None:
        self._services = services

    @app_commands.command(name="ask", description="Ask, and get the answer in the words of the person interviewed.")
    @app_commands.describe(question=phrases.WHAT_TO_ASK, source=phrases.WHAT_SOURCE, private=phrases.WHETHER_PRIVATE)
    async def ask(
        self,
        interaction: discord.Interaction,
        question: app_commands.Range[str, 1, QUESTION_CHARS],
        source: str = "",
        private: bool | None = None,
    ) -> None:
        services = self._services
        selection = await services.selection(interaction)
        narrowed_to = selection.catalogue.source(source)
        if source and narrowed_to is None:
            await sending.confide(interaction, no_such_source(source))
            return
        audience = await permissions.audience_of(interaction, services.memory, private, Audience.ANSWERS)
        asked = Question(question, selection.narrowed(narrowed_to).sources)
        async with services.responder.responding(request_of(interaction, Surface.COMMAND, audience, asked)) as response:
            await deliver(interaction, services, response, command_post(response))

    @ask.autocomplete("question")
    async def offer_questions(self, interaction: discord.Interaction, typed: str) -> Choices:
        """Suggest the questions people ask that come nearest to what has been typed so far."""
        source = str(interaction.namespace.source or "")
        return await self._services.suggest(
            interaction, "/ask, while the question", lambda selection: question_choices(selection, typed, source)
        )

    @ask.autocomplete("source")
    async def offer_sources(self, interaction: discord.Interaction, typed: str) -> Choices:
        """Suggest the interviews, by title."""
        return await self._services.suggest(
            interaction, "/ask, while the source", lambda selection: source_choices(selection, typed)
        )
