"""Correcting messages that show a withdrawn quote, wherever the bot can still change them."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import discord

from bot.core.model import Knowledge, Quote
from bot.core.phrases import curators
from bot.core.records import Decided
from bot.discord_app.answers.render import voices_in, where, without_words
from bot.discord_app.components import view_of
from bot.discord_app.errors import in_one_line
from bot.discord_app.markdown import jump_url
from bot.service.memory import KEPT_FOR, Memory

_log = logging.getLogger(__name__)

ChannelById = Callable[[int], discord.PartialMessageable]


@dataclass(frozen=True, slots=True)
class Corrections:
    """How many messages were corrected, how many were gone already, and links to those that could not be changed."""

    corrected: int = 0
    gone: int = 0
    failed: tuple[str, ...] = ()

    def __add__(self, other: Corrections) -> Corrections:
        return Corrections(self.corrected + other.corrected, self.gone + other.gone, self.failed + other.failed)


async def replies_note(memory: Memory, quote: Quote) -> str:
    """Return how many replies would be corrected, in a sentence; "" for none."""
    shown = await _shown_in(memory, quote)
    return curators.SHOWN_IN.format(count=len(shown), days=KEPT_FOR.days) if shown else ""


async def correct(memory: Memory, quote: Quote, knowledge: Knowledge, channel: ChannelById) -> Corrections:
    """Put a line in the place of the words in every message that shows them, and take its buttons away.

    `knowledge` is that without the quote.
    """
    done = Corrections()
    for (guild, channel_id, message), names in (await _shown_in(memory, quote)).items():
        known = [other for other in map(knowledge.quotes.get, sorted(names)) if other]
        link = jump_url(guild, channel_id, message)
        done += await _corrected(channel(channel_id).get_partial_message(message), link, quote, known)
    return done


async def _shown_in(memory: Memory, quote: Quote) -> Mapping[tuple[int | None, int, int], set[str]]:
    """Return the messages that were sent with a quote, by server, channel and id, each with all quotes sent in it."""
    found: dict[tuple[int | None, int, int], set[str]] = defaultdict(set)
    for reply in await memory.replies_with(quote.id, memory.now() - KEPT_FOR):
        for message in reply.answer_messages if reply.decided is Decided.ANSWER else ():
            found[reply.guild, reply.channel, message].update(reply.quotes)
    return found


async def _corrected(message: discord.PartialMessage, link: str, quote: Quote, others: Sequence[Quote]) -> Corrections:
    try:
        shown = await message.fetch()
        if not shows(shown.content, quote, others):
            return Corrections()
        await shown.edit(
            content=without_words(shown.content, curators.WITHDRAWN_REPLY), view=view_of(()), suppress=True
        )
    except discord.NotFound:
        return Corrections(gone=1)
    except discord.HTTPException as error:
        _log.warning("the message %s could not be corrected: %s", link, in_one_line(error))
        return Corrections(failed=(link,))
    return Corrections(corrected=1)


def shows(content: str, quote: Quote, others: Iterable[Quote]) -> bool:
    """Return whether a message shows a quote, besides or instead of others that it may show.

    The quote's link may have been another when the message was sent. So it stands there unless each voice in the
    message is known to be another quote's, as after *Next*.
    """
    known = sum(content.count(link) for link in {where(other) for other in others})
    return where(quote) in content or known < voices_in(content)
