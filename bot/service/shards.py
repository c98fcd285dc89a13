"""A part of Discord's shards for each process, and one session after the other, whichever process begins it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.service.memory import Memory

Pause = Callable[[float], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class ShardRange:
    """The shards of this process, and how many there are in all. Sessions begin `apart_s` after each other.

    Discord wants five seconds, and the way to it does not always take the same time.
    """

    ids: tuple[int, ...]
    count: int
    apart_s: float = 5.5


class IdentifyQueue:
    """Processes that share a memory stand in it to begin sessions, `apart_s` after each other. `pause` waits."""

    def __init__(self, memory: Memory, apart_s: float, pause: Pause = asyncio.sleep) -> None:
        self._memory = memory
        self._apart = timedelta(seconds=apart_s)
        self._pause = pause

    async def wait(self, bucket: int) -> None:
        """Until it is one's turn; sessions of other buckets need not be waited for.

        Where the memory fails, each process waits for itself alone.
        """
        key = f"identify:{bucket}"
        last = await self._memory.value(key)
        while True:
            await self._pause(self._wait_s(last))
            if await self._memory.put_value_if(key, last, self._memory.now().isoformat()):
                return
            found = await self._memory.value(key)
            if found == last:
                await self._pause(self._apart.total_seconds())
                return
            last = found

    def _wait_s(self, last: str | None) -> float:
        """Never longer than the others, whose clocks may be wrong, have to."""
        if last is None:
            return 0.0
        rest = datetime.fromisoformat(last) + self._apart - self._memory.now()
        return min(max(rest, timedelta()), self._apart).total_seconds()
