"""From what a curator typed or chose to a preview of it."""

from __future__ import annotations

from collections.abc import Sequence

import discord

from bot.core.curation import AddWords, EditQuote, Missing
from bot.core.model import Topic
from bot.discord_app import sending
from bot.discord_app.curate.bench import Bench, curator_of
from bot.discord_app.curate.pad import Typed
from bot.discord_app.curation.forms import under_topic
from bot.discord_app.curation.previews import Dressing, refused_post


async def propose(bench: Bench, interaction: discord.Interaction, typed: Typed) -> None:
    """Look the words up, choose a topic where none is named, and show what would come of it."""
    await sending.begin(interaction)
    if typed.order.words:
        finding = await bench.curating.find(typed.order.words, _source(typed.order))
        if isinstance(finding.words, Missing):
            number = bench.pad.keep(interaction.user.id, typed)
            await sending.put(interaction, refused_post(str(finding.words), number, finding.words.nearest))
            return
        typed = _with_topic(typed, finding.topics)
    await show(bench, interaction, typed)


async def show(bench: Bench, interaction: discord.Interaction, typed: Typed) -> None:
    """The preview of what was typed, under the topic that it names."""
    number = bench.pad.keep(interaction.user.id, typed)
    making = bench.curating.propose(typed.order, curator_of(interaction), typed.why)
    await bench.show(interaction, making, Dressing(number, typed.topics))


def _source(order: AddWords | EditQuote) -> str:
    return order.source if isinstance(order, AddWords) else order.quote.partition("/")[0]


def _with_topic(typed: Typed, topics: Sequence[Topic]) -> Typed:
    """Words that are added under no topic come under the nearest one; the others can be chosen."""
    order = typed.order
    if not isinstance(order, AddWords) or order.topic or order.title or not topics:
        return typed
    return under_topic(Typed(order, typed.why, tuple(topics)), topics[0].id)
