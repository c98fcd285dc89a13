"""How the bot does on Discord, as a value: what health, figures and `doctor` are judged by."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from time import monotonic
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class Shard:
    """One connection. `latency_s` of a heartbeat, infinite before the first; `silent_s` since anything was heard."""

    id: int
    is_open: bool
    latency_s: float
    silent_s: float


@dataclass(frozen=True, slots=True)
class Health:
    """`waiting_for`: what keeps it from connecting; `held_s`: for how long it keeps silent, sent away by Discord."""

    shards: tuple[Shard, ...] = ()
    servers: int = 0
    in_flight: int = 0
    is_stopping: bool = False
    waiting_for: str = ""
    held_s: float = 0.0


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


Level = Literal["ok", "warning", "error"]


@dataclass(frozen=True, slots=True)
class DoctorFinding:
    """`what` was looked at, what is `told` of it, and how to `mend` it."""

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
    """1 where there is an error; what is only to be warned of keeps nobody from running."""
    return int(any(finding.level == "error" for finding in findings))
