"""Votes on an answer, and asking once more."""

from __future__ import annotations

from bot.core import phrases
from bot.core.model import Question
from bot.core.records import Verdict, Vote
from bot.discord_app import sending
from bot.discord_app.answers.buttons import showing_of
from bot.discord_app.answers.showing import Showing
from bot.discord_app.components import Press
from bot.discord_app.conversation import asked_in
from bot.discord_app.interactions import Pressed
from bot.discord_app.press.sending import keep_question, sending_parts
from bot.discord_app.render_choice import NEAREST, choice_post, other_words_row
from bot.discord_app.render_reply import private_reply
from bot.discord_app.sending import WRITTEN, Field, open_form

QUESTION_CHARS = 1000


async def open_question(pressed: Pressed) -> None:
    """The form for other words."""
    asked = Field(WRITTEN, phrases.WHAT_TO_ASK, QUESTION_CHARS)
    await open_form(pressed.interaction, Press("reworded"), phrases.OTHER_WORDS, [asked])


async def answer_question(pressed: Pressed) -> None:
    """What was written into the form, answered to its writer alone."""
    question = Question(pressed.written[WRITTEN], (await pressed.selection()).sources)
    reply = await pressed.services.answering.reply_beside(question)
    pressed.services.journal.note("form", question, reply)
    post = private_reply(reply, question.text, pressed.interaction.user.id, may_send=True)
    await sending.confide(pressed.interaction, post)


async def count_helpful(pressed: Pressed) -> None:
    """Thanks, in private."""
    if showing := await showing_of(pressed):
        _keep_vote(pressed, showing, Verdict.HELPFUL)
        await sending.confide(pressed.interaction, phrases.THANKS)
        if message := pressed.interaction.message:
            pressed.services.memory.reconsider(message.id, asked_in(message))


async def count_not_asked(pressed: Pressed) -> None:
    """Thanks, in private, with what else may have been meant; the moderators see what was asked in a channel."""
    if showing := await showing_of(pressed):
        _keep_vote(pressed, showing, Verdict.NOT_ASKED)
        asker = pressed.interaction.user.id
        topics = showing.nearest_topics(pressed.knowledge, (await pressed.selection()).sources, NEAREST)
        lines = [phrases.THANKS_NEAREST if topics else phrases.THANKS_ASIDE]
        notes, send_row = sending_parts(pressed, showing)
        below = (*other_words_row(asker), *send_row)
        await sending.confide(pressed.interaction, choice_post("\n".join([*lines, *notes]), topics, asker, below))
        await keep_question(pressed, showing)


def _keep_vote(pressed: Pressed, showing: Showing, verdict: Verdict) -> None:
    interaction, memory = pressed.interaction, pressed.services.memory
    if interaction.message and showing.current:
        voter, quote = memory.digests.of_person(interaction.user.id), showing.current.quote.id
        memory.vote(Vote(interaction.message.id, voter, verdict, quote, interaction.guild_id, memory.now()))
