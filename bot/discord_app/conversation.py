"""What was asked before: a question in reply to an answer is understood with the question that was answered."""

from __future__ import annotations

import asyncio
from contextlib import suppress

import discord

from bot.discord_app import guards

_PATIENCE_S = 2.0


async def question_before(message: discord.Message, me: discord.ClientUser) -> str:
    """The question that the bot answered in the message replied to; "" where there is none to be found."""
    answer = guards.replied_to(message, me) if guards.asks_back(message, me) else None
    if answer is None or answer.reference is None:
        return ""
    asked = await _found(answer.reference, message.channel)
    return guards.without_mention(asked.content, me) if asked else ""


async def _found(
    reference: discord.MessageReference, channel: discord.abc.MessageableChannel
) -> discord.Message | None:
    """What is referred to. Discord sends along only what a message itself replies to, so it is asked for the rest."""
    known = reference.resolved or reference.cached_message
    if isinstance(known, discord.Message) or reference.message_id is None:
        return known if isinstance(known, discord.Message) else None
    with suppress(discord.HTTPException, OSError):
        async with asyncio.timeout(_PATIENCE_S):
            return await channel.fetch_message(reference.message_id)
    return None
