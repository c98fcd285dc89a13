"""What is kept of those who ask, and what becomes of it."""

from __future__ import annotations

from discord import ButtonStyle

from bot.core import phrases
from bot.core.records import Personal
from bot.discord_app.components import Button, Post, Press, Row


def privacy_post(days: int, question_days: int, kept: Personal | None) -> Post:
    """What is kept, and of whoever asks how much; a button to have it deleted, unless there is nothing."""
    text = f"{phrases.what_is_kept(days, question_days)}\n{phrases.kept_of_you(kept)}"
    return Post(text, () if kept is not None and not kept.total else _forgetting())


def forgotten_post(dropped: Personal | None) -> Post:
    """What has been deleted; where that is not known, the button stays."""
    return Post(phrases.NOT_FORGOTTEN, _forgetting()) if dropped is None else Post(phrases.forgotten(dropped))


def _forgetting() -> tuple[Row, ...]:
    return ((Button(phrases.FORGET, Press("forget"), ButtonStyle.danger),),)
