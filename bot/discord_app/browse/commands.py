"""The commands /quote, /search, /topics, /topic, /sources, /about and /privacy, and the actions of their buttons."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

import discord
from discord import app_commands
from discord.ext import commands

from bot.core import phrases
from bot.core.catalogue import Catalogue
from bot.core.daily import worth_showing_unasked
from bot.core.excerpts import Excerpt
from bot.core.model import Question, Quote, Source, short_id
from bot.discord_app import permissions, sending
from bot.discord_app.answers.buttons import is_refused, show_topic, showing_of
from bot.discord_app.answers.render import Showing, answer_post, no_such_source
from bot.discord_app.browse import render
from bot.discord_app.components import WORDS_CHARS, CustomId
from bot.discord_app.interactions import (
    ActionContext,
    Choices,
    Services,
    deliver,
    person_choices,
    quote_choices,
    request_of,
    source_choices,
    topic_choices,
)
from bot.discord_app.permissions import MAY_BE_PUBLIC
from bot.service.memory import KEPT_FOR
from bot.service.responder import Audience, Request, Surface

_NAME_CHARS = 100


class BrowseCommands(commands.Cog):
    """Commands that show what the record holds, and what the bot is. `choose` picks a quote by chance."""

    def __init__(self, services: Services, choose: Callable[[Sequence[Quote]], Quote] = random.choice) -> None:
        self._services = services
        self._choose = choose

    @app_commands.command(
        name="quote",
        description="Show a quote: any, one of somebody's, or the one with this id.",
        extras=MAY_BE_PUBLIC,
    )
    @app_commands.rename(quote_id="id")
    @app_commands.describe(quote_id=phrases.WHAT_ID, person=phrases.WHAT_PERSON, private=phrases.WHETHER_PRIVATE)
    async def quote(
        self,
        interaction: discord.Interaction,
        quote_id: app_commands.Range[str, 1, _NAME_CHARS] | None = None,
        person: app_commands.Range[str, 1, _NAME_CHARS] | None = None,
        private: bool | None = None,
    ) -> None:
        services = self._services
        request = await self._lookup(interaction, Surface.QUOTE, private)
        if request is None:
            return
        selection = await services.selection(interaction)
        quotes, refusal = _quotes(selection.catalogue, quote_id, person)
        if not quotes:
            await sending.confide(interaction, refusal)
            return
        quote, knowledge, asker = self._choose(quotes), selection.knowledge, request.asker
        showing = Showing.of([Excerpt.of(quote)], knowledge, asker, is_private=request.is_private, is_asked=False)
        response = services.responder.showing(request, showing.quotes)
        await deliver(interaction, services, response, render.quote_post(showing, quote))

    @app_commands.command(name="search", description="Find quotes by their words.")
    @app_commands.describe(words=phrases.WHAT_WORDS)
    async def search(self, interaction: discord.Interaction, words: app_commands.Range[str, 1, WORDS_CHARS]) -> None:
        selection = await self._services.selection(interaction)
        request = request_of(interaction, Surface.SEARCH, Audience.ASKER, Question(words, selection.sources))
        if await is_refused(interaction, self._services, request):
            return
        await sending.confide(
            interaction, render.search_post(selection, " ".join(words.split()), 0, interaction.user.id)
        )

    async def _lookup(self, interaction: discord.Interaction, surface: Surface, private: bool | None) -> Request | None:
        """Return the request to show something; None for who has looked up too much, who is told to wait.

        Where the channel has had its share of answers, it is for its asker alone.
        """
        services = self._services
        audience = await permissions.audience_of(interaction, services.memory, private)
        request = request_of(interaction, surface, audience)
        if await is_refused(interaction, services, request):
            return None
        has_room = request.is_private or services.responder.has_room(request.channel)
        return request if has_room else request_of(interaction, surface, Audience.ASKER)

    @quote.autocomplete("quote_id")
    async def offer_ids(self, interaction: discord.Interaction, typed: str) -> Choices:
        return await self._services.suggest(interaction, "/quote, while the id", quote_choices, typed)

    @quote.autocomplete("person")
    async def offer_people(self, interaction: discord.Interaction, typed: str) -> Choices:
        return await self._services.suggest(interaction, "/quote, while the person", person_choices, typed)

    @app_commands.command(name="topics", description="Leaf through what the record answers.")
    @app_commands.describe(source=phrases.WHAT_SOURCE)
    async def topics(self, interaction: discord.Interaction, source: str = "") -> None:
        if await self._lookup(interaction, Surface.TOPIC, private=True) is None:
            return
        selection = await self._services.selection(interaction)
        narrowed_to = selection.catalogue.source(source)
        if source and narrowed_to is None:
            await sending.confide(interaction, no_such_source(source))
            return
        await sending.confide(interaction, render.topics_post(selection, 0, interaction.user.id, narrowed_to))

    @app_commands.command(name="topic", description="Show what was said about one topic.", extras=MAY_BE_PUBLIC)
    @app_commands.describe(name=phrases.WHAT_TOPIC, private=phrases.WHETHER_PRIVATE)
    async def topic(
        self,
        interaction: discord.Interaction,
        name: app_commands.Range[str, 1, _NAME_CHARS],
        private: bool | None = None,
    ) -> None:
        services, asker = self._services, interaction.user.id
        request = await self._lookup(interaction, Surface.TOPIC, private)
        if request is None:
            return
        selection = await services.selection(interaction)
        topic = selection.catalogue.topic(name) or selection.catalogue.topic_like(name)
        if topic is None:
            await sending.confide(interaction, render.no_such_topic_post(selection, name, asker))
            return
        custom_id, knowledge = CustomId("topic", short_ids=(short_id(topic.id),), asker=asker), selection.knowledge
        showing = Showing.read(custom_id, knowledge, selection.sources, is_private=request.is_private, is_asked=False)
        response, post = (
            services.responder.showing(request, showing.quotes),
            answer_post(showing, [render.topic_note(topic)]),
        )
        await deliver(interaction, services, response, post)

    @app_commands.command(name="sources", description="Show the interviews, and how to cite them.")
    async def sources(self, interaction: discord.Interaction) -> None:
        if await self._lookup(interaction, Surface.SEARCH, private=True) is None:
            return
        selection = await self._services.selection(interaction)
        await sending.confide(interaction, render.sources_post(selection.catalogue, 0, interaction.user.id))

    @topics.autocomplete("source")
    async def offer_sources(self, interaction: discord.Interaction, typed: str) -> Choices:
        return await self._services.suggest(interaction, "/topics, while the source", source_choices, typed)

    @topic.autocomplete("name")
    async def offer_topics(self, interaction: discord.Interaction, typed: str) -> Choices:
        return await self._services.suggest(interaction, "/topic, while the name", topic_choices, typed)

    @app_commands.command(name="about", description="What this bot is, and whose words it gives.")
    async def about(self, interaction: discord.Interaction) -> None:
        await sending.confide(interaction, render.about_post(await self._services.selection(interaction)))

    @app_commands.command(name="help", description="What this bot is, and how to ask it.")
    async def help(self, interaction: discord.Interaction) -> None:
        await sending.confide(interaction, render.about_post(await self._services.selection(interaction)))

    @app_commands.command(name="privacy", description="What this bot keeps, how much is yours, how to delete it.")
    async def privacy(self, interaction: discord.Interaction) -> None:
        memory = self._services.memory
        kept = await memory.count_person(memory.digests.of_person(interaction.user.id))
        logs_words = self._services.responder.logs_words
        post = render.privacy_post(KEPT_FOR.days, memory.questions_kept_for.days, kept, logs_words=logs_words)
        await sending.confide(interaction, post)


def _quotes(catalogue: Catalogue, quote_id: str | None, person: str | None) -> tuple[Sequence[Quote], str]:
    """Return the quotes asked for, of which one is shown by chance, and what to say where there are none.

    An id says more than a name.
    """
    if quote_id is not None:
        found = catalogue.quote(quote_id)
        return ((found,) if found else ()), render.no_such_quote(quote_id)
    if person is not None:
        quotes = catalogue.quotes_of(person)
        return worth_showing_unasked(quotes) or quotes, render.no_such_person(person, catalogue.people)
    return worth_showing_unasked(catalogue.quotes.values()), phrases.NO_TOPICS


async def turn_topics(context: ActionContext) -> None:
    """Show another page of topics, of the same interview if there was one."""
    await _show_topics(context, context.custom_id.at, *context.custom_id.short_ids)


async def narrow_topics(context: ActionContext) -> None:
    """Show the first page of the topics of the interview chosen, or of all."""
    await _show_topics(context, 0, *context.picked)


async def choose_topic(context: ActionContext) -> None:
    """Show the topic chosen, as its own button would."""
    custom_id = CustomId("topic", short_ids=context.picked, asker=context.custom_id.asker)
    await show_topic(ActionContext(context.interaction, custom_id, context.services), is_asked=False)


async def read_quote(context: ActionContext) -> None:
    """Show the quote chosen, privately."""
    quote = next(filter(None, map(context.knowledge.quote_by_short_id, context.picked)), None)
    if quote is None:
        await sending.confide(context.interaction, phrases.WITHDRAWN)
        return
    asker = context.interaction.user.id
    showing = Showing.of([Excerpt.of(quote)], context.knowledge, asker, is_private=True, is_asked=False)
    await sending.confide(context.interaction, render.quote_post(showing, quote))


async def turn_hits(context: ActionContext) -> None:
    """Show another page of what was found."""
    custom_id = context.custom_id
    post = render.search_post(await context.selection(), custom_id.words, custom_id.at, custom_id.asker)
    await sending.change(context.interaction, post)


async def turn_sources(context: ActionContext) -> None:
    """Show another page of interviews."""
    custom_id = context.custom_id
    catalogue = (await context.selection()).catalogue
    await sending.change(context.interaction, render.sources_post(catalogue, custom_id.at, custom_id.asker))


async def cite(context: ActionContext) -> None:
    """Show how to cite the quote, privately."""
    showing = await showing_of(context)
    if showing and showing.current:
        await sending.confide(context.interaction, render.cite_post(showing.current.quote))


async def _show_topics(context: ActionContext, page: int, *chosen: str) -> None:
    selection = await context.selection()
    sources = selection.catalogue.sources.values()
    source: Source | None = next((source for source in sources if short_id(source.id) in chosen), None)
    post = render.topics_post(selection, page, context.custom_id.asker, source)
    await sending.change(context.interaction, post)


async def forget(context: ActionContext) -> None:
    """Delete all that is kept of whoever uses the button, whoever it was shown to."""
    memory = context.services.memory
    dropped = await memory.forget_person(memory.digests.of_person(context.interaction.user.id))
    await sending.change(context.interaction, render.forgotten_post(dropped))
