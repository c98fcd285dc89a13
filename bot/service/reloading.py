"""What is saved goes live: built aside in a thread, swapped in at once; a failed build leaves what is served."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from threading import Event, Lock, Thread
from time import perf_counter
from types import TracebackType
from typing import Self

from bot.core.drafts import Problem
from bot.service.memory import utc_now
from bot.service.snapshots import Live, Snapshot

_log = logging.getLogger(__name__)

_TOLD = 5
_RETRY_TICKS = 5


@dataclass(frozen=True, slots=True)
class Status:
    """What is served since `loaded_at`; when files were last read, how long that took, and what failed, if it did."""

    snapshot: Snapshot
    loaded_at: datetime
    read_at: datetime
    read_ms: float
    failure: str = ""

    @property
    def is_healthy(self) -> bool:
        return self.snapshot.is_healthy and not self.failure

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The errors, in the order of files and lines."""
        return tuple(sorted((p for p in self.snapshot.problems if p.is_error), key=lambda problem: problem.place))


Tell = Callable[[Status], object]


class Reloading:
    """Rebuilds what is live whenever its files have changed, for as long as the `with` block lasts.

    `changes` says until the event is set whether files may have changed, about once a second; `build` makes a snapshot
    after the one that is served; each of `told` hears of every new status, in the thread that builds.
    """

    def __init__(
        self,
        live: Live,
        build: Callable[[Snapshot], Snapshot],
        changes: Callable[[Event], Iterable[bool]],
        told: Iterable[Tell] = (),
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self._live = live
        self._build = build
        self._changes = changes
        self._now = now
        self._stop = Event()
        self._turn = Lock()
        self._thread = Thread(target=self._run, name="reloading", daemon=True)
        self.told = [*told]
        self.status = Status(live.snapshot, now(), now(), 0.0)

    def __enter__(self) -> Self:
        self._tell()
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        self._thread.join(timeout=5)

    def refresh(self) -> None:
        """Bring live what the files hold now, and tell it. From any thread; raises nothing."""
        with self._turn:
            if self._reload():
                _note(self.status)
                self._tell()

    def _reload(self) -> bool:
        """Whether there is something new to tell. Raises nothing."""
        started, served = perf_counter(), self._live.snapshot
        snapshot, failure = self._built(served)
        if snapshot is served and failure == self.status.failure:
            return False
        is_new = snapshot is not served
        loaded_at = self._now() if is_new else self.status.loaded_at
        self._live.swap(snapshot)
        self.status = Status(snapshot, loaded_at, self._now(), (perf_counter() - started) * 1000, failure)
        return True

    def _built(self, served: Snapshot) -> tuple[Snapshot, str]:
        """What to serve now, and what failed, if something did."""
        try:
            snapshot = self._build(served)
            snapshot.ready()
        except Exception as error:  # noqa: BLE001 - whatever it is, the bot goes on serving
            failure = f"{type(error).__name__}: {error}"
            if failure != self.status.failure:
                _log.error("the files could not be read anew; what was served goes on", exc_info=error)
            return served, failure
        return snapshot, ""

    def _run(self) -> None:
        for tick, is_changed in enumerate(self._changes(self._stop)):
            is_due = not self.status.is_healthy and tick % _RETRY_TICKS == 0
            if is_changed or is_due:
                self.refresh()

    def _tell(self) -> None:
        for tell in self.told:
            try:
                tell(self.status)
            except OSError as error:
                _log.warning("the state of the knowledge could not be written: %s", error)
            except Exception:  # noqa: BLE001 - who is told must not keep edits from going live
                _log.exception("the state of the knowledge could not be told")


def _note(status: Status) -> None:
    known, problems = status.snapshot.knowledge, status.problems
    counts = f"{len(known.quotes)} quotes in {len(known.topics)} topics, {status.read_ms:.0f} ms"
    if status.is_healthy:
        _log.info("knowledge is live: %s", counts)
        return
    first = [f"{problem.place}: {problem.message}" for problem in problems[:_TOLD]]
    more = [f"and {len(problems) - _TOLD} more"] if len(problems) > _TOLD else []
    failed = [status.failure] if status.failure else []
    _log.warning("knowledge is degraded: %s; %s", counts, " | ".join([*failed, *first, *more]))
