"""Reads and writes of the database in threads: what fails or takes too long is counted and logged, never raised."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from functools import partial
from queue import Full, Queue
from threading import Lock, Thread
from time import monotonic
from typing import Any, TypeVar

from bot.errors import StateError

_log = logging.getLogger(__name__)


class StateFailures:
    """Failed writes (`lost`) and failed reads (`missed`) by theme, each kind of failure logged once. Thread-safe."""

    def __init__(self) -> None:
        self.lost: Counter[str] = Counter()
        self.missed: Counter[str] = Counter()
        self.is_writable = True
        self._told: dict[tuple[str, str], str] = {}
        self._lock = Lock()

    def write_failed(self, theme: str, error: BaseException) -> None:
        with self._lock:
            self.lost[theme] += 1
            self.is_writable = False
            self._tell("kept", theme, error)

    def write_is_late(self, theme: str, error: BaseException) -> None:
        """Note a write that was not done in time; it may still be done."""
        with self._lock:
            self.is_writable = False
            self._tell("kept", theme, error)

    def read_failed(self, theme: str, error: BaseException) -> None:
        with self._lock:
            self.missed[theme] += 1
            self._tell("read", theme, error)

    def write_worked(self, theme: str) -> None:
        with self._lock:
            self.is_writable = True
            self._clear("kept", theme)

    def read_worked(self, theme: str) -> None:
        with self._lock:
            self._clear("read", theme)

    def was_read(self, theme: str) -> bool:
        """Return whether no read of this theme has failed since the last one that worked."""
        with self._lock:
            return not {("read", ""), ("read", theme)} & self._told.keys()

    def _tell(self, verb: str, theme: str, error: BaseException) -> None:
        """Log a failure of the database once for all themes, a mistake of this program once a theme."""
        is_mistake = not isinstance(error, StateError)
        sentence = f"{type(error).__name__}: {error}." if is_mistake else str(error)
        kind = (verb, theme if is_mistake else "")
        if self._told.get(kind) != sentence:
            self._told[kind] = sentence
            trace = error if is_mistake else None
            _log.warning("%s The bot goes on without it (%s cannot be %s).", sentence, theme, verb, exc_info=trace)

    def _clear(self, verb: str, theme: str) -> None:
        told = [self._told.pop((verb, kind), None) for kind in ("", theme)]
        if any(told):
            _log.info("%s can be %s again", theme, verb)


_T = TypeVar("_T")

_READERS = 2
_READS = 64
_WRITES = 1000
_DROPPING_S = 1.0
_LATE = "The database does not answer in time."
_BUSY = "Too much is waiting for the database."


class WorkerThread:
    """Daemon threads that do jobs in the order in which they were put into a queue of `length` places."""

    def __init__(self, name: str, threads: int, length: int) -> None:
        self._jobs: Queue[tuple[Future[Any], Callable[[], Any]] | None] = Queue()
        self._length = length
        self._threads = [Thread(target=self._work, name=f"{name}-{n}", daemon=True) for n in range(threads)]
        self._is_started = False

    def put(self, work: Callable[[], _T], *, is_last: bool = False) -> Future[_T]:
        """Queue a job and return its future. Raises queue.Full, but there is always a place for the last one."""
        if self._jobs.qsize() >= self._length and not is_last:
            raise Full
        future: Future[_T] = Future()
        self._jobs.put((future, work))
        if not self._is_started:
            self._is_started = True
            for thread in self._threads:
                thread.start()
        return future

    def end(self) -> None:
        """Stop the threads after the jobs queued so far."""
        for _ in self._threads:
            self._jobs.put(None)

    def drop(self, kept: Future[Any]) -> None:
        """Cancel the jobs that no thread has begun, but one."""
        with self._jobs.mutex:
            waiting = [job[0] for job in self._jobs.queue if job and job[0] is not kept]
        for future in waiting:
            future.cancel()

    def wait(self, patience_s: float) -> None:
        """Wait for the threads to stop, for so many seconds at most."""
        until = monotonic() + patience_s
        for thread in self._threads if self._is_started else ():
            thread.join(max(0.0, until - monotonic()))

    def _work(self) -> None:
        while job := self._jobs.get():
            future, work = job
            if future.set_running_or_notify_cancel():
                try:
                    future.set_result(work())
                except BaseException as error:  # noqa: BLE001 - it is raised where the result is wanted
                    future.set_exception(error)
            del job, future, work


class DatabaseWorker:
    """One thread for writes, two for reads. `theme` names in the log and the counts what a job was about."""

    def __init__(self, read_patience_s: float = 1.0, write_patience_s: float = 2.0) -> None:
        self.failures = StateFailures()
        self._read_patience_s = read_patience_s
        self._write_patience_s = write_patience_s
        self._writes = WorkerThread("writing", 1, _WRITES)
        self._reads = WorkerThread("reading", _READERS, _READS)
        self._stuck: set[Future[Any]] = set()

    def soon(self, theme: str, write: Callable[[], object]) -> None:
        """Queue a write without waiting for it."""
        self._begin(theme, write)

    async def done(self, theme: str, write: Callable[[], _T], otherwise: _T, patience_s: float | None = None) -> _T:
        """Return the result of a write, or `otherwise` where it may not have been done."""
        return await self._came_of(theme, self._begin(theme, write), otherwise, patience_s)

    async def _came_of(self, theme: str, future: Future[_T] | None, otherwise: _T, patience_s: float | None) -> _T:
        try:
            async with asyncio.timeout(patience_s or self._write_patience_s):
                return otherwise if future is None else await asyncio.wrap_future(future)
        except Exception:  # noqa: BLE001 - its end counts and logs it
            if future and future.running():
                self.failures.write_is_late(theme, StateError(_LATE))
            return otherwise

    async def did(self, theme: str, write: Callable[[], object], patience_s: float | None = None) -> bool:
        """Return whether a write was done."""

        def done() -> bool:
            write()
            return True

        return await self.done(theme, done, otherwise=False, patience_s=patience_s)

    async def found(self, theme: str, read: Callable[[], _T], otherwise: _T) -> _T:
        """Return what was read, or `otherwise`: at once where all reading threads are stuck."""
        if len(self._stuck) >= _READERS:
            self.failures.read_failed(theme, StateError(_LATE))
            return otherwise
        future: Future[_T] | None = None
        try:
            future = self._reads.put(read)
            async with asyncio.timeout(self._read_patience_s):
                found = await asyncio.wrap_future(future)
        except Exception as error:  # noqa: BLE001 - whoever answers goes on without it
            if future and future.running():
                self._stuck.add(future)
                future.add_done_callback(self._stuck.discard)
            self.failures.read_failed(theme, _told(error))
            return otherwise
        self.failures.read_worked(theme)
        return found

    async def close(self, last: Callable[[], object], patience_s: float) -> None:
        """Do the queued writes, for so many seconds at most, then `last` once no read goes on. Later jobs are lost."""

        def close() -> None:
            self._reads.wait(patience_s / 2)
            last()

        self._reads.end()
        closing = self._watched("closing", self._writes.put(close, is_last=True))
        self._writes.end()
        _, late = await asyncio.wait([asyncio.wrap_future(closing)], timeout=patience_s)
        if late:
            self._writes.drop(closing)
            await self._came_of("closing", closing, None, _DROPPING_S)

    def _begin(self, theme: str, write: Callable[[], _T]) -> Future[_T] | None:
        try:
            return self._watched(theme, self._writes.put(write))
        except Full:
            self.failures.write_failed(theme, StateError(_BUSY))
            return None

    def _watched(self, theme: str, future: Future[_T]) -> Future[_T]:
        future.add_done_callback(partial(self._ended, theme))
        return future

    def _ended(self, theme: str, future: Future[Any]) -> None:
        """Note the end of a write that was done or given up."""
        error = StateError(_LATE) if future.cancelled() else future.exception()
        if error is None:
            self.failures.write_worked(theme)
        else:
            self.failures.write_failed(theme, error)


def _told(error: Exception) -> Exception:
    if isinstance(error, TimeoutError):
        return StateError(_LATE)
    return StateError(_BUSY) if isinstance(error, Full) else error


_ROLE = "duties"
_PATIENCE_S = 10.0


class Leadership:
    """Whether this process leads those that share a database.

    `hold` takes or keeps a role and returns whether this process has it; it may raise StateError and take long.
    """

    def __init__(self, hold: Callable[[str], bool]) -> None:
        self._hold = hold
        self._asked: asyncio.Future[bool] | None = None

    async def leads(self) -> bool:
        """Return whether this process leads. Calls at the same time share one query."""
        if self._asked is None or self._asked.done():
            self._asked = asyncio.ensure_future(asyncio.to_thread(self._holds))
        try:
            async with asyncio.timeout(_PATIENCE_S):
                return await asyncio.shield(self._asked)
        except TimeoutError:
            return False

    async def end(self, patience_s: float) -> None:
        """Wait for a query that is under way."""
        if self._asked:
            await asyncio.wait((self._asked,), timeout=patience_s)

    def _holds(self) -> bool:
        with suppress(StateError):
            return self._hold(_ROLE)
        return False
