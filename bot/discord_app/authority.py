"""Who may change a server's settings: looked at whenever something is used, since rights come and go."""

from __future__ import annotations

import discord

from bot.core.phrases import servers


def why_not_set(interaction: discord.Interaction) -> str:
    """Why whoever uses this may not change the settings of the server where they do; "" if they may."""
    if interaction.guild_id is None or not interaction.is_guild_integration():
        return servers.IN_SERVERS_ONLY
    may = interaction.permissions
    return "" if may.manage_guild or may.administrator else servers.MAY_NOT_SET
