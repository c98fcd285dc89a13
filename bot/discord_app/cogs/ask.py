"""Asking: the slash command, a mention, a direct message, a question in reply to an answer."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.ext import commands

from bot.core import phrases
from bot.core.model import Question
from bot.discord_app import guards, outbox, render
from bot.discord_app.conversation import question_before
from bot.discord_app.incidents import Incidents
from bot.discord_app.journal import note
from bot.service.answering import Answering

_QUESTION_CHARS = 1000


class Ask(commands.Cog):
    """Answers questions, wherever they are put to the bot."""

    def __init__(self, bot: commands.AutoShardedBot, answering: Answering, incidents: Incidents) -> None:
        self._bot = bot
        self._answering = answering
        self._incidents = incidents

    @app_commands.command(name="ask", description="Ask, and get the answer in the words of the person interviewed.")
    @app_commands.describe(question=phrases.WHAT_TO_ASK)
    async def ask(
        self, interaction: discord.Interaction, question: app_commands.Range[str, 1, _QUESTION_CHARS]
    ) -> None:
        reply = self._answering.reply(Question(question))
        note("slash", reply)
        await outbox.answer(interaction, render.messages(reply))

    @ask.autocomplete("question")
    async def offer(self, _: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
        """The questions people ask that come nearest to what has been typed so far."""
        offered: list[str] = []
        with self._incidents.noted("/ask, while it was being typed"):
            offered = self._answering.snapshot.offers.nearest(typed, limit=outbox.CHOICES)
        return [app_commands.Choice(name=question, value=question) for question in offered]

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        me = self._bot.user
        if me is None or not guards.is_question(message, me):
            return
        async with self._incidents.told("a message", message.channel.id, lambda text: outbox.reply(message, [text])):
            await self._answer(message, me)

    async def _answer(self, message: discord.Message, me: discord.ClientUser) -> None:
        text = guards.without_mention(message.content, me)
        if not text:
            await outbox.reply(message, [phrases.ask_me(self._answering.snapshot.speakers)])
            return
        reply = self._answering.reply(Question(text, after=await question_before(message, me)))
        note("message", reply)
        await outbox.reply(message, render.messages(reply))
