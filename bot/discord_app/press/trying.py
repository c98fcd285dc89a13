"""Curators ask one question after the other, to see why it is answered so."""

from __future__ import annotations

from bot.core.model import Question
from bot.core.phrases import curators
from bot.discord_app import sending
from bot.discord_app.answers.buttons import QUESTION_CHARS
from bot.discord_app.components import Press
from bot.discord_app.interactions import Pressed
from bot.discord_app.render_curation import TRIED, tried_post
from bot.discord_app.sending import WRITTEN, Field, open_form


async def open_try(pressed: Pressed) -> None:
    """The form for another question."""
    asked = Field(WRITTEN, curators.WHAT_TO_TRY, QUESTION_CHARS)
    await open_form(pressed.interaction, Press("tried"), curators.TRY_ANOTHER, [asked])


async def show_tried(pressed: Pressed) -> None:
    """In the place of the question before."""
    text, answering = pressed.written[WRITTEN], pressed.services.answering
    reply = await answering.reply_beside(Question(text), top=TRIED)
    await sending.change(pressed.interaction, tried_post(text, reply, answering.policy))
