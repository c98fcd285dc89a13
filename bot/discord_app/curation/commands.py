"""/curate and *Add as quote*: what curators can do on Discord."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.core.curation.requests import AddWords, Restore, Retire
from bot.core.model import Question
from bot.core.phrases import curators
from bot.discord_app import sending
from bot.discord_app.answers.buttons import QUESTION_CHARS
from bot.discord_app.answers.render import no_such_source
from bot.discord_app.autocomplete import (
    Choices,
    quote_choices,
    source_choices,
    suggested,
    topic_choices,
    withdrawn_choices,
)
from bot.discord_app.browse.render import no_such_quote
from bot.discord_app.curation.corrections import replies_note
from bot.discord_app.curation.forms import FORM_CHARS, Typed, open_add, open_edit
from bot.discord_app.curation.previews import PreviewSession, curator_of
from bot.discord_app.curation.render import HISTORY, TRIED, history_post, status_post, tried_post
from bot.discord_app.curation.unanswered import groups_post
from bot.discord_app.errors import Incidents
from bot.discord_app.interactions import Services
from bot.service.answering import Selection
from bot.service.snapshots import Reloading

_NAME_CHARS = 100
_REASON_CHARS = 300
_LATEST = 2**31 - 1

Name = app_commands.Range[str, 1, _NAME_CHARS]
Reason = app_commands.Range[str, 1, _REASON_CHARS]
Command = app_commands.Group | app_commands.ContextMenu


class CurateCommands(commands.Cog):
    """Every verb of /curate. Who may use them is looked at for every use (client.Tree)."""

    def __init__(self, services: Services, session: PreviewSession, reloading: Reloading, incidents: Incidents) -> None:
        self._answering = services.answering
        self._memory = services.memory
        self._review = services.review
        self._session = session
        self._reloading = reloading
        self._incidents = incidents

    def grouped(self) -> Sequence[Command]:
        """Return /curate with all its verbs, and *Add as quote*."""
        curate: Any = app_commands.Group(name="curate", description=curators.CURATE, guild_only=True)
        for command in self.get_app_commands():
            curate.add_command(command)
        return (curate, app_commands.ContextMenu(name=curators.ADD_AS_QUOTE, callback=self.add_message))

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
        await open_add(interaction, order, "", self._session.drafts.keep(interaction.user.id, Typed(order)))

    async def add_message(self, interaction: discord.Interaction, message: discord.Message) -> None:
        """Add the words of a message, whoever pasted them there."""
        await self._session.propose(interaction, Typed(AddWords(message.content[:FORM_CHARS])))

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
    async def retire(self, interaction: discord.Interaction, quote: Name, reason: Reason) -> None:
        found = self._answering.snapshot.catalogue.quote(quote)
        if found is None:
            await sending.confide(interaction, no_such_quote(quote))
            return
        await sending.begin(interaction)
        note = await replies_note(self._memory, found)
        making = self._session.curating.propose(Retire(found.id, reason), curator_of(interaction), reason)
        await self._session.show(interaction, making, note)

    @app_commands.command(name="restore", description="Bring a quote back that was withdrawn.")
    @app_commands.describe(quote=curators.WHAT_WITHDRAWN, topic=curators.WHERE_TO_RESTORE, why=curators.WHY_CHANGED)
    async def restore(
        self, interaction: discord.Interaction, quote: Name, topic: Name | None = None, why: Reason | None = None
    ) -> None:
        await sending.begin(interaction)
        order = Restore(quote, topic or "")
        await self._session.show(interaction, self._session.curating.propose(order, curator_of(interaction), why or ""))

    @app_commands.command(name="status", description="Show what is served, since when, and what is wrong with it.")
    async def status(self, interaction: discord.Interaction) -> None:
        memory, tallies = self._memory, await self._memory.tallies()
        post = status_post(self._reloading.status, memory.lost, tallies, is_writable=memory.is_writable)
        await sending.confide(interaction, post)

    @app_commands.command(name="try", description="Show how a question is answered, and why: this, and not that.")
    @app_commands.describe(question=curators.WHAT_TO_TRY)
    async def try_question(
        self, interaction: discord.Interaction, question: app_commands.Range[str, 1, QUESTION_CHARS]
    ) -> None:
        reply = await self._answering.reply_in_turn(Question(question), top=TRIED)
        await sending.confide(interaction, tried_post(question, reply, self._answering.policy))

    @app_commands.command(name="history", description="Show who changed what, when and why.")
    async def history(self, interaction: discord.Interaction) -> None:
        await sending.confide(interaction, history_post(await self._session.curating.history(HISTORY), 0))

    @app_commands.command(name="undo", description="Take a change back; of an undo, do it again.")
    @app_commands.describe(change=curators.WHICH_CHANGE)
    async def undo(
        self, interaction: discord.Interaction, change: app_commands.Range[int, 1, _LATEST] | None = None
    ) -> None:
        await sending.begin(interaction)
        await self._session.show(interaction, self._session.curating.propose_undo(curator_of(interaction), change or 0))

    @app_commands.command(name="unanswered", description="Show what members asked and got no answer to.")
    async def unanswered(self, interaction: discord.Interaction) -> None:
        await interaction.response.defer(ephemeral=True)
        await sending.confide(interaction, groups_post(await self._review.groups(), 0))

    @edit.autocomplete("quote")
    @retire.autocomplete("quote")
    async def quotes_like(self, _: discord.Interaction, typed: str) -> Choices:
        """Offer quotes by their ids and words."""
        return self._choices("a quote", lambda: quote_choices(self._everything, typed))

    @restore.autocomplete("quote")
    async def withdrawn_like(self, _: discord.Interaction, typed: str) -> Choices:
        """Offer withdrawn quotes by their ids and words."""
        return self._choices("a withdrawn quote", lambda: withdrawn_choices(self._answering.snapshot, typed))

    @add.autocomplete("topic")
    @restore.autocomplete("topic")
    async def topics_like(self, _: discord.Interaction, typed: str) -> Choices:
        """Offer topics by titles and ways of asking."""
        return self._choices("a topic", lambda: topic_choices(self._everything, typed))

    @add.autocomplete("source")
    async def sources_like(self, _: discord.Interaction, typed: str) -> Choices:
        """Offer interviews by titles."""
        return self._choices("an interview", lambda: source_choices(self._everything, typed))

    @property
    def _everything(self) -> Selection:
        """All of the record, whatever answers in the curators' server."""
        return Selection(self._answering.snapshot)

    def _choices(self, what: str, choose: Callable[[], Choices]) -> Choices:
        return suggested(self._incidents, f"/curate, while {what} was being typed", choose)
