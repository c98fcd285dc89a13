"""Messages put to the bot, or said where it may answer unasked: replied to, and replies changed and taken back."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import timedelta

import discord
from discord.ext import commands

from bot.core import phrases
from bot.core.model import Knowledge, Question
from bot.core.records import ChannelMode, SentReply
from bot.discord_app import sending
from bot.discord_app.answers.render import Showing, message_post, question_in
from bot.discord_app.components import CustomId
from bot.discord_app.interactions import Services
from bot.discord_app.permissions import ClosedChannels
from bot.service.replies import Audience, Request, Surface
from bot.service.responder import Wait

ChannelById = Callable[[int], discord.PartialMessageable]


def is_from_a_person(message: discord.Message) -> bool:
    """Return whether a message is not of a bot, a webhook, or Discord itself."""
    return not (message.author.bot or message.webhook_id is not None or message.is_system())


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


def without_mention(content: str, me: discord.ClientUser) -> str:
    """Return what was said, without the mention that called the bot."""
    return content.replace(f"<@{me.id}>", "").replace(f"<@!{me.id}>", "").strip()


async def question_before(message: discord.Message, me: discord.ClientUser, knowledge: Knowledge) -> str:
    """Return the question that the bot answered in the message replied to; "" where there is none to be found.

    A command's stands in its answer. An answer to nobody has what was asked in the interview.
    """
    answer = replied_to(message, me) if asks_back(message, me) else None
    if answer is None:
        return ""
    return await question_answered(answer, me) or ("" if answer.reference else _asked_on_record(answer, knowledge))


async def question_answered(answer: discord.Message, me: discord.ClientUser) -> str:
    """Return the question that a message of the bot's answers, as far as it can be found."""
    if answer.reference is None:
        return question_in(answer.content)
    asked = await _found(answer.reference, answer.channel)
    return without_mention(asked.content, me) if asked else ""


def asked_in(answer: discord.Message) -> int:
    """Return the message, or else the command, that asked what a message of the bot's answers."""
    if answer.reference and answer.reference.message_id:
        return answer.reference.message_id
    return answer.interaction_metadata.id if answer.interaction_metadata else answer.id


def _asked_on_record(answer: discord.Message, knowledge: Knowledge) -> str:
    """Return what the quote shown answers, by the button that leads to its context."""
    parts = (part for row in answer.components if isinstance(row, discord.ActionRow) for part in row.children)
    custom_ids = (CustomId.read(part.custom_id or "") for part in parts if isinstance(part, discord.Button))
    custom_id = next((custom_id for custom_id in custom_ids if custom_id and custom_id.action == "context"), None)
    excerpt = Showing.read(custom_id, knowledge).current if custom_id else None
    return excerpt.quote.asked if excerpt else ""


async def _found(
    reference: discord.MessageReference, channel: discord.abc.MessageableChannel
) -> discord.Message | None:
    """Return what is referred to: Discord sends along only what a message itself replies to, the rest is fetched."""
    known = reference.resolved or reference.cached_message
    if isinstance(known, discord.Message) or reference.message_id is None:
        return known if isinstance(known, discord.Message) else None
    with suppress(discord.HTTPException, OSError):
        async with asyncio.timeout(2.0):
            return await channel.fetch_message(reference.message_id)
    return None


class MessageResponder:
    """Replies to messages. Whether one is for the bot to answer, and for whom, was decided before."""

    def __init__(self, services: Services, channel: ChannelById) -> None:
        self._services = services
        self._responder = services.responder
        self._replies = services.replies
        self._channel = channel

    async def reply(self, message: discord.Message, me: discord.ClientUser, audience: Audience) -> None:
        """Send one reply, a link to the one that was given already, a sign to wait, or nothing."""
        request = await self._request(message, me, audience)
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
        if audience is None or not without_mention(message.content, me):
            await self._take_back(sent)
            return
        response = await self._responder.decided(await self._request(message, me, audience))
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
        question = Question(without_mention(message.content, me), frozenset(sources), before)
        surface = Surface.CHANNEL if audience is Audience.ANSWERS_ONLY else Surface.MESSAGE
        return Request(surface, guild, message.channel.id, message.author.id, question, message.id, audience)

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
            return
        if audience is Audience.ANSWERS_ONLY:
            with self._incidents.noted("a message to nobody"):
                await self._messages.reply(message, me, audience)
            return
        async with self._incidents.told("a message", message.channel.id, lambda text: sending.reply(message, [text])):
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
        if not is_from_a_person(message) or not (is_asked or message.content):
            return None
        if message.guild is None:
            return Audience.ALL
        settings = await self._settings.of(message.guild.id)
        allowed = settings.mode_of(message.channel.id, getattr(message.channel, "parent_id", None))
        if allowed is ChannelMode.OFF:
            return None
        return Audience.ALL if is_asked else Audience.ANSWERS_ONLY if allowed is ChannelMode.QUESTIONS else None
