"""When each connection to Discord was heard of last, by what the library makes public."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from time import monotonic

import discord

from bot.service.health import Shard


class Pulse:
    """To be looked at about once a second; `clock` gives seconds.

    A heartbeat that is answered changes its shard's latency, and every event counts as life of all shards: answers may
    be missing while events flow.
    """

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._event_at = clock()
        self._beats: dict[int, tuple[float, float]] = {}

    def hear(self) -> None:
        """An event came."""
        self._event_at = self._clock()

    def shards(self, found: Mapping[int, discord.ShardInfo]) -> tuple[Shard, ...]:
        return tuple(self._shard(info) for info in found.values())

    def _shard(self, info: discord.ShardInfo) -> Shard:
        now, latency_s = self._clock(), info.latency
        if self._beats.get(info.id, (None, now))[0] != latency_s:
            self._beats[info.id] = latency_s, now
        silent_s = now - max(self._beats[info.id][1], self._event_at)
        return Shard(info.id, not info.is_closed(), latency_s, silent_s)
