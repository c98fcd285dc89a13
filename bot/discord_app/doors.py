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
        if missing and message.channel.id not in self._noted:
            self._noted.add(message.channel.id)
            _log.warning("channel %d: the bot lacks %s, so it cannot reply there", message.channel.id, missing)
            await self._tell(message, missing)
        return not missing

    async def _tell(self, message: discord.Message, missing: str) -> None:
        """In the channel that Discord itself uses for moderators' news, where the server has one."""
        guild = message.guild
        room = guild.public_updates_channel if guild else None
        if guild is None or room is None or guild.id in self._told:
            return
        self._told.add(guild.id)
        if room.permissions_for(guild.me).send_messages:
            with suppress(discord.HTTPException):
                await room.send(phrases.DOOR_CLOSED.format(channel=f"<#{message.channel.id}>", missing=missing))


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
