"""Where something is said: what is set there, and what the bot and others may do."""

from __future__ import annotations

import discord

from bot.core import phrases
from bot.service.answering import Answering
from bot.service.browsing import Selection
from bot.service.memory import Memory


async def stays_private(interaction: discord.Interaction, memory: Memory, chosen: bool | None) -> bool:
    """Whether what a command shows is for its user alone: as they chose, else as it is set here.

    Where the bot is to keep silent, nothing that was chosen changes that.
    """
    settings, room = await memory.settings.of(interaction.guild_id), room_of(interaction)
    if chosen is None or settings.is_silent_in(*room):
        return settings.is_private_in(*room)
    return chosen


async def is_silent(interaction: discord.Interaction, memory: Memory) -> bool:
    """Whether the bot is to say nothing here that everybody sees."""
    settings = await memory.settings.of(interaction.guild_id)
    return settings.is_silent_in(*room_of(interaction))


async def selection(interaction: discord.Interaction, answering: Answering, memory: Memory) -> Selection:
    """What of the live snapshot answers here."""
    sources = (await memory.settings.of(interaction.guild_id)).sources
    return Selection(answering.snapshot, frozenset(sources))


def room_of(interaction: discord.Interaction) -> tuple[int, int | None]:
    """The channel, and the one that it belongs to if it is a thread."""
    return interaction.channel_id or 0, parent_of(interaction.channel)


def parent_of(channel: object) -> int | None:
    return channel.parent_id if isinstance(channel, discord.Thread) else None


def missing(may: discord.Permissions, channel: object) -> str:
    """The permissions that are lacking for a reply in this channel, as Discord calls them; "" for none."""
    wanted = {phrases.VIEW: may.view_channel}
    if isinstance(channel, discord.Thread | discord.ForumChannel):
        wanted[phrases.SEND_IN_THREADS] = may.send_messages_in_threads
    else:
        wanted[phrases.SEND] = may.send_messages
    wanted[phrases.READ_HISTORY] = may.read_message_history
    return ", ".join(name for name, is_given in wanted.items() if not is_given)


def can_write(interaction: discord.Interaction, may: discord.Permissions) -> bool:
    """Whether whoever may do this may write here. There are no permissions in direct messages."""
    is_thread = isinstance(interaction.channel, discord.Thread)
    return interaction.guild_id is None or (may.send_messages_in_threads if is_thread else may.send_messages)
