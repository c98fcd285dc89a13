"""/curate and *Add as quote*: what curators can do on Discord, and what they pick, confirm and send in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.core.curation.requests import AddWords, Curator, EditQuote, Restore, Retire
from bot.core.model import Question
from bot.core.phrases import curators
from bot.discord_app import sending
from bot.discord_app.answers.buttons import QUESTION_CHARS
from bot.discord_app.answers.render import no_such_source
from bot.discord_app.browse.render import no_such_quote
from bot.discord_app.components import CustomId, Link, Post
from bot.discord_app.curation import render
from bot.discord_app.curation.corrections import correct, replies_note
from bot.discord_app.curation.forms import FORM_CHARS, Typed, added, edited, open_add, open_edit
from bot.discord_app.curation.previews import NEW, PreviewSession, curator_of
from bot.discord_app.curation.unanswered import groups_post
from bot.discord_app.interactions import (
    ActionContext,
    Choices,
    Chooser,
    Services,
    quote_choices,
    source_choices,
    suggested,
    topic_choices,
    withdrawn_choices,
)
from bot.discord_app.markdown import one_line
from bot.discord_app.sending import WRITTEN, TextField, open_form
from bot.errors import EditError
from bot.service.answering import Selection
from bot.service.snapshots import Reloading

Name = app_commands.Range[str, 1, 100]
Reason = app_commands.Range[str, 1, 300]


class CurateCommands(commands.Cog):
    """Every verb of /curate. Who may use them is looked at for every use (client.Tree)."""

    def __init__(
        self,
        services: Services,
        session: PreviewSession,
        reloading: Reloading,
        link_for: Callable[[Curator], str] | None = None,
    ) -> None:
        self._answering = services.answering
        self._memory = services.memory
        self._review = services.review
        self._session = session
        self._reloading = reloading
        self._link_for = link_for
        self._incidents = services.incidents

    def grouped(self) -> Sequence[app_commands.Group | app_commands.ContextMenu]:
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
        named = self._answering.snapshot.catalogue.source(source or "")
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
        await open_edit(interaction, found, self._answering.snapshot)

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
        post = render.status_post(self._reloading.status, memory.lost, tallies, is_writable=memory.is_writable)
        await sending.confide(interaction, post)

    @app_commands.command(name="try", description="Show how a question is answered, and why: this, and not that.")
    @app_commands.describe(question=curators.WHAT_TO_TRY)
    async def try_question(
        self, interaction: discord.Interaction, question: app_commands.Range[str, 1, QUESTION_CHARS]
    ) -> None:
        reply = await self._answering.reply_in_turn(Question(question), top=render.TRIED)
        await sending.confide(interaction, render.tried_post(question, reply, self._answering.policy))

    @app_commands.command(name="history", description="Show who changed what, when and why.")
    async def history(self, interaction: discord.Interaction) -> None:
        await sending.confide(interaction, render.history_post(await self._session.curating.history(render.HISTORY), 0))

    @app_commands.command(name="undo", description="Take a change back; of an undo, do it again.")
    @app_commands.describe(change=curators.WHICH_CHANGE)
    async def undo(
        self, interaction: discord.Interaction, change: app_commands.Range[int, 1, 2**31 - 1] | None = None
    ) -> None:
        await sending.begin(interaction)
        await self._session.show(interaction, self._session.curating.propose_undo(curator_of(interaction), change or 0))

    @app_commands.command(name="unanswered", description="Show what members asked and got no answer to.")
    async def unanswered(self, interaction: discord.Interaction) -> None:
        await sending.begin(interaction)
        await sending.confide(interaction, groups_post(await self._review.groups(), 0))

    @app_commands.command(name="desk", description="Open the record in your browser: mark words, and quote them.")
    async def open_pages(self, interaction: discord.Interaction) -> None:
        if self._link_for is None:
            await sending.confide(interaction, curators.NO_PAGES)
            return
        link = Link(curators.OPEN_PAGES, self._link_for(curator_of(interaction)))
        await sending.confide(interaction, Post(curators.SIGN_IN, ((link,),)))

    @edit.autocomplete("quote")
    @retire.autocomplete("quote")
    async def quotes_like(self, _: discord.Interaction, typed: str) -> Choices:
        return self._choices("a quote", quote_choices, typed)

    @restore.autocomplete("quote")
    async def withdrawn_like(self, _: discord.Interaction, typed: str) -> Choices:
        return self._choices("a withdrawn quote", withdrawn_choices, typed)

    @add.autocomplete("topic")
    @restore.autocomplete("topic")
    async def topics_like(self, _: discord.Interaction, typed: str) -> Choices:
        return self._choices("a topic", topic_choices, typed)

    @add.autocomplete("source")
    async def sources_like(self, _: discord.Interaction, typed: str) -> Choices:
        return self._choices("an interview", source_choices, typed)

    def _choices(self, what: str, choices: Chooser, typed: str) -> Choices:
        """Return choices from all of the record, whatever answers in the curators' server."""
        where, everything = f"/curate, while {what} was being typed", Selection(self._answering.snapshot)
        return suggested(self._incidents, where, lambda: choices(everything, typed))


async def add(context: ActionContext) -> None:
    """Preview words that were sent in, to be quoted."""
    await context.session.propose(context.interaction, added(context.written, _typed(context)))


async def edit(context: ActionContext) -> None:
    """Preview a quote that was sent in, to be changed."""
    quote = next(filter(None, map(context.knowledge.quote_by_short_id, context.custom_id.short_ids)), None)
    if quote is None:
        await sending.confide(context.interaction, curators.FORM_GONE)
    else:
        await context.session.propose(context.interaction, edited(context.written, quote, context.snapshot))


async def change(context: ActionContext) -> None:
    """Open the form again, with what was typed."""
    typed = _typed(context)
    order = typed.order if typed else None
    if typed and isinstance(order, AddWords):
        await open_add(context.interaction, order, typed.why, context.custom_id.message)
        return
    quote = context.knowledge.quotes.get(order.quote) if isinstance(order, EditQuote) else None
    if quote:
        await open_edit(context.interaction, quote, context.snapshot, typed)
    else:
        await sending.confide(context.interaction, curators.FORM_GONE)


async def choose_topic(context: ActionContext) -> None:
    """Preview the same words under another topic, or open the form for the title of a new one."""
    typed = _typed(context)
    topic = next(filter(None, map(context.knowledge.topic_by_short_id, context.picked)), None)
    if typed is None or NEW in context.picked:
        await change(context)
    elif topic:
        await context.session.propose(context.interaction, typed.under(topic.id))


def _typed(context: ActionContext) -> Typed | None:
    """Return what was typed into the form that the button or form belongs to, if it is still there."""
    return context.session.drafts.typed(context.interaction.user.id, context.custom_id.message)


async def cancel(context: ActionContext) -> None:
    """Take the preview away."""
    context.session.close(context.interaction.message)
    await sending.change(context.interaction, curators.CANCELLED)


async def confirm(context: ActionContext) -> None:
    """Make the change that was shown, and correct the replies that show a quote which is gone by it.

    Where the change cannot be made, the preview stays, and its curator is told.
    """
    interaction, session, key = context.interaction, context.session, f"{context.custom_id.message:016x}"
    await sending.begin(interaction)
    try:
        done = await session.curating.confirm(key, curator_of(interaction))
    except EditError as error:
        await sending.follow(interaction, one_line(str(error)), is_private=True)
        return
    session.close(interaction.message)
    await context.services.review.written(key, done.number, done.change.undoes)
    gone = done.quote_before if done.quote is None else None
    await sending.put(interaction, render.done_post(done, curators.CORRECTING if gone else ""))
    if gone:
        room = interaction.client.get_partial_messageable
        corrections = await correct(context.services.memory, gone, done.snapshot.knowledge, room)
        await sending.put(interaction, render.done_post(done, render.corrected_text(corrections)))


async def undo(context: ActionContext) -> None:
    """Preview taking a change back."""
    await sending.begin(context.interaction)
    making = context.session.curating.propose_undo(curator_of(context.interaction), context.custom_id.message)
    await context.session.show(context.interaction, making)


async def turn_history(context: ActionContext) -> None:
    """Show another page of the history."""
    changes = await context.session.curating.history(render.HISTORY)
    await sending.change(context.interaction, render.history_post(changes, context.custom_id.at))


async def look(context: ActionContext) -> None:
    """Show the change chosen, before and after."""
    changes = await context.session.curating.history(render.HISTORY)
    chosen = next((change for change in changes if str(change.id) in context.picked), None)
    await sending.confide(context.interaction, render.change_post(chosen) if chosen else curators.NO_HISTORY)


async def open_try(context: ActionContext) -> None:
    """Open the form for another question."""
    asked = TextField(WRITTEN, curators.WHAT_TO_TRY, QUESTION_CHARS)
    await open_form(context.interaction, CustomId("tried"), curators.TRY_ANOTHER, [asked])


async def show_tried(context: ActionContext) -> None:
    """Show how a question is answered, in the place of the one before."""
    text, answering = context.written[WRITTEN], context.services.answering
    reply = await answering.reply_in_turn(Question(text), top=render.TRIED)
    await sending.change(context.interaction, render.tried_post(text, reply, answering.policy))
