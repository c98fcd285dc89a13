"""May the bot do that? The refusals that Discord gives before it does anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.standin.permissions import Permission, permissions_in
from tests.standin.record import Call
from tests.standin.refusals import (
    missing_access,
    missing_permissions,
    unknown_channel,
    unknown_guild,
)
from tests.standin.world import Channel, Guild

if TYPE_CHECKING:
    from tests.standin.server import StandIn


def seen_channel(discord: StandIn, call: Call) -> Channel:
    """The channel in the path; raises RefusalError where the bot cannot see it."""
    channel = discord.world.channels.get(call.id("channel_id"))
    if channel is None:
        raise unknown_channel()
    if Permission.VIEW_CHANNEL not in bot_permissions(discord, channel):
        raise missing_access()
    return channel


def seen_guild(discord: StandIn, call: Call) -> Guild:
    guild = discord.world.guilds.get(call.id("guild_id"))
    if guild is None:
        raise unknown_guild()
    if not discord.world.has_bot(guild.id):
        raise missing_access()
    return guild


def bot_permissions(discord: StandIn, channel: Channel) -> Permission:
    return permissions_in(discord.world, channel, discord.world.bot.id)


def require(discord: StandIn, channel: Channel, needed: Permission) -> None:
    if needed not in bot_permissions(discord, channel):
        raise missing_permissions()
