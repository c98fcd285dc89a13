"""The running bot looked at: its health, told to the service manager and over HTTP, and its memory."""

from __future__ import annotations

import asyncio
import ctypes
import json
import logging
import math
import os
import socket
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, suppress
from dataclasses import asdict, dataclass
from time import monotonic
from typing import Any

from bot.core.phrases import counted
from bot.ops import state_files
from bot.service.health import Health
from bot.service.memory import Memory
from bot.service.snapshots import LoadStatus

_BEAT_S = 1.0
_LATENCY_S = 10.0
_SILENT_S = 2 * 41.25 + 7.5  # two heartbeats, and a little patience

_log = logging.getLogger(__name__)


class Notifier:
    """Sends datagrams to where the service manager listens, as sd_notify(3) has it."""

    def __init__(self, address: str = "", watchdog_s: float | None = None) -> None:
        self._address = f"\0{address[1:]}" if address.startswith("@") else address
        self.watchdog_s = watchdog_s
        """How often the manager wants a sign of life, in seconds; None for never."""

    @classmethod
    def of(cls, environ: Mapping[str, str]) -> Notifier:
        """Read what the manager has put into the environment."""
        is_ours = environ.get("WATCHDOG_PID") in (None, str(os.getpid()))
        watchdog_us = environ.get("WATCHDOG_USEC", "") if is_ours else ""
        watchdog_s = int(watchdog_us) / 1e6 if watchdog_us.isdecimal() and int(watchdog_us) else None
        return cls(environ.get("NOTIFY_SOCKET", ""), watchdog_s)

    def tell(self, **values: str) -> None:
        """Send values such as READY="1" or STATUS="all is well"; do nothing where no manager listens."""
        if not self._address:
            return
        text = "\n".join(f"{name}={value}" for name, value in values.items())
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
                sender.setblocking(False)
                sender.connect(self._address)
                sender.sendall(text.encode())
        except OSError as error:
            _log.debug("the service manager could not be told %s: %s", ", ".join(values), error)


@dataclass(frozen=True, slots=True)
class HealthReport:
    """What is not well, the weightiest first. Ready means: connected, and not about to stop."""

    troubles: tuple[str, ...]
    is_ready: bool

    @property
    def is_healthy(self) -> bool:
        return not self.troubles


def judge(health: Health, *, quotes: int, is_writable: bool) -> HealthReport:
    """Report what is wrong with the shards, with the number of quotes served, and with writing to the database."""
    troubles = [*_gateway_troubles(health)]
    if not quotes:
        troubles.append("there is nothing to answer with")
    if not is_writable:
        troubles.append("what the bot remembers cannot be written")
    is_connected = bool(health.shards) and all(shard.is_open for shard in health.shards)
    is_ready = is_connected and bool(quotes) and not (health.is_stopping or health.held_s)
    return HealthReport(tuple(troubles), is_ready)


def _gateway_troubles(health: Health) -> Iterator[str]:
    if health.is_stopping:
        yield "the bot is stopping"
    if health.waiting_for:
        yield health.waiting_for
    elif not health.shards:
        yield "not connected to Discord yet"
    if health.held_s:
        yield f"Discord has sent this machine away: nothing is sent for {health.held_s:.0f} s"
    for shard in health.shards:
        if not shard.is_open:
            yield f"shard {shard.id} is not connected"
        elif shard.silent_s > _SILENT_S:
            yield f"shard {shard.id}: nothing heard for {shard.silent_s:.0f} s"
        elif _LATENCY_S < shard.latency_s < float("inf"):
            yield f"shard {shard.id}: heartbeats take {shard.latency_s:.0f} s"


@dataclass(frozen=True)
class Watched:
    """The parts of a running bot that are looked at: the client's health, the knowledge, the memory."""

    health: Callable[[], Health]
    knowledge: Callable[[], LoadStatus]
    memory: Memory
    version: str

    def look(self) -> tuple[Health, HealthReport]:
        """Return the client's health, and the report on all parts."""
        health, quotes = self.health(), len(self.knowledge().snapshot.knowledge.quotes)
        return health, judge(health, quotes=quotes, is_writable=self.memory.is_writable)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A text of a content type, served with 200 if all is well, else with 503."""

    body: str
    content_type: str = "application/json"
    is_well: bool = True

    @classmethod
    def of(cls, row: Mapping[str, Any], *, is_well: bool = True) -> Endpoint:
        return cls(json.dumps(row, ensure_ascii=False, indent=2) + "\n", is_well=is_well)


Pages = Mapping[str, Callable[[], Endpoint | Awaitable[Endpoint]]]


class Watch:
    """Tells the service manager once a second, and answers the pages about health."""

    def __init__(self, watched: Watched, notifier: Notifier) -> None:
        self._watched = watched
        self._notifier = notifier
        self._began_s = monotonic()
        self._is_announced = False
        self._told = ""
        self._is_stopping = False

    async def run(self) -> None:
        """Beat for ever. A blocked event loop does not, so that the manager notices."""
        while True:
            self.beat()
            await asyncio.sleep(min(_BEAT_S, (self._notifier.watchdog_s or 2 * _BEAT_S) / 2))

    def beat(self) -> None:
        """Look once, and tell the manager what is new."""
        health, report = self._watched.look()
        values = {"WATCHDOG": "1"} if self._notifier.watchdog_s else {}
        if not self._is_announced and (report.is_ready or health.waiting_for):
            self._is_announced = True
            values["READY"] = "1"
        if health.is_stopping and not self._is_stopping:
            self._is_stopping = True
            values["STOPPING"] = "1"
        told = "; ".join(report.troubles) or f"answering in {counted(health.servers, 'server')}"
        if told != self._told:
            self._told = values["STATUS"] = told
        if values:
            self._notifier.tell(**values)

    def pages(self) -> Pages:
        return {"/healthz": self.healthz, "/readyz": self.readyz, "/status": self.status}

    def healthz(self) -> Endpoint:
        _, report = self._watched.look()
        return Endpoint.of({"healthy": report.is_healthy, "troubles": report.troubles}, is_well=report.is_healthy)

    def readyz(self) -> Endpoint:
        _, report = self._watched.look()
        return Endpoint.of({"ready": report.is_ready}, is_well=report.is_ready)

    def status(self) -> Endpoint:
        """Return everything that is known of the running bot."""
        (health, report), memory = self._watched.look(), self._watched.memory
        return Endpoint.of(
            {
                "healthy": report.is_healthy,
                "ready": report.is_ready,
                "troubles": report.troubles,
                "version": self._watched.version,
                "up_s": round(monotonic() - self._began_s),
                "gateway": _finite(asdict(health)),
                "knowledge": state_files.row(self._watched.knowledge()),
                "memory": {"writable": memory.is_writable, "lost": dict(memory.lost)},
            }
        )


def _finite(value: Any) -> Any:
    """Replace numbers that JSON does not have by None."""
    if isinstance(value, dict):
        return {key: _finite(each) for key, each in value.items()}
    if isinstance(value, tuple | list):
        return [_finite(each) for each in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


@asynccontextmanager
async def watching(watch: Watch, servers: Iterable[AbstractAsyncContextManager[object]]) -> AsyncIterator[None]:
    """Beat once a second, and run the servers of pages, until the block ends. Raises what a server raises."""
    async with AsyncExitStack() as running:
        for server in servers:
            await running.enter_async_context(server)
        beating = asyncio.create_task(watch.run())
        try:
            yield
        finally:
            beating.cancel()
            with suppress(asyncio.CancelledError):
                await beating
            watch.beat()


def memory_trimmer() -> Callable[[object], None]:
    """Return a callback that gives freed memory back to the system, in about a millisecond; glibc alone can."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None
    return (lambda _: trim(0)) if trim else (lambda _: None)
