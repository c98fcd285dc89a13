"""Browsing by the words: one quote by chance, by its id, by its speaker; all that hold certain words."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

import discord
from discord import app_commands
from discord.ext import commands

from bot.core import phrases
from bot.core.catalogue import Catalogue
from bot.core.model import Quote
from bot.discord_app import permissions, sending
from bot.discord_app.autocomplete import Choices, offered, person_choices, quote_choices
from bot.discord_app.components import WORDS_CHARS
from bot.discord_app.errors import Incidents
from bot.discord_app.render_quote import no_such_person, no_such_quote, quote_post
from bot.discord_app.render_search import search_post
from bot.service.answering import Answering
from bot.service.memory import Memory

_NAME_CHARS = 100


class Quotes(commands.Cog):
    """Shows quotes to whoever asks nothing. `choose` picks one by chance."""

    def __init__(
        self,
        answering: Answering,
        memory: Memory,
        incidents: Incidents,
        choose: Callable[[Sequence[Quote]], Quote] = random.choice,
    ) -> None:
        self._answering = answering
        self._memory = memory
        self._incidents = incidents
        self._choose = choose

    @app_commands.command(name="quote", description="Show a quote: any, one of somebody's, or the one with this id.")
    @app_commands.rename(quote_id="id")
    @app_commands.describe(quote_id=phrases.WHAT_ID, person=phrases.WHAT_PERSON, private=phrases.WHETHER_PRIVATE)
    async def quote(
        self,
        interaction: discord.Interaction,
        quote_id: app_commands.Range[str, 1, _NAME_CHARS] | None = None,
        person: app_commands.Range[str, 1, _NAME_CHARS] | None = None,
        private: bool | None = None,
    ) -> None:
        selection = await permissions.selection(interaction, self._answering, self._memory)
        quotes, refusal = _quotes(selection.catalogue, quote_id, person)
        if not quotes:
            await sending.confide(interaction, refusal)
            return
        is_private = await permissions.stays_private(interaction, self._memory, private)
        knowledge = selection.snapshot.knowledge
        post = quote_post(self._choose(quotes), knowledge, interaction.user.id, is_private=is_private)
        await sending.answer(interaction, [post], is_private=is_private)

    @app_commands.command(name="search", description="Find quotes by their words.")
    @app_commands.describe(words=phrases.WHAT_WORDS)
    async def search(self, interaction: discord.Interaction, words: app_commands.Range[str, 1, WORDS_CHARS]) -> None:
        selection = await permissions.selection(interaction, self._answering, self._memory)
        await sending.confide(interaction, search_post(selection, " ".join(words.split()), 0, interaction.user.id))

    @quote.autocomplete("quote_id")
    async def offer_ids(self, interaction: discord.Interaction, typed: str) -> Choices:
        """The ids that hold what was typed."""
        selection = await permissions.selection(interaction, self._answering, self._memory)
        where = "/quote, while the id was being typed"
        return offered(self._incidents, where, lambda: quote_choices(selection, typed))

    @quote.autocomplete("person")
    async def offer_people(self, interaction: discord.Interaction, typed: str) -> Choices:
        """Everybody who is quoted."""
        selection = await permissions.selection(interaction, self._answering, self._memory)
        where = "/quote, while the person was being typed"
        return offered(self._incidents, where, lambda: person_choices(selection, typed))


def _quotes(catalogue: Catalogue, quote_id: str | None, person: str | None) -> tuple[tuple[Quote, ...], str]:
    """The quotes asked for, and what to say where there are none; an id says more than a name."""
    if quote_id is not None:
        found = catalogue.quote(quote_id)
        return ((found,) if found else ()), no_such_quote(quote_id)
    if person is not None:
        return catalogue.quotes_of(person), no_such_person(person, catalogue.people)
    return tuple(catalogue.quotes.values()), phrases.NO_TOPICS
