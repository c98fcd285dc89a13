"""What one process does for all that share a memory: it registers the commands and posts the quotes of the day."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from bot.discord_app.errors import Incidents
from bot.discord_app.servers.daily import Rounds
from bot.service.zones import zones

_ROUND_S = 20.0

Pause = Callable[[float], Awaitable[object]]


class Duties:
    """They pass to another process when this one ends. `register` comes once, the rounds again and again."""

    def __init__(
        self,
        register: Callable[[], Awaitable[None]],
        rounds: Rounds,
        incidents: Incidents,
        pause: Pause = asyncio.sleep,
    ) -> None:
        self._memory = rounds.services.memory
        self._register = register
        self._rounds = rounds
        self._work = rounds.services.work
        self._incidents = incidents
        self._pause = pause
        self._has_them = False

    async def take(self) -> bool:
        """Whether this process has them; where they have just come to it, it registers the commands."""
        had_them, self._has_them = self._has_them, await self._memory.leads()
        if self._has_them and not had_them:
            await self._register()
        return self._has_them

    async def go(self) -> None:
        """Until it is cancelled."""
        await asyncio.to_thread(zones)
        while True:
            with self._incidents.noted("the quotes of the day"):
                if self._work.is_open and await self.take():
                    await self._rounds.once()
            await self._pause(_ROUND_S)
