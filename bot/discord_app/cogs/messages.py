"""Messages: put to the bot by mention, in reply or directly, or said in a channel where it may answer unasked."""

from __future__ import annotations

from datetime import timedelta

import discord
from discord.ext import commands

from bot.core import phrases
from bot.core.answer import Mode
from bot.core.records import ChannelMode
from bot.discord_app import guards, sending
from bot.discord_app.answers.messages import Talk
from bot.discord_app.errors import Incidents
from bot.discord_app.permissions import Doors
from bot.service.memory import Memory
from bot.service.work import Work

_MENDED_WITHIN = timedelta(minutes=1)


class Messages(commands.Cog):
    """Decides whether a message is for the bot; `Talk` does the rest."""

    def __init__(
        self, bot: commands.AutoShardedBot, talk: Talk, memory: Memory, incidents: Incidents, work: Work
    ) -> None:
        self._bot = bot
        self._work = work
        self._talk = talk
        self._memory = memory
        self._incidents = incidents
        self._doors = Doors()

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
            await self._talk.mend(message, me, await self._mode(message, me))

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
        is_question = guards.is_question(message, me)
        if not guards.is_from_a_person(message) or not (is_question or message.content):
            return None
        if message.guild is None:
            return Mode.ASK
        settings = await self._memory.settings.of(message.guild.id)
        allowed = settings.mode_of(message.channel.id, getattr(message.channel, "parent_id", None))
        if allowed is ChannelMode.OFF:
            return None
        return Mode.ASK if is_question else Mode.MESSAGE if allowed is ChannelMode.QUESTIONS else None
