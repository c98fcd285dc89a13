"""Sending: plain text, no previews, no pings, several messages where one is too short."""

from __future__ import annotations

from collections.abc import Sequence

import discord

CHOICES = 25


async def answer(interaction: discord.Interaction, messages: Sequence[str], *, is_private: bool = False) -> None:
    """Answer a command; what does not fit into the first message follows it."""
    first, *rest = messages
    await interaction.response.send_message(first, ephemeral=is_private, suppress_embeds=True)
    for message in rest:
        await interaction.followup.send(message, ephemeral=is_private, suppress_embeds=True)


async def confide(interaction: discord.Interaction, sentence: str) -> None:
    """Tell something to whoever used a command, and to nobody else, whether or not it has been answered."""
    if interaction.response.is_done():
        await interaction.followup.send(sentence, ephemeral=True)
    else:
        await interaction.response.send_message(sentence, ephemeral=True)


async def reply(message: discord.Message, messages: Sequence[str]) -> None:
    """Reply to a message without pinging its author; the rest follows in the channel."""
    first, *rest = messages
    await message.reply(first, mention_author=False, suppress_embeds=True)
    for following in rest:
        await message.channel.send(following, suppress_embeds=True)
