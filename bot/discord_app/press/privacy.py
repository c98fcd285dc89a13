"""What the button below /privacy does."""

from __future__ import annotations

from bot.discord_app import sending
from bot.discord_app.interactions import Pressed
from bot.discord_app.render_privacy import forgotten_post


async def forget(pressed: Pressed) -> None:
    """All that is kept of whoever presses it, whoever it was shown to."""
    memory = pressed.services.memory
    dropped = await memory.forget_person(memory.digests.of_person(pressed.interaction.user.id))
    await sending.change(pressed.interaction, forgotten_post(dropped))
