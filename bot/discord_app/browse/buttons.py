"""What the buttons and selects below lists do: turn their pages, narrow them, show what was chosen."""

from __future__ import annotations

from bot.core import phrases
from bot.core.model import Source, handle
from bot.discord_app import sending
from bot.discord_app.answers.buttons import show_topic, showing_of
from bot.discord_app.browse.render import cite_post, forgotten_post, quote_post, search_post, sources_post, topics_post
from bot.discord_app.components import CustomId
from bot.discord_app.interactions import ActionContext


async def turn_topics(pressed: ActionContext) -> None:
    """Another page of topics, of the same interview if there was one."""
    await _show_topics(pressed, pressed.press.at, *pressed.press.handles)


async def narrow_topics(pressed: ActionContext) -> None:
    """The first page of the topics of the interview chosen, or of all."""
    await _show_topics(pressed, 0, *pressed.picked)


async def choose_topic(pressed: ActionContext) -> None:
    """As if the topic had a button of its own."""
    press = CustomId("topic", handles=pressed.picked, asker=pressed.press.asker)
    await show_topic(ActionContext(pressed.interaction, press, pressed.services))


async def read_quote(pressed: ActionContext) -> None:
    """The quote chosen, to whoever chose it."""
    quote = next(filter(None, map(pressed.knowledge.quote_by_handle, pressed.picked)), None)
    asker = pressed.interaction.user.id
    post = quote_post(quote, pressed.knowledge, asker, is_private=True) if quote else phrases.WITHDRAWN
    await sending.confide(pressed.interaction, post)


async def turn_hits(pressed: ActionContext) -> None:
    """Another page of what was found."""
    press = pressed.press
    post = search_post(await pressed.selection(), press.words, press.at, press.asker)
    await sending.change(pressed.interaction, post)


async def turn_sources(pressed: ActionContext) -> None:
    """Another page of interviews."""
    press = pressed.press
    catalogue = (await pressed.selection()).catalogue
    await sending.change(pressed.interaction, sources_post(catalogue, press.at, press.asker))


async def cite(pressed: ActionContext) -> None:
    """How to cite the quote shown, to whoever wants to."""
    showing = await showing_of(pressed)
    if showing and showing.current:
        await sending.confide(pressed.interaction, cite_post(showing.current.quote))


async def _show_topics(pressed: ActionContext, page: int, *chosen: str) -> None:
    selection = await pressed.selection()
    sources = selection.catalogue.sources.values()
    source: Source | None = next((source for source in sources if handle(source.id) in chosen), None)
    post = topics_post(selection, page, pressed.press.asker, source)
    await sending.change(pressed.interaction, post)


async def forget(pressed: ActionContext) -> None:
    """All that is kept of whoever presses it, whoever it was shown to."""
    memory = pressed.services.memory
    dropped = await memory.forget_person(memory.digests.of_person(pressed.interaction.user.id))
    await sending.change(pressed.interaction, forgotten_post(dropped))
