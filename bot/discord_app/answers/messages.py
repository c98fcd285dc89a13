"""A message put to the bot, or said where it may answer unasked: what is replied, mended and taken back."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import timedelta

import discord
from discord.ext import commands

from bot.core import phrases
from bot.core.answer import Answer, Mode
from bot.core.model import Knowledge, Question
from bot.core.records import ChannelMode, SentReply
from bot.discord_app import sending
from bot.discord_app.answers.render import public_reply, question_in
from bot.discord_app.answers.showing import Showing
from bot.discord_app.components import CustomId, Post
from bot.discord_app.errors import Incidents
from bot.discord_app.permissions import ClosedChannels
from bot.service.answering import Answering, Journal, Reply
from bot.service.health import Work
from bot.service.memory import Memory
from bot.service.rate_limits import CHANNEL, MESSAGE, AskedQuestion, RateLimiter, RateLimits


def is_from_a_person(message: discord.Message) -> bool:
    """Not of a bot, a webhook, or Discord itself."""
    return not (message.author.bot or message.webhook_id is not None or message.is_system())


def is_question(message: discord.Message, me: discord.ClientUser) -> bool:
    """It comes to the bot directly, names it in its text, asks back, or pings it with words that Discord withholds."""
    is_withheld = not message.content and any(user.id == me.id for user in message.mentions)
    return message.guild is None or me.id in message.raw_mentions or asks_back(message, me) or is_withheld


def asks_back(message: discord.Message, me: discord.ClientUser) -> bool:
    """Plainly a question, in reply to the bot: "thanks!" is none. A reply that does not ping comes without its text."""
    return replied_to(message, me) is not None and message.content.rstrip().endswith("?")


def replied_to(message: discord.Message, me: discord.ClientUser) -> discord.Message | None:
    """The bot's own message that this one replies to."""
    found = message.reference and message.reference.resolved
    return found if isinstance(found, discord.Message) and found.author.id == me.id else None


def without_mention(content: str, me: discord.ClientUser) -> str:
    """What was said, without the mention that called the bot."""
    return content.replace(f"<@{me.id}>", "").replace(f"<@!{me.id}>", "").strip()


def jump_url(guild: int | None, channel: int, message: int) -> str:
    """Where a message stands, as Discord's clients show it: a link that they open themselves."""
    return f"https://discord.com/channels/{guild or '@me'}/{channel}/{message}"


_PATIENCE_S = 2.0


async def question_before(message: discord.Message, me: discord.ClientUser, knowledge: Knowledge) -> str:
    """The question that the bot answered in the message replied to; "" where there is none to be found.

    A command's stands in its answer. An answer to nobody has what was asked in the interview.
    """
    answer = replied_to(message, me) if asks_back(message, me) else None
    if answer is None:
        return ""
    return await question_answered(answer, me) or ("" if answer.reference else _asked_on_record(answer, knowledge))


async def question_answered(answer: discord.Message, me: discord.ClientUser) -> str:
    """The question that a message of the bot's answers, as far as it can be found: a command's stands in the answer."""
    if answer.reference is None:
        return question_in(answer.content)
    asked = await _found(answer.reference, answer.channel)
    return without_mention(asked.content, me) if asked else ""


def asked_in(answer: discord.Message) -> int:
    """The message, or else the command, in which it was asked what a message of the bot's answers."""
    if answer.reference and answer.reference.message_id:
        return answer.reference.message_id
    return answer.interaction_metadata.id if answer.interaction_metadata else answer.id


def _asked_on_record(answer: discord.Message, knowledge: Knowledge) -> str:
    """What the quote shown answers, by the button that leads to its context."""
    parts = (part for row in answer.components if isinstance(row, discord.ActionRow) for part in row.children)
    custom_ids = (CustomId.read(part.custom_id or "") for part in parts if isinstance(part, discord.Button))
    custom_id = next((custom_id for custom_id in custom_ids if custom_id and custom_id.action == "context"), None)
    excerpt = Showing.read(custom_id, knowledge).current if custom_id else None
    return excerpt.quote.asked if excerpt else ""


async def _found(
    reference: discord.MessageReference, channel: discord.abc.MessageableChannel
) -> discord.Message | None:
    """What is referred to. Discord sends along only what a message itself replies to, so it is asked for the rest."""
    known = reference.resolved or reference.cached_message
    if isinstance(known, discord.Message) or reference.message_id is None:
        return known if isinstance(known, discord.Message) else None
    with suppress(discord.HTTPException, OSError):
        async with asyncio.timeout(_PATIENCE_S):
            return await channel.fetch_message(reference.message_id)
    return None


Room = Callable[[int], discord.PartialMessageable]

_WAIT = "⏳"
_HOUR_S = 3600.0


class MessageResponder:
    """Replies to messages. Whether one is for the bot to answer, and in which mode, was decided before."""

    def __init__(self, answering: Answering, memory: Memory, manners: RateLimits, journal: Journal, room: Room) -> None:
        self._answering = answering
        self._journal = journal
        self._memory = memory
        self._manners = manners
        self._room = room
        self._explained = RateLimiter(1, period_s=_HOUR_S)

    async def reply(self, message: discord.Message, me: discord.ClientUser, mode: Mode) -> None:
        """One reply, a link to the one that was given already, a sign to wait, or nothing."""
        if not without_mention(message.content, me):
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

    async def fix(self, message: discord.Message, me: discord.ClientUser, mode: Mode | None) -> None:
        """The question was changed: so is the reply, or it goes where none is due any more."""
        given = await self._manners.reply_to(message.id)
        if given is None:
            return
        if mode is None or not without_mention(message.content, me):
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

    async def _say(self, message: discord.Message, asked: AskedQuestion, reply: Reply, mode: Mode) -> None:
        async with self._manners.earlier(asked) as earlier:
            if earlier:
                link = jump_url(earlier.guild, earlier.channel, earlier.answer_messages[0])
                sent = await sending.reply(message, [phrases.ANSWERED_ALREADY.format(link=link)])
                self._manners.keep_pointer(asked, earlier, sent.id)
            elif not self._manners.channels.wait_s(asked.channel):
                sent = await sending.reply(message, [_rendered(asked, reply)])
                self._manners.keep(asked, reply, (sent.id,))
            elif mode is Mode.ASK:
                await _ask_to_wait(message)

    async def _asked(self, message: discord.Message, me: discord.ClientUser, mode: Mode) -> AskedQuestion:
        guild = message.guild.id if message.guild else None
        sources = (await self._memory.settings.of(guild)).sources
        text = without_mention(message.content, me)
        before = await question_before(message, me, self._answering.snapshot.knowledge)
        question = Question(text, frozenset(sources), before)
        surface = MESSAGE if mode is Mode.ASK else CHANNEL
        return AskedQuestion(question, surface, guild, message.channel.id, message.author.id, message.id)

    async def _explain(self, message: discord.Message) -> None:
        """Nothing was said, or Discord withholds it: how to ask, once per channel and hour."""
        if not self._explained.wait_s(message.channel.id):
            await sending.reply(message, [phrases.ask_me(self._answering.snapshot.speakers)])

    async def _delete(self, channel: int, messages: Iterable[int]) -> None:
        """What is gone already is as it should be."""
        for message in messages:
            with suppress(discord.NotFound):
                await self._room(channel).get_partial_message(message).delete()


def _rendered(asked: AskedQuestion, reply: Reply) -> Post:
    """In a server, what gets no answer is kept for the moderators as it is."""
    asked_in = asked.message if asked.guild is None else None
    return public_reply(reply, asked.asker, asked_in=asked_in or 0)


async def _ask_to_wait(message: discord.Message) -> None:
    """One reaction, where it is allowed; words would only add to what is too much."""
    with suppress(discord.HTTPException):
        await message.add_reaction(_WAIT)


_MENDED_WITHIN = timedelta(minutes=1)


class MessageListener(commands.Cog):
    """Decides whether a message is for the bot; `Talk` does the rest."""

    def __init__(
        self, bot: commands.AutoShardedBot, talk: MessageResponder, memory: Memory, incidents: Incidents, work: Work
    ) -> None:
        self._bot = bot
        self._work = work
        self._talk = talk
        self._memory = memory
        self._incidents = incidents
        self._doors = ClosedChannels()

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        me = self._bot.user
        mode = await self._mode(message, me) if me else None
        if me is None or mode is None or not await self._doors.is_open(message):
            return
        if not self._work.begin():
            await self._tell_of_restart(message, mode)
            return
        if mode is Mode.MESSAGE:
            with self._incidents.noted("a message to nobody"):
                await self._talk.reply(message, me, mode)
            return
        async with self._incidents.told("a message", message.channel.id, lambda text: sending.reply(message, [text])):
            await self._talk.reply(message, me, mode)

    @commands.Cog.listener()
    async def on_raw_message_edit(self, payload: discord.RawMessageUpdateEvent) -> None:
        """A question that is changed within a minute gets its reply changed; previews that arrive are no change."""
        message, me = payload.message, self._bot.user
        if me is None or message.edited_at is None or message.edited_at - message.created_at > _MENDED_WITHIN:
            return
        if not self._work.begin():
            return
        with self._incidents.noted("a changed message"):
            await self._talk.fix(message, me, await self._mode(message, me))

    @commands.Cog.listener()
    async def on_raw_message_delete(self, payload: discord.RawMessageDeleteEvent) -> None:
        with self._incidents.noted("a deleted message"):
            await self._talk.deleted(payload.message_id)

    @commands.Cog.listener()
    async def on_raw_bulk_message_delete(self, payload: discord.RawBulkMessageDeleteEvent) -> None:
        for message in payload.message_ids:
            with self._incidents.noted("a deleted message"):
                await self._talk.deleted(message)

    async def _tell_of_restart(self, message: discord.Message, mode: Mode) -> None:
        if self._work.is_stopping and mode is Mode.ASK:
            with self._incidents.noted("telling of the restart"):
                await sending.reply(message, [phrases.RESTARTING])

    async def _mode(self, message: discord.Message, me: discord.ClientUser) -> Mode | None:
        """Whether and how this is to be answered, as it stands and where it stands."""
        is_asked = is_question(message, me)
        if not is_from_a_person(message) or not (is_asked or message.content):
            return None
        if message.guild is None:
            return Mode.ASK
        settings = await self._memory.settings.of(message.guild.id)
        allowed = settings.mode_of(message.channel.id, getattr(message.channel, "parent_id", None))
        if allowed is ChannelMode.OFF:
            return None
        return Mode.ASK if is_asked else Mode.MESSAGE if allowed is ChannelMode.QUESTIONS else None
