"""What curators press, pick and send in on the way to a change, and after it."""

from __future__ import annotations

from bot.core.curation.requests import AddWords, EditQuote
from bot.core.model import Question
from bot.core.phrases import curators
from bot.discord_app import sending
from bot.discord_app.answers.buttons import QUESTION_CHARS
from bot.discord_app.components import CustomId
from bot.discord_app.curation.corrections import correct
from bot.discord_app.curation.forms import Typed, added, edited, open_add, open_edit
from bot.discord_app.curation.previews import NEW, curator_of
from bot.discord_app.curation.render import (
    HISTORY,
    TRIED,
    change_post,
    corrected_text,
    done_post,
    history_post,
    tried_post,
)
from bot.discord_app.interactions import ActionContext
from bot.discord_app.markdown import one_line
from bot.discord_app.sending import WRITTEN, TextField, open_form
from bot.errors import EditError


async def add(context: ActionContext) -> None:
    """Preview words that were sent in, to be quoted."""
    await context.session.propose(context.interaction, added(context.written, _typed(context)))


async def edit(context: ActionContext) -> None:
    """Preview a quote that was sent in, to be changed."""
    quote = next(filter(None, map(context.knowledge.quote_by_short_id, context.custom_id.short_ids)), None)
    if quote is None:
        await sending.confide(context.interaction, curators.FORM_GONE)
    else:
        await context.session.propose(context.interaction, edited(context.written, quote, context.knowledge))


async def change(context: ActionContext) -> None:
    """Open the form again, with what was typed."""
    typed = _typed(context)
    order = typed.order if typed else None
    if typed and isinstance(order, AddWords):
        await open_add(context.interaction, order, typed.why, context.custom_id.message)
        return
    quote = context.knowledge.quotes.get(order.quote) if isinstance(order, EditQuote) else None
    if quote:
        await open_edit(context.interaction, quote, context.knowledge, typed)
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
    await sending.put(interaction, done_post(done, curators.CORRECTING if gone else ""))
    if gone:
        room = interaction.client.get_partial_messageable
        corrections = await correct(context.services.memory, gone, done.snapshot.knowledge, room)
        await sending.put(interaction, done_post(done, corrected_text(corrections)))


async def undo(context: ActionContext) -> None:
    """Preview taking a change back."""
    await sending.begin(context.interaction)
    making = context.session.curating.propose_undo(curator_of(context.interaction), context.custom_id.message)
    await context.session.show(context.interaction, making)


async def turn_history(context: ActionContext) -> None:
    """Show another page of the history."""
    changes = await context.session.curating.history(HISTORY)
    await sending.change(context.interaction, history_post(changes, context.custom_id.at))


async def look(context: ActionContext) -> None:
    """Show the change chosen, before and after."""
    changes = await context.session.curating.history(HISTORY)
    chosen = next((change for change in changes if str(change.id) in context.picked), None)
    await sending.confide(context.interaction, change_post(chosen) if chosen else curators.NO_HISTORY)


async def open_try(context: ActionContext) -> None:
    """Open the form for another question."""
    asked = TextField(WRITTEN, curators.WHAT_TO_TRY, QUESTION_CHARS)
    await open_form(context.interaction, CustomId("tried"), curators.TRY_ANOTHER, [asked])


async def show_tried(context: ActionContext) -> None:
    """Show how a question is answered, in the place of the one before."""
    text, answering = context.written[WRITTEN], context.services.answering
    reply = await answering.reply_in_turn(Question(text), top=TRIED)
    await sending.change(context.interaction, tried_post(text, reply, answering.policy))
