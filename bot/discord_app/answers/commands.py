"""Asking by slash command."""

from __future__ import annotations

from math import ceil

import discord
from discord import app_commands
from discord.ext import commands

from bot.core import phrases
from bot.core.answer import Answer
from bot.core.model import Question
from bot.discord_app import permissions, sending
from bot.discord_app.answers import messages
from bot.discord_app.answers.buttons import QUESTION_CHARS
from bot.discord_app.answers.render import asked_note, no_such_source, private_reply, public_reply
from bot.discord_app.autocomplete import Choices, offered, question_choices, source_choices
from bot.discord_app.errors import Incidents
from bot.service.answering import Answering, Journal, Reply
from bot.service.memory import Memory
from bot.service.rate_limits import COMMAND, AskedQuestion, RateLimits


class CommandResponder:
    """Answers commands. What is no answer, what was answered a moment ago, and what is too much stays private."""

    def __init__(self, answering: Answering, memory: Memory, manners: RateLimits, journal: Journal) -> None:
        self._answering = answering
        self._journal = journal
        self._memory = memory
        self._manners = manners

    async def answer(self, interaction: discord.Interaction, question: Question, *, is_private: bool | None) -> None:
        """`is_private` None: as it is set here."""
        if wait_s := self._manners.members.wait_s(interaction.user.id):
            await sending.confide(interaction, phrases.ASK_LATER.format(seconds=ceil(wait_s)))
            return
        asked = _asked(interaction, question)
        reply = await self._answering.reply_beside(asked.question)
        self._journal.note(asked.surface, asked.question, reply)
        stays_private = await permissions.stays_private(interaction, self._memory, is_private)
        if stays_private or not isinstance(reply.decision, Answer):
            is_public = not stays_private and asked.guild is not None
            await self._confide(interaction, asked, reply, may_send=not is_public)
            if is_public:
                self._manners.keep_unanswered(asked, reply)
        else:
            await self._publish(interaction, asked, reply)

    async def _publish(self, interaction: discord.Interaction, asked: AskedQuestion, reply: Reply) -> None:
        async with self._manners.earlier(asked) as earlier:
            if earlier:
                link = messages.jump_url(earlier.guild, earlier.channel, earlier.answer_messages[0])
                await sending.confide(interaction, phrases.ANSWERED_ALREADY.format(link=link))
            elif self._manners.channels.wait_s(asked.channel):
                await self._confide(interaction, asked, reply, may_send=False)
            else:
                notes = [asked_note(asked.question.text, interaction.user.display_name)]
                sent = await sending.answer(interaction, [public_reply(reply, asked.asker, notes)])
                self._manners.keep(asked, reply, (sent,))

    async def _confide(
        self, interaction: discord.Interaction, asked: AskedQuestion, reply: Reply, *, may_send: bool
    ) -> None:
        post = private_reply(reply, asked.question.text, asked.asker, may_send=may_send)
        await sending.answer(interaction, [post], is_private=True)


def _asked(interaction: discord.Interaction, question: Question) -> AskedQuestion:
    """A server counts where the bot is a member of it, not where somebody brought it along."""
    guild = interaction.guild_id if interaction.is_guild_integration() else None
    return AskedQuestion(question, COMMAND, guild, interaction.channel_id or 0, interaction.user.id)


class AskCommands(commands.Cog):
    """Takes questions, and offers some while they are being typed."""

    def __init__(self, answering: Answering, memory: Memory, desk: CommandResponder, incidents: Incidents) -> None:
        self._answering = answering
        self._memory = memory
        self._desk = desk
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
        await self._desk.answer(interaction, asked, is_private=private)

    @ask.autocomplete("question")
    async def offer_questions(self, interaction: discord.Interaction, typed: str) -> Choices:
        """The questions people ask that come nearest to what has been typed so far."""
        source = str(interaction.namespace.source or "")
        selection = await permissions.selection(interaction, self._answering, self._memory)
        where = "/ask, while the question was being typed"
        return offered(self._incidents, where, lambda: question_choices(selection, typed, source))

    @ask.autocomplete("source")
    async def offer_sources(self, interaction: discord.Interaction, typed: str) -> Choices:
        """The interviews, by title."""
        selection = await permissions.selection(interaction, self._answering, self._memory)
        where = "/ask, while the source was being typed"
        return offered(self._incidents, where, lambda: source_choices(selection, typed))
