"""Adding quotes, changing, withdrawing and bringing them back."""

from __future__ import annotations

from collections.abc import Callable

import discord
from discord import app_commands
from discord.ext import commands

from bot.core.curation import AddWords, Restore, Retire
from bot.core.phrases import curators
from bot.discord_app import sending
from bot.discord_app.answers.render import no_such_source
from bot.discord_app.autocomplete import (
    Choices,
    offered,
    quote_choices,
    source_choices,
    topic_choices,
    withdrawn_choices,
)
from bot.discord_app.browse.render import no_such_quote
from bot.discord_app.curate.bench import Bench, curator_of
from bot.discord_app.curate.pad import Typed
from bot.discord_app.curate.proposing import propose
from bot.discord_app.curation.corrections import replies_note
from bot.discord_app.curation.forms import FORM_CHARS, open_add, open_edit
from bot.discord_app.curation.previews import Dressing
from bot.discord_app.errors import Incidents
from bot.service.answering import Answering
from bot.service.browsing import Selection
from bot.service.memory import Memory

_NAME_CHARS = 100
_REASON_CHARS = 300

Name = app_commands.Range[str, 1, _NAME_CHARS]


class CuratedQuotes(commands.Cog):
    """/curate add, edit, retire, restore, and *Add as quote*."""

    def __init__(self, answering: Answering, memory: Memory, bench: Bench, incidents: Incidents) -> None:
        self._answering = answering
        self._memory = memory
        self._bench = bench
        self._incidents = incidents

    @app_commands.command(name="add", description="Add a quote: paste the words, see what comes of it, confirm.")
    @app_commands.describe(topic=curators.WHICH_TOPIC, source=curators.WHICH_SOURCE)
    async def add(
        self, interaction: discord.Interaction, topic: Name | None = None, source: Name | None = None
    ) -> None:
        named = self._everything.catalogue.source(source or "")
        if source and named is None:
            await sending.confide(interaction, no_such_source(source))
            return
        order = AddWords("", topic or "", source=named.id if named else "")
        await open_add(interaction, order, "", self._bench.pad.keep(interaction.user.id, Typed(order)))

    async def add_message(self, interaction: discord.Interaction, message: discord.Message) -> None:
        """The words of a message, whoever pasted them there."""
        await propose(self._bench, interaction, Typed(AddWords(message.content[:FORM_CHARS])))

    @app_commands.command(name="edit", description="Change a quote: its words, what had been asked, its topic's title.")
    @app_commands.describe(quote=curators.WHAT_QUOTE)
    async def edit(self, interaction: discord.Interaction, quote: Name) -> None:
        found = self._answering.snapshot.catalogue.quote(quote)
        if found is None or len(found.text) > FORM_CHARS:
            await sending.confide(interaction, curators.TOO_LONG if found else no_such_quote(quote))
            return
        await open_edit(interaction, found, self._answering.snapshot.knowledge)

    @app_commands.command(name="retire", description="Withdraw a quote, and correct the replies that show it.")
    @app_commands.describe(quote=curators.WHAT_QUOTE, reason=curators.WHY_WITHDRAWN)
    async def retire(
        self, interaction: discord.Interaction, quote: Name, reason: app_commands.Range[str, 1, _REASON_CHARS]
    ) -> None:
        found = self._answering.snapshot.catalogue.quote(quote)
        if found is None:
            await sending.confide(interaction, no_such_quote(quote))
            return
        await sending.begin(interaction)
        note = await replies_note(self._memory, found)
        making = self._bench.curating.propose(Retire(found.id, reason), curator_of(interaction), reason)
        await self._bench.show(interaction, making, Dressing(note=note))

    @app_commands.command(name="restore", description="Bring a quote back that was withdrawn.")
    @app_commands.describe(quote=curators.WHAT_WITHDRAWN, topic=curators.WHERE_TO_RESTORE, why=curators.WHY_CHANGED)
    async def restore(
        self,
        interaction: discord.Interaction,
        quote: Name,
        topic: Name | None = None,
        why: app_commands.Range[str, 1, _REASON_CHARS] | None = None,
    ) -> None:
        await sending.begin(interaction)
        order = Restore(quote, topic or "")
        await self._bench.show(interaction, self._bench.curating.propose(order, curator_of(interaction), why or ""))

    @edit.autocomplete("quote")
    @retire.autocomplete("quote")
    async def offer_quotes(self, _: discord.Interaction, typed: str) -> Choices:
        """By their ids and words."""
        return self._offered("a quote", lambda: quote_choices(self._everything, typed))

    @restore.autocomplete("quote")
    async def offer_withdrawn(self, _: discord.Interaction, typed: str) -> Choices:
        """By their ids and words."""
        return self._offered("a withdrawn quote", lambda: withdrawn_choices(self._answering.snapshot, typed))

    @add.autocomplete("topic")
    @restore.autocomplete("topic")
    async def offer_topics(self, _: discord.Interaction, typed: str) -> Choices:
        """By titles and ways of asking."""
        return self._offered("a topic", lambda: topic_choices(self._everything, typed))

    @add.autocomplete("source")
    async def offer_sources(self, _: discord.Interaction, typed: str) -> Choices:
        """By titles."""
        return self._offered("an interview", lambda: source_choices(self._everything, typed))

    @property
    def _everything(self) -> Selection:
        """Curators see all of the record, whatever answers in their server."""
        return Selection(self._answering.snapshot)

    def _offered(self, what: str, choose: Callable[[], Choices]) -> Choices:
        return offered(self._incidents, f"/curate, while {what} was being typed", choose)
