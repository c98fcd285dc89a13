"""Messages put to the bot, or said where it may answer unasked: replied to, and replies changed and taken back."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import timedelta

import discord
from discord.ext import commands

from bot.core import phrases
from bot.core.matching import is_follow_up, only_points, standing_for
from bot.core.model import Knowledge, Question
from bot.core.records import ChannelMode, SentReply
from bot.discord_app import sending
from bot.discord_app.answers.render import Showing, message_post, question_in
from bot.discord_app.components import CustomId
from bot.discord_app.interactions import Services
from bot.discord_app.permissions import ClosedChannels
from bot.service.responder import Audience, Request, Surface, Wait

_FOLLOW_UPS = 3  # in a row, each of which takes Discord two requests


def is_question(message: discord.Message, me: discord.ClientUser) -> bool:
    """Return whether a message is put to the bot: directly, by name, as a reply, or by a ping without its words."""
    is_withheld = not message.content and any(user.id == me.id for user in message.mentions)
    return message.guild is None or me.id in message.raw_mentions or asks_back(message, me) or is_withheld


def asks_back(message: discord.Message, me: discord.ClientUser) -> bool:
    """Return whether a message asks in reply to the bot: "thanks!" does not; a reply without a ping has no text."""
    return replied_to(message, me) is not None and message.content.rstrip().endswith("?")


def replied_to(message: discord.Message, me: discord.ClientUser) -> discord.Message | None:
    """Return the bot's own message that this one replies to."""
    found = message.reference and message.reference.resolved
    return found if isinstance(found, discord.Message) and found.author.id == me.id else None


def pointed_at(message: discord.Message, me: discord.ClientUser) -> discord.Message | None:
    """Return somebody's message that this one, a reply to it, asks the bot to answer: "@bot", "@bot can you help?"."""
    meant = message.reference and message.reference.resolved
    if not isinstance(meant, discord.Message) or me.id not in message.raw_mentions or meant.author.bot:
        return None
    return meant if only_points(without_mention(message.content, me)) else None


def without_mention(content: str, me: discord.ClientUser) -> str:
    """Return what was said, without the mention that called the bot."""
    return content.replace(f"<@{me.id}>", "").replace(f"<@!{me.id}>", "").strip()


async def question_before(message: discord.Message, me: discord.ClientUser, knowledge: Knowledge) -> str:
    """Return the question that the bot answered in the message replied to; "" where there is none to be found.

    A command's stands in its answer. An answer to nobody has what was asked in the interview, which is found by the
    button that leads to the quote's context.
    """
    answer = replied_to(message, me) if asks_back(message, me) else None
    if answer is None:
        return ""
    if (question := await question_answered(answer, me)) or answer.reference:
        return question
    to_context = next((custom_id for custom_id in custom_ids_in(answer) if custom_id.action == "context"), None)
    excerpt = Showing.read(to_context, knowledge).current if to_context else None
    return excerpt.quote.asked if excerpt else ""


def custom_ids_in(message: discord.Message) -> Iterator[CustomId]:
    """Yield what the buttons of a message carry."""
    parts = (part for row in message.components if isinstance(row, discord.ActionRow) for part in row.children)
    yield from filter(None, (CustomId.read(part.custom_id or "") for part in parts if isinstance(part, discord.Button)))


async def question_answered(answer: discord.Message, me: discord.ClientUser, follow_ups: int = _FOLLOW_UPS) -> str:
    """Return the question that a message of the bot's answers, as far as it can be found.

    Of a follow-up, the question that it stands for; at most so many in a row are looked up.
    """
    named = question_in(answer.content)
    if answer.reference is None or named:
        return named
    asked = await _message_behind(answer)
    question = without_mention(asked.content, me) if asked else ""
    if asked and asked.reference and follow_ups and is_follow_up(question):
        earlier = await _message_behind(asked)
        if earlier and earlier.author.id == me.id:
            return standing_for(question, await question_answered(earlier, me, follow_ups - 1))
    return question


async def _message_behind(reply: discord.Message) -> discord.Message | None:
    """Return what a message replies to; None where it is gone, or Discord does not tell in time."""
    reference = reply.reference
    if reference is None or reference.message_id is None:
        return None
    found = reference.resolved or reference.cached_message
    if not isinstance(found, discord.Message):
        with suppress(discord.HTTPException, OSError):  # Discord sends along only what a message itself replies to
            async with asyncio.timeout(2.0):
                return await reply.channel.fetch_message(reference.message_id)
    return found if isinstance(found, discord.Message) else None


def asked_in(answer: discord.Message) -> int:
    """Return the message, or else the command, that asked what a message of the bot's answers."""
    if answer.reference and answer.reference.message_id:
        return answer.reference.message_id
    return answer.interaction_metadata.id if answer.interaction_metadata else answer.id


class MessageResponder:
    """Replies to messages. Whether one is for the bot to answer, and for whom, was decided before."""

    def __init__(self, services: Services, channel: Callable[[int], discord.PartialMessageable]) -> None:
        self._services = services
        self._responder = services.responder
        self._replies = services.replies
        self._channel = channel

    async def reply(self, message: discord.Message, me: discord.ClientUser, audience: Audience) -> None:
        """Send one reply, a link to the one that was given already, a sign to wait, or nothing."""
        request = await self._request(message, me, audience)
        if request.name and not request.question.text:
            await sending.reply(message, [phrases.CANNOT_READ_IT])
            return
        async with self._responder.responding(request) as response:
            if post := message_post(response):
                sent = await sending.reply(message, [post])
                self._responder.remember(response, sent.id)
            elif isinstance(response.content, Wait):
                with suppress(discord.HTTPException):  # where reactions are not allowed, words would only add to it
                    await message.add_reaction("⏳")

    async def fix(self, message: discord.Message, me: discord.ClientUser, audience: Audience | None) -> None:
        """Change the reply to a question that was changed; take it back where none is due any more."""
        sent = await self._replies.reply_to(message.id)
        if sent is None:
            return
        request = await self._request(message, me, audience) if audience else None
        if request is None or not request.question.text:
            await self._take_back(sent)
            return
        if self._responder.wait(request):
            return
        response = await self._responder.decided(request)
        post = message_post(response)
        if post is None:
            await self._take_back(sent)
            return
        first, *rest = sent.answer_messages
        await sending.change_message(self._channel(sent.channel), first, post)
        await self._delete(sent.channel, rest)
        self._replies.forget_reply(sent)
        self._responder.remember(response, first)

    async def forget(self, message: int) -> None:
        """Take back all replies to a message that was deleted; nobody is pointed to a reply that is gone."""
        replies = await self._replies.replies_to(message)
        self._replies.forget(message)
        for sent in replies:
            await self._delete(sent.channel, sent.answer_messages)

    async def _take_back(self, sent: SentReply) -> None:
        """Delete a reply to what is no question any more; what others have found for the message stays."""
        self._replies.forget_reply(sent)
        await self._delete(sent.channel, sent.answer_messages)

    async def _request(self, message: discord.Message, me: discord.ClientUser, audience: Audience) -> Request:
        guild = message.guild.id if message.guild else None
        sources = (await self._services.memory.settings.of(guild)).sources
        before = await question_before(message, me, self._services.answering.snapshot.knowledge)
        text, name = without_mention(message.content, me), ""
        if (meant := pointed_at(message, me)) is not None:
            text, name, before = without_mention(meant.content, me), meant.author.display_name, ""
        question = Question(text, frozenset(sources), before)
        surface = Surface.CHANNEL if audience is Audience.ANSWERS_ONLY else Surface.MESSAGE
        return Request(surface, guild, message.channel.id, message.author.id, question, message.id, audience, name)

    async def _delete(self, channel: int, messages: Iterable[int]) -> None:
        for message in messages:
            with suppress(discord.NotFound):
                await self._channel(channel).get_partial_message(message).delete()


class MessageListener(commands.Cog):
    """Decides whether a message is for the bot, and who may see its reply."""

    def __init__(self, bot: commands.AutoShardedBot, services: Services) -> None:
        self._bot = bot
        self._messages = MessageResponder(services, bot.get_partial_messageable)
        self._work = services.work
        self._settings = services.memory.settings
        self._incidents = services.incidents
        self._closed = ClosedChannels()

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        me = self._bot.user
        audience = await self._audience(message, me) if me else None
        if me is None or audience is None or not await self._closed.is_open(message):
            return
        if not self._work.begin():
            if self._work.is_stopping and audience is Audience.ALL:
                with self._incidents.noted("telling of the restart"):
                    await sending.reply(message, [phrases.RESTARTING])
        elif audience is Audience.ANSWERS_ONLY:
            with self._incidents.noted("a message to nobody"):
                await self._messages.reply(message, me, audience)
        else:
            where, channel = "a message", message.channel.id
            async with self._incidents.told(where, channel, lambda sentence: sending.reply(message, [sentence])):
                await self._messages.reply(message, me, audience)

    @commands.Cog.listener()
    async def on_raw_message_edit(self, payload: discord.RawMessageUpdateEvent) -> None:
        """Change the reply to a question that is changed within a minute; previews that arrive are no change."""
        message, me = payload.message, self._bot.user
        if me is None or message.edited_at is None or message.edited_at - message.created_at > timedelta(minutes=1):
            return
        if not self._work.begin():
            return
        with self._incidents.noted("a changed message"):
            await self._messages.fix(message, me, await self._audience(message, me))

    @commands.Cog.listener()
    async def on_raw_message_delete(self, payload: discord.RawMessageDeleteEvent) -> None:
        with self._incidents.noted("a deleted message"):
            await self._messages.forget(payload.message_id)

    @commands.Cog.listener()
    async def on_raw_bulk_message_delete(self, payload: discord.RawBulkMessageDeleteEvent) -> None:
        for message in payload.message_ids:
            with self._incidents.noted("a deleted message"):
                await self._messages.forget(message)

    async def _audience(self, message: discord.Message, me: discord.ClientUser) -> Audience | None:
        """Return who may see the reply to a message, as it stands and where it stands; None where none is due."""
        is_asked = is_question(message, me)
        is_from_a_person = not (message.author.bot or message.webhook_id is not None or message.is_system())
        if not is_from_a_person or not (is_asked or message.content):
            return None
        if message.guild is None:
            return Audience.ALL
        settings = await self._settings.of(message.guild.id)
        allowed = settings.mode_of(message.channel.id, getattr(message.channel, "parent_id", None))
        if allowed is ChannelMode.OFF:
            return None
        return Audience.ALL if is_asked else Audience.ANSWERS_ONLY if allowed is ChannelMode.QUESTIONS else None
