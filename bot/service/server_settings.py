"""Settings of servers, cached once read, so that no answer waits for the database."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from functools import partial
from threading import Event, Thread

from bot.core.records import ChannelMode, DailyQuote, ServerSettings
from bot.service.database_worker import DatabaseWorker
from bot.service.ports import Settings

_NOTHING_SET = ServerSettings()
_THEME = "settings"


class KnownSettings:
    """Settings by server. A setter takes effect at once and returns whether it was also written."""

    def __init__(self, settings: Settings, worker: DatabaseWorker) -> None:
        self._settings = settings
        self._worker = worker
        self._known: dict[int, ServerSettings] = {}
        self._unkept: set[int] = set()

    async def of(self, guild: int | None) -> ServerSettings:
        """Return the settings of a server, or those of direct messages (None)."""
        if guild is None:
            return _NOTHING_SET
        if guild not in self._known:
            found = await self._worker.found(_THEME, partial(self._settings.get, guild), None)
            return self._known.get(guild, _NOTHING_SET) if found is None else self._known.setdefault(guild, found)
        return self._known[guild]

    async def set_mode(self, guild: int, channel: int | None, mode: ChannelMode | None) -> bool:
        """Set it for a channel, or for the server; None takes back what was set."""
        self._known[guild] = (await self.of(guild)).with_mode(channel, mode)
        return await self._kept(guild, partial(self._settings.set_mode, guild, channel, mode))

    async def set_privacy(self, guild: int, channel: int | None = None, *, is_private: bool | None) -> bool:
        """Set it for a channel, or for the server; None takes back what was set."""
        self._known[guild] = (await self.of(guild)).with_privacy(channel, is_private=is_private)
        write = partial(self._settings.set_privacy, guild, channel, is_private=is_private)
        return await self._kept(guild, write)

    async def set_sources(self, guild: int, sources: tuple[str, ...]) -> bool:
        self._known[guild] = (await self.of(guild)).with_sources(sources)
        return await self._kept(guild, partial(self._settings.set_sources, guild, sources))

    async def set_daily(self, guild: int, daily: DailyQuote | None) -> bool:
        self._known[guild] = (await self.of(guild)).with_daily(daily)
        return await self._kept(guild, partial(self._settings.set_daily, guild, daily))

    async def dailies(self) -> Mapping[int, DailyQuote]:
        """Return the daily quote of every server that has one."""
        return await self._worker.found(_THEME, self._settings.dailies, {})

    async def guilds(self) -> frozenset[int]:
        """Return the servers for which anything is set."""
        return await self._worker.found(_THEME, self._settings.guilds, frozenset())

    def forget(self, guild: int | None) -> None:
        """Drop a server from the cache; with None all servers but those whose settings could not be written."""
        if guild is not None:
            self._known.pop(guild, None)
            return
        self._known = {known: found for known, found in self._known.items() if known in self._unkept}

    async def _kept(self, guild: int, write: Callable[[], None]) -> bool:
        is_kept = await self._worker.did(_THEME, write)
        (self._unkept.discard if is_kept else self._unkept.add)(guild)
        return is_kept


class SettingsListener:
    """Thread that drops settings from the cache when another process has changed them."""

    def __init__(self, changed: Callable[[Event], Iterator[int | None]], settings: KnownSettings) -> None:
        self._changed = changed
        self._settings = settings
        self._stop = Event()
        self._thread: Thread | None = None

    def begin(self) -> None:
        """Start the thread. Call it in the event loop."""
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
