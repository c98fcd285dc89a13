"""What was asked before: a question in reply to an answer is understood with the question that was answered."""

from __future__ import annotations

import asyncio
from contextlib import suppress

import discord

from bot.core.model import Knowledge
from bot.discord_app import guards
from bot.discord_app.answers.render import question_in
from bot.discord_app.answers.showing import Showing
from bot.discord_app.components import Press

_PATIENCE_S = 2.0


async def question_before(message: discord.Message, me: discord.ClientUser, knowledge: Knowledge) -> str:
    """The question that the bot answered in the message replied to; "" where there is none to be found.

    A command's stands in its answer. An answer to nobody has what was asked in the interview.
    """
    answer = guards.replied_to(message, me) if guards.asks_back(message, me) else None
    if answer is None:
        return ""
    return await question_answered(answer, me) or ("" if answer.reference else _asked_on_record(answer, knowledge))


async def question_answered(answer: discord.Message, me: discord.ClientUser) -> str:
    """The question that a message of the bot's answers, as far as it can be found: a command's stands in the answer."""
    if answer.reference is None:
        return question_in(answer.content)
    asked = await _found(answer.reference, answer.channel)
    return guards.without_mention(asked.content, me) if asked else ""


def asked_in(answer: discord.Message) -> int:
    """The message, or else the command, in which it was asked what a message of the bot's answers."""
    if answer.reference and answer.reference.message_id:
        return answer.reference.message_id
    return answer.interaction_metadata.id if answer.interaction_metadata else answer.id


def _asked_on_record(answer: discord.Message, knowledge: Knowledge) -> str:
    """What the quote shown answers, by the button that leads to its context."""
    parts = (part for row in answer.components if isinstance(row, discord.ActionRow) for part in row.children)
    presses = (Press.read(part.custom_id or "") for part in parts if isinstance(part, discord.Button))
    press = next((press for press in presses if press and press.action == "context"), None)
    excerpt = Showing.read(press, knowledge).current if press else None
    return excerpt.quote.asked if excerpt else ""


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
