"""What the buttons below topics do."""

from __future__ import annotations

from bot.core import phrases
from bot.discord_app import sending
from bot.discord_app.answers.render import answer_post
from bot.discord_app.answers.showing import Showing
from bot.discord_app.interactions import Pressed
from bot.discord_app.render_choice import choice_post


async def show_nearest(pressed: Pressed) -> None:
    """The topics that came nearest, to whoever wants to see them."""
    found = [pressed.knowledge.topic_by_handle(short) for short in pressed.press.handles]
    topics = [topic for topic in found if topic]
    sentence = phrases.NEAREST_CHOICE if topics else phrases.NEAREST_GONE
    post = choice_post(sentence, topics, pressed.interaction.user.id)
    await sending.confide(pressed.interaction, post)


async def show_topic(pressed: Pressed) -> None:
    """The topic's first quote, privately, with the way to its others."""
    selection = await pressed.selection()
    shown = Showing.read(pressed.press, pressed.knowledge, selection.sources)
    showing = shown.to(pressed.interaction.user.id, is_private=True)
    post = answer_post(showing, pressed.knowledge) if showing.current else phrases.WITHDRAWN_TOPIC
    await sending.confide(pressed.interaction, post)
