"""The running bot, looked at: once a second by itself, and whenever somebody asks."""

from __future__ import annotations

import asyncio
import logging
import math
import os
import socket
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import asdict, dataclass
from time import monotonic
from typing import Any

from bot.ops.http import Endpoint, Pages
from bot.service.health import Health, Shard
from bot.service.memory import Memory
from bot.service.snapshots import LoadStatus

_log = logging.getLogger(__name__)


class Notifier:
    """Sends datagrams to where the manager listens; nowhere else is anything sent."""

    def __init__(self, address: str = "", watchdog_s: float | None = None) -> None:
        self._address = f"\0{address[1:]}" if address.startswith("@") else address
        self.watchdog_s = watchdog_s
        """Within how many seconds the manager wants to hear that the bot lives; None where it does not care."""

    @classmethod
    def of(cls, environ: Mapping[str, str]) -> Notifier:
        """As the manager has put it into the environment."""
        is_ours = environ.get("WATCHDOG_PID") in (None, str(os.getpid()))
        watchdog_us = environ.get("WATCHDOG_USEC", "") if is_ours else ""
        watchdog_s = int(watchdog_us) / 1e6 if watchdog_us.isdecimal() and int(watchdog_us) else None
        return cls(environ.get("NOTIFY_SOCKET", ""), watchdog_s)

    def tell(self, **values: str) -> None:
        """Such as READY="1" or STATUS="all is well". A manager that does not listen is not missed."""
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


_LATENCY_S = 10.0
_SILENT_S = 2 * 41.25 + 7.5  # two heartbeats, and a little patience


@dataclass(frozen=True, slots=True)
class HealthReport:
    """What is not well, in order of weight; ready is who can be asked: connected, and not about to stop."""

    troubles: tuple[str, ...]
    is_ready: bool

    @property
    def is_healthy(self) -> bool:
        return not self.troubles


def judge(vitals: Health, *, quotes: int, is_writable: bool) -> HealthReport:
    """Well is: every shard is alive, there is something to answer with, and what is remembered can be written."""
    gateway = [*_gateway(vitals)]
    knowledge = [] if quotes else ["there is nothing to answer with"]
    state = [] if is_writable else ["what the bot remembers cannot be written"]
    is_connected = bool(vitals.shards) and all(shard.is_open for shard in vitals.shards)
    is_ready = is_connected and not (vitals.is_stopping or vitals.held_s or knowledge)
    return HealthReport((*gateway, *knowledge, *state), is_ready)


def _gateway(vitals: Health) -> Iterator[str]:
    if vitals.is_stopping:
        yield "the bot is stopping"
    if vitals.waiting_for:
        yield vitals.waiting_for
    elif not vitals.shards:
        yield "not connected to Discord yet"
    if vitals.held_s:
        yield f"Discord has sent this machine away: nothing is sent for {vitals.held_s:.0f} s"
    for shard in vitals.shards:
        yield from _wrong_with(shard)


def _wrong_with(shard: Shard) -> Iterator[str]:
    if not shard.is_open:
        yield f"shard {shard.id} is not connected"
    elif shard.silent_s > _SILENT_S:
        yield f"shard {shard.id}: nothing heard for {shard.silent_s:.0f} s"
    elif _LATENCY_S < shard.latency_s < float("inf"):
        yield f"shard {shard.id}: heartbeats take {shard.latency_s:.0f} s"


_BEAT_S = 1.0


@dataclass(frozen=True)
class Watched:
    """What is looked at: how the bot does on Discord, what it serves, what it remembers."""

    vitals: Callable[[], Health]
    knowledge: Callable[[], LoadStatus]
    memory: Memory
    version: str

    def look(self) -> tuple[Health, HealthReport]:
        """How it does, and what that comes to."""
        vitals, quotes = self.vitals(), len(self.knowledge().snapshot.knowledge.quotes)
        return vitals, judge(vitals, quotes=quotes, is_writable=self.memory.is_writable)


class Watch:
    """Tells the service manager, and whoever asks over HTTP. `row` gives what a status says of the knowledge."""

    def __init__(self, watched: Watched, notifier: Notifier, row: Callable[[LoadStatus], Mapping[str, Any]]) -> None:
        self._watched = watched
        self._notifier = notifier
        self._row = row
        self._began_s = monotonic()
        self._is_announced = False
        self._told = ""
        self._is_stopping = False

    async def run(self) -> None:
        """Beat for ever: a loop that is stuck does not, so that the manager notices."""
        while True:
            self.beat()
            await asyncio.sleep(min(_BEAT_S, (self._notifier.watchdog_s or 2 * _BEAT_S) / 2))

    def beat(self) -> None:
        """Look once, and tell the manager what is new."""
        vitals, health = self._watched.look()
        said = {"WATCHDOG": "1"} if self._notifier.watchdog_s else {}
        if not self._is_announced and (health.is_ready or vitals.waiting_for):
            self._is_announced = True
            said["READY"] = "1"
        if vitals.is_stopping and not self._is_stopping:
            self._is_stopping = True
            said["STOPPING"] = "1"
        told = _sentence(vitals, health)
        if told != self._told:
            self._told = said["STATUS"] = told
        if said:
            self._notifier.tell(**said)

    def pages(self) -> Pages:
        return {"/healthz": self._healthz, "/readyz": self._readyz, "/status": self._status}

    def _healthz(self) -> Endpoint:
        _, health = self._watched.look()
        return Endpoint.of({"healthy": health.is_healthy, "troubles": health.troubles}, is_well=health.is_healthy)

    def _readyz(self) -> Endpoint:
        _, health = self._watched.look()
        return Endpoint.of({"ready": health.is_ready}, is_well=health.is_ready)

    def _status(self) -> Endpoint:
        (vitals, health), memory = self._watched.look(), self._watched.memory
        return Endpoint.of(
            {
                "healthy": health.is_healthy,
                "ready": health.is_ready,
                "troubles": health.troubles,
                "version": self._watched.version,
                "up_s": round(monotonic() - self._began_s),
                "gateway": _finite(asdict(vitals)),
                "knowledge": self._row(self._watched.knowledge()),
                "memory": {"writable": memory.is_writable, "lost": dict(memory.lost)},
            }
        )


def _sentence(vitals: Health, health: HealthReport) -> str:
    return "; ".join(health.troubles) or f"answering in {vitals.servers} server{'' if vitals.servers == 1 else 's'}"


def _finite(value: Any) -> Any:
    """The same without what JSON has no number for."""
    if isinstance(value, dict):
        return {key: _finite(each) for key, each in value.items()}
    if isinstance(value, tuple | list):
        return [_finite(each) for each in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


@asynccontextmanager
async def watching(watch: Watch, listen: str, pages: Pages) -> AsyncIterator[None]:
    """Look at the bot once a second until the block ends; with pages unless `listen` is off. Raises ConfigError."""
    async with AsyncExitStack() as stack:
        if listen != "off":
            from bot.ops.http import HttpServer

            await stack.enter_async_context(HttpServer(listen, pages))
        beating = asyncio.create_task(watch.run())
        try:
            yield
        finally:
            beating.cancel()
            with suppress(asyncio.CancelledError):
                await beating
            watch.beat()
