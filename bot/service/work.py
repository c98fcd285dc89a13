"""What is being answered now, and whether anything new may be begun."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from time import monotonic
from typing import Any


class Work:
    """A gate that whoever answers goes through, each in a task of its own; `clock` gives seconds."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self.is_stopping = False
        self._clock = clock
        self._held_until = clock()
        self._tasks: set[asyncio.Task[Any]] = set()

    def begin(self) -> bool:
        """Whether the current task may answer. Either way it is waited for until it has ended."""
        task = asyncio.current_task()
        if task and task not in self._tasks:
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        return self.is_open

    @property
    def is_open(self) -> bool:
        return not (self.is_stopping or self.held_s)

    @property
    def in_flight(self) -> int:
        """How many tasks answer just now."""
        return len(self._tasks)

    @property
    def held_s(self) -> float:
        """For how long nothing may be sent."""
        return max(0.0, self._held_until - self._clock())

    def hold(self, seconds: float) -> None:
        """Begin nothing for so long: Discord has sent this machine away."""
        self._held_until = max(self._held_until, self._clock() + seconds)

    async def finish(self, patience_s: float) -> int:
        """Let nothing new begin, and wait for what has begun; how many were not done in time."""
        self.is_stopping = True
        try:
            async with asyncio.timeout(patience_s):
                while others := self._tasks - {asyncio.current_task()}:
                    await asyncio.wait(others)
        except TimeoutError:
            pass
        return len(self._tasks)
