"""What curators press, pick and send in on the way to a change, and after it."""

from __future__ import annotations

from bot.core.curation import AddWords, EditQuote
from bot.core.model import Question
from bot.core.phrases import curators
from bot.discord_app import sending
from bot.discord_app.answers.buttons import QUESTION_CHARS
from bot.discord_app.components import CustomId
from bot.discord_app.curation.corrections import correct
from bot.discord_app.curation.forms import added, edited, open_add, open_edit, propose, show, under_topic
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
from bot.service.curating import Done


async def confirm(pressed: ActionContext) -> None:
    """Make the change that was shown. Where that cannot be done, the preview stays, and its curator is told."""
    interaction, bench, key = pressed.interaction, pressed.bench, f"{pressed.press.message:016x}"
    await sending.begin(interaction)
    try:
        done = await bench.curating.confirm(key, curator_of(interaction))
    except EditError as error:
        await sending.follow(interaction, one_line(str(error)), is_private=True)
        return
    bench.close(interaction.message)
    await pressed.services.gathering.written(key, done.number, done.change.undoes)
    await _tell(pressed, done)


async def _tell(pressed: ActionContext, done: Done) -> None:
    """That it is done; then, where words went, what became of the replies that showed them."""
    gone = done.quote_before if done.quote is None else None
    await sending.put(pressed.interaction, done_post(done, curators.CORRECTING if gone else ""))
    if gone:
        room = pressed.interaction.client.get_partial_messageable
        corrections = await correct(pressed.services.memory, gone, done.snapshot.knowledge, room)
        await sending.put(pressed.interaction, done_post(done, corrected_text(corrections)))


async def cancel(pressed: ActionContext) -> None:
    pressed.bench.close(pressed.interaction.message)
    await sending.change(pressed.interaction, curators.CANCELLED)


async def change(pressed: ActionContext) -> None:
    """The form again, with what was typed."""
    interaction, number = pressed.interaction, pressed.press.message
    typed = pressed.bench.pad.typed(interaction.user.id, number)
    order = typed.order if typed else None
    if typed and isinstance(order, AddWords):
        await open_add(interaction, order, typed.why, number)
        return
    quote = pressed.knowledge.quotes.get(order.quote) if isinstance(order, EditQuote) else None
    if quote:
        await open_edit(interaction, quote, pressed.knowledge, typed)
    else:
        await sending.confide(interaction, curators.FORM_GONE)


async def add(pressed: ActionContext) -> None:
    """Words were sent in, to be quoted."""
    before = pressed.bench.pad.typed(pressed.interaction.user.id, pressed.press.message)
    await propose(pressed.bench, pressed.interaction, added(pressed.written, before))


async def edit(pressed: ActionContext) -> None:
    """A quote was sent in, to be changed."""
    quote = next(filter(None, map(pressed.knowledge.quote_by_handle, pressed.press.handles)), None)
    if quote is None:
        await sending.confide(pressed.interaction, curators.FORM_GONE)
    else:
        await propose(pressed.bench, pressed.interaction, edited(pressed.written, quote, pressed.knowledge))


async def choose_topic(pressed: ActionContext) -> None:
    """The same words under another topic, or the form for the title of a new one."""
    typed = pressed.bench.pad.typed(pressed.interaction.user.id, pressed.press.message)
    topic = next(filter(None, map(pressed.knowledge.topic_by_handle, pressed.picked)), None)
    if typed is None or NEW in pressed.picked:
        await change(pressed)
    elif topic:
        await sending.begin(pressed.interaction)
        await show(pressed.bench, pressed.interaction, under_topic(typed, topic.id))


async def undo(pressed: ActionContext) -> None:
    """The preview of taking a change back."""
    await sending.begin(pressed.interaction)
    making = pressed.bench.curating.propose_undo(curator_of(pressed.interaction), pressed.press.message)
    await pressed.bench.show(pressed.interaction, making)


async def turn_history(pressed: ActionContext) -> None:
    changes = await pressed.bench.curating.history(HISTORY)
    await sending.change(pressed.interaction, history_post(changes, pressed.press.at))


async def look(pressed: ActionContext) -> None:
    """The change chosen, before and after."""
    changes = await pressed.bench.curating.history(HISTORY)
    chosen = next((change for change in changes if str(change.id) in pressed.picked), None)
    await sending.confide(pressed.interaction, change_post(chosen) if chosen else curators.NO_HISTORY)


async def open_try(pressed: ActionContext) -> None:
    """The form for another question."""
    asked = TextField(WRITTEN, curators.WHAT_TO_TRY, QUESTION_CHARS)
    await open_form(pressed.interaction, CustomId("tried"), curators.TRY_ANOTHER, [asked])


async def show_tried(pressed: ActionContext) -> None:
    """In the place of the question before."""
    text, answering = pressed.written[WRITTEN], pressed.services.answering
    reply = await answering.reply_beside(Question(text), top=TRIED)
    await sending.change(pressed.interaction, tried_post(text, reply, answering.policy))
