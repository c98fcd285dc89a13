"""Questions that were not answered, or not as they were meant, on their way to the moderators."""

from __future__ import annotations

from contextlib import suppress

import discord

from bot.core.model import Topic
from bot.core.phrases import curating
from bot.core.records import Reason, Unanswered
from bot.discord_app import guards, sending
from bot.discord_app.answers.render import asked_note, question_in
from bot.discord_app.answers.showing import Showing
from bot.discord_app.components import Row
from bot.discord_app.conversation import asked_in, question_answered
from bot.discord_app.interactions import Pressed
from bot.discord_app.render_choice import REASONS, send_button
from bot.service.rate_limits import PUT_TO_THE_BOT


async def keep_question(pressed: Pressed, showing: Showing) -> None:
    """What was put to the bot in a server's channel, once, however many say that it was not answered."""
    interaction, memory = pressed.interaction, pressed.services.memory
    answer, me = interaction.message, interaction.client.user
    sent = await memory.reply_in(answer.id) if answer else None
    if answer is None or me is None or sent is None or sent.guild is None or sent.surface not in PUT_TO_THE_BOT:
        return
    if text := await question_answered(answer, me):
        nearest = tuple(topic.id for topic in _topics(pressed, showing))
        where = sent.guild, sent.channel, asked_in(answer)
        question = Unanswered(text, *where, sent.asker, Reason.NOT_ASKED, nearest, memory.now())
        memory.keep_unanswered(question, is_once=True)


def sending_parts(pressed: Pressed, showing: Showing) -> tuple[list[str], Row]:
    """To whoever asked where moderators see nothing: the question as a small line, and the button that sends it."""
    interaction, message = pressed.interaction, pressed.interaction.message
    is_seen = interaction.is_guild_integration() and interaction.guild_id is not None and not pressed.is_private
    if message is None or is_seen or interaction.user.id != pressed.press.asker:
        return [], ()
    question = question_in(message.content)
    if not question and not message.reference:
        return [], ()
    button = send_button(Reason.NOT_ASKED, _topics(pressed, showing), pressed.press.asker, asked_in(message))
    return [f"-# {asked_note(question)}"] if question else [], (button,)


async def send(pressed: Pressed) -> None:
    """What its asker has asked in private, without their name; once, however often it is pressed."""
    interaction, memory, press = pressed.interaction, pressed.services.memory, pressed.press
    if not memory.questions_kept_for:
        await sending.confide(interaction, curating.NOT_KEPT)
        return
    text = await _own_question(interaction, press.message)
    if not text or interaction.message is None:
        await sending.confide(interaction, curating.CANNOT_SEND)
        return
    guild = interaction.guild_id if interaction.is_guild_integration() else None
    where = guild, interaction.channel_id or 0, press.message or asked_in(interaction.message)
    nearest = (topic.id for topic in map(pressed.knowledge.topic_by_handle, press.handles) if topic)
    reason = REASONS[press.at] if press.at < len(REASONS) else Reason.ABSTENTION
    asker = memory.digests.of_person(interaction.user.id)
    memory.keep_unanswered(Unanswered(text, *where, asker, reason, tuple(nearest), memory.now()), is_once=True)
    await sending.confide(interaction, curating.SENT)


def _topics(pressed: Pressed, showing: Showing) -> tuple[Topic, ...]:
    """What the question was taken to be about."""
    return pressed.knowledge.topics_of(showing.current.quote) if showing.current else ()


async def _own_question(interaction: discord.Interaction, message: int) -> str:
    """What stands in the button's own message, else in the message of whoever presses it; "" where that is gone."""
    me, channel = interaction.client.user, interaction.channel
    shown = question_in(interaction.message.content) if interaction.message else ""
    if shown or me is None or not message or not isinstance(channel, discord.abc.Messageable):
        return shown
    with suppress(discord.HTTPException):
        asked = await channel.fetch_message(message)
        return guards.without_mention(asked.content, me) if asked.author.id == interaction.user.id else ""
    return ""
