"""Replies that show words which are withdrawn: corrected wherever the bot can still change them."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import discord

from bot.core.model import Knowledge, Quote
from bot.core.phrases import curators
from bot.discord_app.answers.render import where, without_words
from bot.discord_app.components import view_of
from bot.discord_app.errors import in_one_line
from bot.service.memory import KEPT_FOR, Memory

_log = logging.getLogger(__name__)

Room = Callable[[int], discord.PartialMessageable]


@dataclass(frozen=True, slots=True)
class Corrections:
    """How many messages were corrected, were gone already, could not be changed."""

    corrected: int = 0
    gone: int = 0
    failed: int = 0

    def __add__(self, other: Corrections) -> Corrections:
        return Corrections(self.corrected + other.corrected, self.gone + other.gone, self.failed + other.failed)


async def replies_note(memory: Memory, quote: Quote) -> str:
    """How many replies would be corrected."""
    replies = await memory.replies_with(quote.id, memory.now() - KEPT_FOR)
    return curators.SHOWN_IN.format(count=len(replies), days=KEPT_FOR.days) if replies else ""


async def correct(memory: Memory, quote: Quote, knowledge: Knowledge, room: Room) -> Corrections:
    """Put a line in the place of the words in every reply that shows them, and take its buttons away.

    `knowledge` is that without the quote.
    """
    done = Corrections()
    for reply in await memory.replies_with(quote.id, memory.now() - KEPT_FOR):
        for message in reply.answer_messages:
            others = [known for known in map(knowledge.quotes.get, reply.quotes) if known]
            done += await _corrected(room(reply.channel), message, quote, others)
    return done


async def _corrected(
    room: discord.PartialMessageable, message: int, quote: Quote, others: Sequence[Quote]
) -> Corrections:
    """What became of one message. Where somebody pressed *Next* and sees other words, these stay."""
    try:
        shown = await room.fetch_message(message)
        if where(quote) not in shown.content and any(where(other) in shown.content for other in others):
            return Corrections()
        content = without_words(shown.content, curators.WITHDRAWN_REPLY)
        await shown.edit(content=content, view=view_of(()), suppress=True)
    except discord.NotFound:
        return Corrections(gone=1)
    except discord.HTTPException as error:
        _log.warning("message %d in channel %d could not be corrected: %s", message, room.id, in_one_line(error))
        return Corrections(failed=1)
    return Corrections(corrected=1)
