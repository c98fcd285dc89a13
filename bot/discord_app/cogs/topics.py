"""Browsing by what was asked: the topics, one topic, the interviews."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.ext import commands

from bot.core import phrases
from bot.core.model import handle
from bot.discord_app import permissions, sending
from bot.discord_app.answers.render import answer_post, no_such_source
from bot.discord_app.answers.showing import Showing
from bot.discord_app.autocomplete import Choices, offered, source_choices, topic_choices
from bot.discord_app.browse.render import no_such_topic_post, topic_note, topics_post
from bot.discord_app.components import Press
from bot.discord_app.errors import Incidents
from bot.discord_app.render_sources import sources_post
from bot.service.answering import Answering
from bot.service.memory import Memory

_NAME_CHARS = 100


class Topics(commands.Cog):
    """Shows what can be asked, and what was said to it."""

    def __init__(self, answering: Answering, memory: Memory, incidents: Incidents) -> None:
        self._answering = answering
        self._memory = memory
        self._incidents = incidents

    @app_commands.command(name="topics", description="Leaf through what the record answers.")
    @app_commands.describe(source=phrases.WHAT_SOURCE)
    async def topics(self, interaction: discord.Interaction, source: str = "") -> None:
        selection = await permissions.selection(interaction, self._answering, self._memory)
        narrowed_to = selection.catalogue.source(source)
        if source and narrowed_to is None:
            await sending.confide(interaction, no_such_source(source))
            return
        await sending.confide(interaction, topics_post(selection, 0, interaction.user.id, narrowed_to))

    @app_commands.command(name="topic", description="Show what was said about one topic.")
    @app_commands.describe(name=phrases.WHAT_TOPIC, private=phrases.WHETHER_PRIVATE)
    async def topic(
        self,
        interaction: discord.Interaction,
        name: app_commands.Range[str, 1, _NAME_CHARS],
        private: bool | None = None,
    ) -> None:
        selection, asker = await permissions.selection(interaction, self._answering, self._memory), interaction.user.id
        topic, knowledge = selection.catalogue.topic(name), selection.snapshot.knowledge
        if topic is None:
            await sending.confide(interaction, no_such_topic_post(selection, name, asker))
            return
        press = Press("topic", handles=(handle(topic.id),), asker=asker)
        is_private = await permissions.stays_private(interaction, self._memory, private)
        showing = Showing.read(press, knowledge, selection.sources, is_private=is_private)
        post = answer_post(showing, knowledge, [topic_note(topic)])
        await sending.answer(interaction, [post], is_private=is_private)

    @app_commands.command(name="sources", description="Show the interviews, and how to cite them.")
    async def sources(self, interaction: discord.Interaction) -> None:
        selection = await permissions.selection(interaction, self._answering, self._memory)
        await sending.confide(interaction, sources_post(selection.catalogue, 0, interaction.user.id))

    @topics.autocomplete("source")
    async def offer_sources(self, interaction: discord.Interaction, typed: str) -> Choices:
        """The interviews, by title."""
        selection = await permissions.selection(interaction, self._answering, self._memory)
        where = "/topics, while the source was being typed"
        return offered(self._incidents, where, lambda: source_choices(selection, typed))

    @topic.autocomplete("name")
    async def offer_topics(self, interaction: discord.Interaction, typed: str) -> Choices:
        """The topics that people ask about in such words."""
        selection = await permissions.selection(interaction, self._answering, self._memory)
        where = "/topic, while the name was being typed"
        return offered(self._incidents, where, lambda: topic_choices(selection, typed))
