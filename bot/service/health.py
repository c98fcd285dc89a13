"""The state of the bot on Discord as values: connections, work in flight, findings of `doctor`."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from time import monotonic
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class Shard:
    """One connection: `latency_s` of the last heartbeat (infinite before it), `silent_s` since the last event."""

    id: int
    is_open: bool
    latency_s: float
    silent_s: float


@dataclass(frozen=True, slots=True)
class Health:
    """State of the bot. `waiting_for` says what keeps it from connecting; `held_s`: seconds left of a ban."""

    shards: tuple[Shard, ...] = ()
    servers: int = 0
    in_flight: int = 0
    is_stopping: bool = False
    waiting_for: str = ""
    held_s: float = 0.0


class Work:
    """Tasks that answer, counted, and a gate that closes when the bot stops or is banned for a while."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self.is_stopping = False
        self._clock = clock
        self._held_until = clock()
        self._tasks: set[asyncio.Task[Any]] = set()

    def begin(self) -> bool:
        """Register the current task and return whether it may answer."""
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
        """Return how many tasks are answering."""
        return len(self._tasks)

    @property
    def held_s(self) -> float:
        """Return the seconds for which nothing may be sent."""
        return max(0.0, self._held_until - self._clock())

    def hold(self, seconds: float) -> None:
        """Close the gate for so long: Discord has banned this machine."""
        self._held_until = max(self._held_until, self._clock() + seconds)

    async def finish(self, patience_s: float) -> int:
        """Close the gate for good, wait for the tasks, and return how many were not done in time."""
        self.is_stopping = True
        try:
            async with asyncio.timeout(patience_s):
                while others := self._tasks - {asyncio.current_task()}:
                    await asyncio.wait(others)
        except TimeoutError:
            pass
        return len(self._tasks)


Level = Literal["ok", "warning", "error"]


@dataclass(frozen=True, slots=True)
class DoctorFinding:
    """What was examined, what is told of it, and how to fix it."""

    what: str
    level: Level
    told: str
    fix: str = ""


def ok(what: str, told: str) -> DoctorFinding:
    return DoctorFinding(what, "ok", told)


def warning(what: str, told: str, fix: str) -> DoctorFinding:
    return DoctorFinding(what, "warning", told, fix)


def error(what: str, told: str, fix: str) -> DoctorFinding:
    return DoctorFinding(what, "error", told, fix)


def exit_code(findings: Iterable[DoctorFinding]) -> int:
    """Return 1 where there is an error, else 0."""
    return int(any(finding.level == "error" for finding in findings))
