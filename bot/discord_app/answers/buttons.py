"""What the buttons below an answer do."""

from __future__ import annotations

from bot.core import phrases
from bot.core.excerpts import surroundings
from bot.core.phrases import members
from bot.discord_app import permissions, sending
from bot.discord_app.answers.render import answer_post, notes_beside, shared_note, visible
from bot.discord_app.answers.showing import Showing
from bot.discord_app.components import Post, view_of
from bot.discord_app.interactions import Pressed
from bot.discord_app.render_quote import citing_row
from bot.discord_app.render_whole import context_messages, whole_messages


async def show_next(pressed: Pressed) -> None:
    """The asker's message changes; anybody else gets it privately."""
    showing = await showing_of(pressed)
    if showing is None or showing.current is None:
        return
    interaction, message = pressed.interaction, pressed.interaction.message
    if message and (pressed.is_private or interaction.user.id == pressed.press.asker):
        notes = notes_beside(message.content, showing.current.quote, pressed.knowledge)
        await sending.change(interaction, answer_post(showing, pressed.knowledge, notes))
    else:
        post = answer_post(showing.to(interaction.user.id, is_private=True), pressed.knowledge)
        await sending.confide(interaction, post)


async def show_all(pressed: Pressed) -> None:
    """Every word, to whoever wants them."""
    if showing := await showing_of(pressed):
        messages = whole_messages(visible(showing, pressed.knowledge))
        await sending.answer(pressed.interaction, messages, is_private=True)


async def show_context(pressed: Pressed) -> None:
    """The turns around, and the way to cite the quote, to whoever wants them."""
    showing = await showing_of(pressed)
    if showing is None or showing.current is None:
        return
    quote = showing.current.quote
    transcript = pressed.knowledge.transcripts.get(quote.source.id)
    said = surroundings(quote, transcript) if transcript else ()
    *first, last = context_messages(said, quote) if said else [phrases.NO_CONTEXT]
    messages: list[sending.Sendable] = [*first, Post(last, (citing_row(showing),))]
    await sending.answer(pressed.interaction, messages, is_private=True)


async def delete(pressed: Pressed) -> None:
    """The asker and moderators may; it goes by the press itself, which needs no permission of the bot's."""
    interaction = pressed.interaction
    if interaction.user.id != pressed.press.asker and not interaction.permissions.manage_messages:
        await sending.confide(interaction, phrases.MAY_NOT_DELETE)
        return
    await sending.respond(interaction.response.defer)
    await interaction.delete_original_response()


async def share(pressed: Pressed) -> None:
    """A private answer for everybody in the channel; the button that did it goes."""
    showing, interaction = await showing_of(pressed), pressed.interaction
    if showing is None:
        return
    if reason := await why_not_here(pressed):
        await sending.confide(interaction, reason)
        return
    if not permissions.can_write(interaction, interaction.app_permissions):
        await sending.confide(interaction, phrases.CANNOT_SHARE)
        return
    private, public = (showing.to(interaction.user.id, is_private=is_private) for is_private in (True, False))
    await sending.respond(interaction.response.defer)
    note = shared_note(interaction.user.display_name)
    await sending.follow(interaction, answer_post(public, pressed.knowledge, [note]))
    left = answer_post(private, pressed.knowledge, may_share=False)
    await interaction.edit_original_response(view=view_of(left.rows))


async def showing_of(pressed: Pressed) -> Showing | None:
    """What the button belongs to; where that has been withdrawn, its user is told."""
    sources = (await pressed.selection()).sources
    showing = Showing.read(pressed.press, pressed.knowledge, sources, is_private=pressed.is_private)
    if showing.current is None:
        await sending.confide(pressed.interaction, phrases.WITHDRAWN)
        return None
    return showing


async def why_not_here(pressed: Pressed) -> str:
    """Why nothing can be said to all in this channel; "" where it can. There are no permissions in direct messages."""
    interaction = pressed.interaction
    if await permissions.is_silent(interaction, pressed.services.memory):
        return members.SILENT_HERE
    return "" if permissions.can_write(interaction, interaction.permissions) else phrases.MAY_NOT_SHARE
