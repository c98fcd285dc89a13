"""What only curators may press, pick and send in, whoever made its custom id and whatever they might do before."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from bot.discord_app import sending
from bot.discord_app.interactions import Pressed

Action = Callable[[Pressed], Awaitable[None]]


def by_curators(action: Action) -> Action:
    """The same action; anybody else is refused in private."""

    async def guarded(pressed: Pressed) -> None:
        if reason := pressed.services.trusted.why_not(pressed.interaction):
            await sending.confide(pressed.interaction, reason)
        else:
            await action(pressed)

    return guarded
