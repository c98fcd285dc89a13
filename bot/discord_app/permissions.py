"""Who may set and curate: looked at whenever something is used, since rights come and go."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import discord

from bot.core.phrases import curators, servers


def why_not_set(interaction: discord.Interaction) -> str:
    """Why whoever uses this may not change the settings of the server where they do; "" if they may."""
    if interaction.guild_id is None or not interaction.is_guild_integration():
        return servers.IN_SERVERS_ONLY
    may = interaction.permissions
    return "" if may.manage_guild or may.administrator else servers.MAY_NOT_SET


@dataclass(frozen=True, slots=True)
class Trusted:
    """Who may curate: in these servers alone, who has one of these roles or is one of these users.

    Where neither are named, it is the application's owner or team. All of them are Discord's ids.
    """

    guilds: Collection[int] = ()
    roles: Collection[int] = ()
    users: Collection[int] = ()

    def why_not(self, interaction: discord.Interaction) -> str:
        """Why whoever uses this may not curate, as Discord tells of them with this very use; "" if they may."""
        if interaction.guild_id not in self.guilds or not interaction.is_guild_integration():
            return curators.NOT_HERE
        return "" if self._knows(interaction) else curators.MAY_NOT_CURATE

    def _knows(self, interaction: discord.Interaction) -> bool:
        member = interaction.user
        if not self.roles and not self.users:
            return member.id in _owners(interaction.client.application)
        has_role = isinstance(member, discord.Member) and any(member.get_role(role) for role in self.roles)
        return has_role or member.id in self.users


def _owners(application: discord.AppInfo | None) -> set[int]:
    """The owner, or of a team whoever has joined it and may do more than look on."""
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
