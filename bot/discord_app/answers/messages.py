"""A message put to the bot, or said where it may answer unasked: what is replied, mended and taken back."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress

import discord

from bot.core import phrases
from bot.core.answer import Answer, Mode
from bot.core.model import Question
from bot.core.records import SentReply
from bot.discord_app import guards, sending
from bot.discord_app.components import Post
from bot.discord_app.conversation import question_before
from bot.discord_app.render_reply import public_reply
from bot.service.answering import Answering, Reply
from bot.service.journal import Journal
from bot.service.memory import Memory
from bot.service.rate_limits import CHANNEL, MESSAGE, Asked, Manners, Pace

Room = Callable[[int], discord.PartialMessageable]

_WAIT = "⏳"
_HOUR_S = 3600.0


class Talk:
    """Replies to messages. Whether one is for the bot to answer, and in which mode, was decided before."""

    def __init__(self, answering: Answering, memory: Memory, manners: Manners, journal: Journal, room: Room) -> None:
        self._answering = answering
        self._journal = journal
        self._memory = memory
        self._manners = manners
        self._room = room
        self._explained = Pace(1, period_s=_HOUR_S)

    async def reply(self, message: discord.Message, me: discord.ClientUser, mode: Mode) -> None:
        """One reply, a link to the one that was given already, a sign to wait, or nothing."""
        if not guards.without_mention(message.content, me):
            await self._explain(message)
            return
        if mode is Mode.ASK and self._manners.members.wait_s(message.author.id):
            await _ask_to_wait(message)
            return
        asked = await self._asked(message, me, mode)
        reply = await self._answering.reply_beside(asked.question, mode)
        self._journal.note(asked.surface, asked.question, reply)
        if mode is Mode.ASK or isinstance(reply.decision, Answer):
            await self._say(message, asked, reply, mode)

    async def mend(self, message: discord.Message, me: discord.ClientUser, mode: Mode | None) -> None:
        """The question was changed: so is the reply, or it goes where none is due any more."""
        given = await self._manners.reply_to(message.id)
        if given is None:
            return
        if mode is None or not guards.without_mention(message.content, me):
            await self.take_back(given)
            return
        asked = await self._asked(message, me, mode)
        reply = await self._answering.reply_beside(asked.question, mode)
        self._journal.note(asked.surface, asked.question, reply)
        if mode is Mode.MESSAGE and not isinstance(reply.decision, Answer):
            await self.take_back(given)
            return
        first, *rest = given.answer_messages
        await sending.change_message(self._room(given.channel), first, _rendered(asked, reply))
        await self._delete(given.channel, rest)
        self._manners.forget_reply(given)
        self._manners.keep(asked, reply, (first,))

    async def deleted(self, message: int) -> None:
        """A question takes its replies with it; nobody is pointed to a reply that is gone."""
        replies = await self._manners.replies_to(message)
        self._manners.forget(message)
        for given in replies:
            await self._delete(given.channel, given.answer_messages)

    async def take_back(self, given: SentReply) -> None:
        """It is no question any more, so the reply goes; what others have found for the message stays."""
        self._manners.forget_reply(given)
        await self._delete(given.channel, given.answer_messages)

    async def _say(self, message: discord.Message, asked: Asked, reply: Reply, mode: Mode) -> None:
        async with self._manners.earlier(asked) as earlier:
            if earlier:
                link = guards.jump_url(earlier.guild, earlier.channel, earlier.answer_messages[0])
                sent = await sending.reply(message, [phrases.ANSWERED_ALREADY.format(link=link)])
                self._manners.keep_pointer(asked, earlier, sent.id)
            elif not self._manners.channels.wait_s(asked.channel):
                sent = await sending.reply(message, [_rendered(asked, reply)])
                self._manners.keep(asked, reply, (sent.id,))
            elif mode is Mode.ASK:
                await _ask_to_wait(message)

    async def _asked(self, message: discord.Message, me: discord.ClientUser, mode: Mode) -> Asked:
        guild = message.guild.id if message.guild else None
        sources = (await self._memory.settings.of(guild)).sources
        text = guards.without_mention(message.content, me)
        before = await question_before(message, me, self._answering.snapshot.knowledge)
        question = Question(text, frozenset(sources), before)
        surface = MESSAGE if mode is Mode.ASK else CHANNEL
        return Asked(question, surface, guild, message.channel.id, message.author.id, message.id)

    async def _explain(self, message: discord.Message) -> None:
        """Nothing was said, or Discord withholds it: how to ask, once per channel and hour."""
        if not self._explained.wait_s(message.channel.id):
            await sending.reply(message, [phrases.ask_me(self._answering.snapshot.speakers)])

    async def _delete(self, channel: int, messages: Iterable[int]) -> None:
        """What is gone already is as it should be."""
        for message in messages:
            with suppress(discord.NotFound):
                await self._room(channel).get_partial_message(message).delete()


def _rendered(asked: Asked, reply: Reply) -> Post:
    """In a server, what gets no answer is kept for the moderators as it is."""
    asked_in = asked.message if asked.guild is None else None
    return public_reply(reply, asked.asker, asked_in=asked_in or 0)


async def _ask_to_wait(message: discord.Message) -> None:
    """One reaction, where it is allowed; words would only add to what is too much."""
    with suppress(discord.HTTPException):
        await message.add_reaction(_WAIT)
