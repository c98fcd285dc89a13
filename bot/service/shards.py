"""Which of Discord's shards a process runs, and the queue in which processes identify."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.service.memory import Memory

Pause = Callable[[float], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class ShardRange:
    """The shards of this process, how many there are in all, and the seconds between two sessions.

    Discord asks for five seconds; half a second more covers the differences in latency.
    """

    ids: tuple[int, ...]
    count: int
    interval_s: float = 5.5


class IdentifyQueue:
    """Queue for beginning sessions with Discord, shared through the database, `interval_s` between two of a bucket."""

    def __init__(self, memory: Memory, interval_s: float, pause: Pause = asyncio.sleep) -> None:
        self._memory = memory
        self._interval = timedelta(seconds=interval_s)
        self._pause = pause

    async def wait(self, bucket: int) -> None:
        """Wait for a turn in a bucket; where the database fails, for this process's own interval."""
        key = f"identify:{bucket}"
        last = await self._memory.value(key)
        while True:
            await self._pause(self._wait_s(last))
            if await self._memory.put_value_if(key, last, self._memory.now().isoformat()):
                return
            found = await self._memory.value(key)
            if found == last:
                await self._pause(self._interval.total_seconds())
                return
            last = found

    def _wait_s(self, last: str | None) -> float:
        """Return the seconds left of the interval; never more than all of it, since clocks differ."""
        if last is None:
            return 0.0
        rest = datetime.fromisoformat(last) + self._interval - self._memory.now()
        return min(max(rest, timedelta()), self._interval).total_seconds()
