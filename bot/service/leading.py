"""Which process does what only one of all that share a memory may do."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from bot.errors import StateError

_DUTIES = "duties"
_PATIENCE_S = 10.0


class Leading:
    """`hold` takes a role or keeps it, and says whether this process has it; it may raise StateError, and take long."""

    def __init__(self, hold: Callable[[str], bool]) -> None:
        self._hold = hold
        self._asked: asyncio.Future[bool] | None = None

    async def leads(self) -> bool:
        """Whether it is this process. All who want to know at the same time wait for one answer."""
        if self._asked is None or self._asked.done():
            self._asked = asyncio.ensure_future(asyncio.to_thread(self._holds))
        try:
            async with asyncio.timeout(_PATIENCE_S):
                return await asyncio.shield(self._asked)
        except TimeoutError:
            return False

    async def end(self, patience_s: float) -> None:
        """What has been asked is answered, also where nobody waits for it any longer."""
        if self._asked:
            await asyncio.wait((self._asked,), timeout=patience_s)

    def _holds(self) -> bool:
        try:
            return self._hold(_DUTIES)
        except StateError:
            return False
