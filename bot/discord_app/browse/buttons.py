"""The actions of buttons and selects below lists: turn pages, narrow them, show what was chosen."""

from __future__ import annotations

from bot.core import phrases
from bot.core.excerpts import Excerpt
from bot.core.model import Source, short_id
from bot.discord_app import sending
from bot.discord_app.answers.buttons import show_topic, showing_of
from bot.discord_app.answers.render import Showing
from bot.discord_app.browse.render import cite_post, forgotten_post, quote_post, search_post, sources_post, topics_post
from bot.discord_app.components import CustomId
from bot.discord_app.interactions import ActionContext


async def turn_topics(context: ActionContext) -> None:
    """Show another page of topics, of the same interview if there was one."""
    await _show_topics(context, context.custom_id.at, *context.custom_id.short_ids)


async def narrow_topics(context: ActionContext) -> None:
    """Show the first page of the topics of the interview chosen, or of all."""
    await _show_topics(context, 0, *context.picked)


async def choose_topic(context: ActionContext) -> None:
    """Show the topic chosen, as its own button would."""
    custom_id = CustomId("topic", short_ids=context.picked, asker=context.custom_id.asker)
    await show_topic(ActionContext(context.interaction, custom_id, context.services))


async def read_quote(context: ActionContext) -> None:
    """Show the quote chosen, privately."""
    quote = next(filter(None, map(context.knowledge.quote_by_short_id, context.picked)), None)
    if quote is None:
        await sending.confide(context.interaction, phrases.WITHDRAWN)
        return
    asker = context.interaction.user.id
    showing = Showing.of([Excerpt.of(quote)], context.knowledge, asker, is_private=True)
    await sending.confide(context.interaction, quote_post(showing, quote))


async def turn_hits(context: ActionContext) -> None:
    """Show another page of what was found."""
    custom_id = context.custom_id
    post = search_post(await context.selection(), custom_id.words, custom_id.at, custom_id.asker)
    await sending.change(context.interaction, post)


async def turn_sources(context: ActionContext) -> None:
    """Show another page of interviews."""
    custom_id = context.custom_id
    catalogue = (await context.selection()).catalogue
    await sending.change(context.interaction, sources_post(catalogue, custom_id.at, custom_id.asker))


async def cite(context: ActionContext) -> None:
    """Show how to cite the quote, privately."""
    showing = await showing_of(context)
    if showing and showing.current:
        await sending.confide(context.interaction, cite_post(showing.current.quote))


async def _show_topics(context: ActionContext, page: int, *chosen: str) -> None:
    selection = await context.selection()
    sources = selection.catalogue.sources.values()
    source: Source | None = next((source for source in sources if short_id(source.id) in chosen), None)
    post = topics_post(selection, page, context.custom_id.asker, source)
    await sending.change(context.interaction, post)


async def forget(context: ActionContext) -> None:
    """Delete all that is kept of whoever uses the button, whoever it was shown to."""
    memory = context.services.memory
    dropped = await memory.forget_person(memory.digests.of_person(context.interaction.user.id))
    await sending.change(context.interaction, forgotten_post(dropped))
