"""Who may set, curate and write, and who may see an answer: looked up at each use, since rights come and go."""

from __future__ import annotations

import logging
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

import discord

from bot.core import phrases
from bot.core.phrases import curators, servers
from bot.service.memory import Memory
from bot.service.responder import Audience

_log = logging.getLogger(__name__)


def why_not_set(interaction: discord.Interaction) -> str:
    """Return why the user may not change the settings of the server where they are; "" if they may."""
    if interaction.guild_id is None or not interaction.is_guild_integration():
        return servers.IN_SERVERS_ONLY
    may = interaction.permissions
    return "" if may.manage_guild or may.administrator else servers.MAY_NOT_SET


@dataclass(frozen=True, slots=True)
class CuratorPolicy:
    """Who may curate: in these servers alone, who has one of these roles or is one of these users.

    Where neither are named, it is the application's owner or team. All of them are Discord's ids.
    """

    guilds: Collection[int] = ()
    roles: Collection[int] = ()
    users: Collection[int] = ()

    def why_not(self, interaction: discord.Interaction) -> str:
        """Return why the user may not curate, as Discord tells of them with this very use; "" if they may."""
        if interaction.guild_id not in self.guilds or not interaction.is_guild_integration():
            return curators.NOT_HERE
        return "" if self._trusts(interaction.user, interaction.client.application) else curators.MAY_NOT_CURATE

    async def why_not_now(self, client: discord.Client, user_id: int) -> str:
        """Return why somebody who does not use Discord just now may not curate, asking Discord; "" if they may.

        Where Discord does not tell, they may not.
        """
        for guild in self.guilds:
            try:
                known = client.get_guild(guild) or await client.fetch_guild(guild)
                member = await known.fetch_member(user_id)
            except (discord.NotFound, discord.Forbidden):
                continue  # they have left it, or the bot has
            except Exception as error:  # noqa: BLE001 - whatever it is, nobody may curate on trust
                _log.warning("Discord does not tell whether %d may curate: %s", user_id, error)
                return curators.CANNOT_TELL
            if self._trusts(member, client.application):
                return ""
        return curators.MAY_NOT_CURATE

    def _trusts(self, member: discord.Member | discord.User, application: discord.AppInfo | None) -> bool:
        users = self.users if self.roles or self.users else _owners(application)
        has_role = isinstance(member, discord.Member) and any(member.get_role(role) for role in self.roles)
        return has_role or member.id in users


def _owners(application: discord.AppInfo | None) -> set[int]:
    """Return the owner, or whoever has joined the team that owns it and may do more than look on."""
    if application is None:
        return set()
    if application.team is None:
        return {application.owner.id}
    return {
        member.id
        for member in application.team.members
        if member.membership_state is discord.TeamMembershipState.accepted
        and member.role is not discord.TeamMemberRole.read_only
    }


async def audience_of(
    interaction: discord.Interaction, memory: Memory, chosen: bool | None, otherwise: Audience = Audience.ALL
) -> Audience:
    """Return whether what a command shows is for its asker alone: as they chose, else as it is set here.

    Where the bot is to keep silent, nothing that was chosen changes that.
    """
    settings, channel = await memory.settings.of(interaction.guild_id), channel_of(interaction)
    is_set = chosen is None or settings.is_silent_in(*channel)
    is_private = settings.is_private_in(*channel) if is_set else chosen
    return Audience.ASKER if is_private else otherwise


MAY_BE_PUBLIC: Final = {"may be public": True}  # extras of a command whose answer everybody may see


async def is_public(interaction: discord.Interaction, memory: Memory) -> bool:
    """Return whether everybody sees the answer of a command, if there is one."""
    if interaction.command is None or not MAY_BE_PUBLIC.items() <= interaction.command.extras.items():
        return False
    chosen = getattr(interaction.namespace, "private", None)
    return await audience_of(interaction, memory, chosen) is not Audience.ASKER


def channel_of(interaction: discord.Interaction) -> tuple[int, int | None]:
    """Return the channel, and the one that it belongs to if it is a thread."""
    channel = interaction.channel
    return interaction.channel_id or 0, channel.parent_id if isinstance(channel, discord.Thread) else None


def missing(may: discord.Permissions, channel: object) -> str:
    """Return the permissions that are lacking for a reply in a channel, as Discord calls them; "" for none."""
    wanted = {phrases.VIEW: may.view_channel}
    if isinstance(channel, discord.Thread | discord.ForumChannel):
        wanted[phrases.SEND_IN_THREADS] = may.send_messages_in_threads
    else:
        wanted[phrases.SEND] = may.send_messages
    wanted[phrases.READ_HISTORY] = may.read_message_history
    return ", ".join(name for name, is_given in wanted.items() if not is_given)


def can_write(interaction: discord.Interaction, may: discord.Permissions) -> bool:
    """Return whether whoever may do this may write here. There are no permissions in direct messages."""
    is_thread = isinstance(interaction.channel, discord.Thread)
    return interaction.guild_id is None or (may.send_messages_in_threads if is_thread else may.send_messages)


class ClosedChannels:
    """Notes a channel that is closed to the bot once in the log, and tells the moderators of its server once."""

    def __init__(self) -> None:
        self._noted: set[int] = set()
        self._told: set[int] = set()

    async def is_open(self, message: discord.Message) -> bool:
        """Return whether the bot may reply to this message."""
        guild, channel = message.guild, message.channel
        if guild is None or not isinstance(channel, discord.abc.GuildChannel | discord.Thread):
            return True
        missing = lacking_in(channel, guild.me)
        if missing:
            await self.note(guild, channel.id, missing, phrases.MISSING_PERMISSIONS)
        return not missing

    async def note(self, guild: discord.Guild, channel: int, missing: str, sentence: str) -> None:
        """Note what is missing; `sentence` tells moderators, once in a server, what cannot be done without it."""
        if channel in self._noted:
            return
        self._noted.add(channel)
        _log.warning("channel %d: the bot lacks %s, so it cannot write there", channel, missing)
        await self.tell(guild, sentence.format(channel=f"<#{channel}>", missing=missing))

    async def tell(self, guild: discord.Guild, sentence: str) -> None:
        """Tell moderators once in a server, in the channel that Discord itself uses for their news, if there is one."""
        channel = guild.public_updates_channel
        if guild.id in self._told or channel is None or not channel.permissions_for(guild.me).send_messages:
            return
        self._told.add(guild.id)
        with suppress(discord.HTTPException):
            await channel.send(sentence)


def lacking_in(channel: discord.abc.GuildChannel | discord.Thread, me: discord.Member) -> str:
    """Return the permissions that the bot lacks in a channel; "" for none, and where it cannot be told."""
    if isinstance(channel, discord.Thread) and channel.parent is None:
        return ""
    return missing(channel.permissions_for(me), channel)
