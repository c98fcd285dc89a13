"""The running bot, looked at: once a second by itself, and whenever somebody asks."""

from __future__ import annotations

import asyncio
import math
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import asdict, dataclass
from time import monotonic
from typing import Any

from bot.ops.health import Health, judge
from bot.ops.pages import Page, Pages
from bot.ops.systemd import Notifier
from bot.service.health import Vitals
from bot.service.memory import Memory
from bot.service.reloading import Status

_BEAT_S = 1.0


@dataclass(frozen=True)
class Watched:
    """What is looked at: how the bot does on Discord, what it serves, what it remembers."""

    vitals: Callable[[], Vitals]
    knowledge: Callable[[], Status]
    memory: Memory
    version: str

    def look(self) -> tuple[Vitals, Health]:
        """How it does, and what that comes to."""
        vitals, quotes = self.vitals(), len(self.knowledge().snapshot.knowledge.quotes)
        return vitals, judge(vitals, quotes=quotes, is_writable=self.memory.is_writable)


class Watch:
    """Tells the service manager, and whoever asks over HTTP. `row` gives what a status says of the knowledge."""

    def __init__(self, watched: Watched, notifier: Notifier, row: Callable[[Status], Mapping[str, Any]]) -> None:
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

    def _healthz(self) -> Page:
        _, health = self._watched.look()
        return Page.of({"healthy": health.is_healthy, "troubles": health.troubles}, is_well=health.is_healthy)

    def _readyz(self) -> Page:
        _, health = self._watched.look()
        return Page.of({"ready": health.is_ready}, is_well=health.is_ready)

    def _status(self) -> Page:
        (vitals, health), memory = self._watched.look(), self._watched.memory
        return Page.of(
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


def _sentence(vitals: Vitals, health: Health) -> str:
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
            from bot.ops.http import Server

            await stack.enter_async_context(Server(listen, pages))
        beating = asyncio.create_task(watch.run())
        try:
            yield
        finally:
            beating.cancel()
            with suppress(asyncio.CancelledError):
                await beating
            watch.beat()
