"""Adding quotes, changing, withdrawing and bringing them back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.core.curation import AddWords, Restore, Retire
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
from bot.discord_app.curation.forms import FORM_CHARS, open_add, open_edit, propose
from bot.discord_app.curation.previews import PreviewExtras, PreviewSession, Typed, curator_of
from bot.discord_app.curation.render import HISTORY, TRIED, history_post, status_post, tried_post
from bot.discord_app.errors import Incidents
from bot.service.answering import Answering, Selection
from bot.service.memory import Memory
from bot.service.snapshots import Reloading

_NAME_CHARS = 100
_REASON_CHARS = 300

Name = app_commands.Range[str, 1, _NAME_CHARS]


class CuratedQuotes(commands.Cog):
    """/curate add, edit, retire, restore, and *Add as quote*."""

    def __init__(self, answering: Answering, memory: Memory, session: PreviewSession, incidents: Incidents) -> None:
        self._answering = answering
        self._memory = memory
        self._session = session
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
        await open_add(interaction, order, "", self._session.pad.keep(interaction.user.id, Typed(order)))

    async def add_message(self, interaction: discord.Interaction, message: discord.Message) -> None:
        """The words of a message, whoever pasted them there."""
        await propose(self._session, interaction, Typed(AddWords(message.content[:FORM_CHARS])))

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
        making = self._session.curating.propose(Retire(found.id, reason), curator_of(interaction), reason)
        await self._session.show(interaction, making, PreviewExtras(note=note))

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
        await self._session.show(interaction, self._session.curating.propose(order, curator_of(interaction), why or ""))

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
        return suggested(self._incidents, f"/curate, while {what} was being typed", choose)


_LATEST = 2**31 - 1


class History(commands.Cog):
    """/curate history and /curate undo."""

    def __init__(self, session: PreviewSession) -> None:
        self._session = session

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


class StatusCommands(commands.Cog):
    """/curate status and /curate try."""

    def __init__(self, answering: Answering, memory: Memory, reloading: Reloading) -> None:
        self._answering = answering
        self._memory = memory
        self._reloading = reloading

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


Command = app_commands.Group | app_commands.ContextMenu


def curators_commands(quotes: CuratedQuotes, *others: commands.Cog) -> Sequence[Command]:
    """/curate with what each of the parts brings to it, and *Add as quote*.

    Who may use them is looked at for every use (client.Tree).
    """
    curate: Any = app_commands.Group(name="curate", description=curators.CURATE, guild_only=True)
    for part in (quotes, *others):
        for command in part.get_app_commands():
            curate.add_command(command)
    return (curate, app_commands.ContextMenu(name=curators.ADD_AS_QUOTE, callback=quotes.add_message))
