"""Asking: the slash command, a mention, a direct message, a question in reply to an answer."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.ext import commands

from bot.core import phrases
from bot.core.answer import Answer
from bot.core.model import Question
from bot.discord_app import guards, outbox
from bot.discord_app.choices import Choices, offered, question_choices, source_choices
from bot.discord_app.conversation import question_before
from bot.discord_app.incidents import Incidents
from bot.discord_app.journal import note
from bot.discord_app.press.asking import QUESTION_CHARS
from bot.discord_app.render_answer import asked_note
from bot.discord_app.render_choice import no_such_source
from bot.discord_app.render_reply import private_reply, public_reply
from bot.service.answering import Answering


class Ask(commands.Cog):
    """Answers questions, wherever they are put to the bot."""

    def __init__(self, bot: commands.AutoShardedBot, answering: Answering, incidents: Incidents) -> None:
        self._bot = bot
        self._answering = answering
        self._incidents = incidents

    @app_commands.command(name="ask", description="Ask, and get the answer in the words of the person interviewed.")
    @app_commands.describe(question=phrases.WHAT_TO_ASK, source=phrases.WHAT_SOURCE, private=phrases.WHETHER_PRIVATE)
    async def ask(
        self,
        interaction: discord.Interaction,
        question: app_commands.Range[str, 1, QUESTION_CHARS],
        source: str = "",
        private: bool = False,
    ) -> None:
        narrowed_to = self._answering.snapshot.catalogue.source(source)
        if source and narrowed_to is None:
            await outbox.confide(interaction, no_such_source(source))
            return
        reply = self._answering.reply(Question(question, frozenset({narrowed_to.id} if narrowed_to else ())))
        note("slash", reply)
        asker = interaction.user
        if private or not isinstance(reply.decision, Answer):
            await outbox.answer(interaction, [private_reply(reply, question, asker.id)], is_private=True)
        else:
            notes = [asked_note(question, asker.display_name)]
            await outbox.answer(interaction, [public_reply(reply, asker.id, notes)])

    @ask.autocomplete("question")
    async def offer_questions(self, interaction: discord.Interaction, typed: str) -> Choices:
        """The questions people ask that come nearest to what has been typed so far."""
        source = str(interaction.namespace.source or "")
        return offered(
            self._incidents,
            "/ask, while the question was being typed",
            lambda: question_choices(self._answering.snapshot, typed, source),
        )

    @ask.autocomplete("source")
    async def offer_sources(self, _: discord.Interaction, typed: str) -> Choices:
        """The interviews, by title."""
        return offered(
            self._incidents,
            "/ask, while the source was being typed",
            lambda: source_choices(self._answering.snapshot, typed),
        )

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
        await outbox.reply(message, [public_reply(reply, message.author.id)])
