"""A question put by command: answered for everybody or for its asker alone."""

from __future__ import annotations

from math import ceil

import discord

from bot.core import phrases
from bot.core.answer import Answer
from bot.core.model import Question
from bot.discord_app import guards, permissions, sending
from bot.discord_app.answers.render import asked_note
from bot.discord_app.render_reply import private_reply, public_reply
from bot.service.answering import Answering, Reply
from bot.service.journal import Journal
from bot.service.memory import Memory
from bot.service.rate_limits import COMMAND, Asked, Manners


class Desk:
    """Answers commands. What is no answer, what was answered a moment ago, and what is too much stays private."""

    def __init__(self, answering: Answering, memory: Memory, manners: Manners, journal: Journal) -> None:
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

    async def _publish(self, interaction: discord.Interaction, asked: Asked, reply: Reply) -> None:
        async with self._manners.earlier(asked) as earlier:
            if earlier:
                link = guards.jump_url(earlier.guild, earlier.channel, earlier.answer_messages[0])
                await sending.confide(interaction, phrases.ANSWERED_ALREADY.format(link=link))
            elif self._manners.channels.wait_s(asked.channel):
                await self._confide(interaction, asked, reply, may_send=False)
            else:
                notes = [asked_note(asked.question.text, interaction.user.display_name)]
                sent = await sending.answer(interaction, [public_reply(reply, asked.asker, notes)])
                self._manners.keep(asked, reply, (sent,))

    async def _confide(self, interaction: discord.Interaction, asked: Asked, reply: Reply, *, may_send: bool) -> None:
        post = private_reply(reply, asked.question.text, asked.asker, may_send=may_send)
        await sending.answer(interaction, [post], is_private=True)


def _asked(interaction: discord.Interaction, question: Question) -> Asked:
    """A server counts where the bot is a member of it, not where somebody brought it along."""
    guild = interaction.guild_id if interaction.is_guild_integration() else None
    return Asked(question, COMMAND, guild, interaction.channel_id or 0, interaction.user.id)
