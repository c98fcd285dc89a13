"""What moderators set holds in every process, wherever they set it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import suppress
from threading import Event, Thread

from bot.service.server_settings import KnownSettings


class Listening:
    """Has settings forgotten that another process changed, so that they are read anew; in a thread of its own."""

    def __init__(self, changed: Callable[[Event], Iterator[int | None]], settings: KnownSettings) -> None:
        self._changed = changed
        self._settings = settings
        self._stop = Event()
        self._thread: Thread | None = None

    def begin(self) -> None:
        """To be called in the event loop."""
        loop = asyncio.get_running_loop()
        self._thread = Thread(target=self._listen, args=(loop,), name="listening", daemon=True)
        self._thread.start()

    async def end(self, patience_s: float) -> None:
        self._stop.set()
        if self._thread:
            await asyncio.to_thread(self._thread.join, patience_s)

    def _listen(self, loop: asyncio.AbstractEventLoop) -> None:
        with suppress(RuntimeError):  # the loop has been closed
            for guild in self._changed(self._stop):
                loop.call_soon_threadsafe(self._settings.forget, guild)
