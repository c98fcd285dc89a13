"""Where the bot may reply to messages: seen beforehand, since Discord counts what it has to refuse."""

from __future__ import annotations

import logging
from contextlib import suppress

import discord

from bot.core import phrases
from bot.discord_app.rooms import missing

_log = logging.getLogger(__name__)


class Doors:
    """A channel that is closed to the bot is noted once in the log, and told once to the moderators of its server."""

    def __init__(self) -> None:
        self._noted: set[int] = set()
        self._told: set[int] = set()

    async def is_open(self, message: discord.Message) -> bool:
        """Whether the bot may reply to this message."""
        missing = lacking(message)
        if missing and message.guild:
            await self.note(message.guild, message.channel.id, missing, phrases.DOOR_CLOSED)
        return not missing

    async def note(self, guild: discord.Guild, channel: int, missing: str, sentence: str) -> None:
        """Something is missing; `sentence` says to moderators, once in a server, what cannot be done without it."""
        if channel in self._noted:
            return
        self._noted.add(channel)
        _log.warning("channel %d: the bot lacks %s, so it cannot write there", channel, missing)
        await self.tell(guild, sentence.format(channel=f"<#{channel}>", missing=missing))

    async def tell(self, guild: discord.Guild, sentence: str) -> None:
        """Once in a server, in the channel that Discord itself uses for moderators' news, if there is one."""
        room = guild.public_updates_channel
        if guild.id in self._told or room is None or not room.permissions_for(guild.me).send_messages:
            return
        self._told.add(guild.id)
        with suppress(discord.HTTPException):
            await room.send(sentence)


def lacking(message: discord.Message) -> str:
    """The permissions that the bot lacks for a reply to this message, as Discord's settings call them; "" for none."""
    channel, guild = message.channel, message.guild
    if guild is None or not isinstance(channel, discord.abc.GuildChannel | discord.Thread):
        return ""
    return lacking_in(channel, guild.me)


def lacking_in(channel: discord.abc.GuildChannel | discord.Thread, me: discord.Member) -> str:
    """The same of a channel; "" where it cannot be told."""
    if isinstance(channel, discord.Thread) and channel.parent is None:
        return ""
    return missing(channel.permissions_for(me), channel)
