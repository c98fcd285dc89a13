"""Sessions begin one after the other, whichever process begins them."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from bot.core.records import KEY_BYTES
from bot.service.database_worker import DatabaseWorker
from bot.service.memory import Memory
from bot.service.shards import IdentifyQueue
from bot.state.database import Database
from bot.state.sqlite import NAME, SqliteFile
from bot.state.store import Store
from tests.state.values import NOON


class Watch:
    """A clock that goes on while somebody waits, and nothing else takes time."""

    def __init__(self) -> None:
        self.now = NOON
        self.waited_s: list[float] = []

    def __call__(self) -> datetime:
        return self.now

    async def pause(self, seconds: float) -> None:
        self.waited_s.append(seconds)
        self.now += timedelta(seconds=seconds)


def memory_of(folder: Path, watch: Watch, kind: type[Memory] = Memory) -> Memory:
    return kind(Store(Database(SqliteFile(folder / NAME))), lambda: b"k" * KEY_BYTES, watch, DatabaseWorker(60, 60))


async def test_one_after_the_other(tmp_path: Path) -> None:
    """The first at once; another process five seconds later; another bucket at once."""
    watch = Watch()
    async with memory_of(tmp_path, watch) as one, memory_of(tmp_path, watch) as other:
        first, second = (IdentifyQueue(memory, 5.0, watch.pause) for memory in (one, other))
        await first.wait(0)
        await second.wait(0)
        await first.wait(1)
        watch.now += timedelta(seconds=3)
        await first.wait(0)
    assert watch.waited_s == [0, 5, 0, 2]


async def test_many_at_once(tmp_path: Path) -> None:
    """Each in a slot of its own."""
    watch = Watch()
    begun: list[datetime] = []

    class Noting(Memory):
        async def put_value_if(self, key: str, old: str | None, new: str) -> bool:
            is_put = await super().put_value_if(key, old, new)
            begun.extend([datetime.fromisoformat(new)] if is_put and key.startswith("identify") else [])
            return is_put

    async with memory_of(tmp_path, watch, Noting) as one, memory_of(tmp_path, watch, Noting) as other:
        await asyncio.gather(*(IdentifyQueue(memory, 5.0, watch.pause).wait(0) for memory in (one, other) * 4))
    begun.sort()
    assert len(begun) == 8
    gaps = [later - sooner for sooner, later in pairwise(begun)]
    assert min(gaps) >= timedelta(seconds=5)


async def test_a_wrong_clock_holds_up_nobody_for_long(tmp_path: Path) -> None:
    """Another machine thinks that it is tomorrow."""
    watch = Watch()
    async with memory_of(tmp_path, watch) as memory:
        await memory.put_value("identify:0", (NOON + timedelta(days=1)).isoformat())
        await IdentifyQueue(memory, 5.0, watch.pause).wait(0)
    assert watch.waited_s == [5]


async def test_without_a_memory_it_waits_for_itself_alone(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """And goes on."""
    (tmp_path / NAME).mkdir()
    watch = Watch()
    async with memory_of(tmp_path, watch) as memory:
        line = IdentifyQueue(memory, 5.0, watch.pause)
        await line.wait(0)
        await line.wait(0)
    assert watch.waited_s == [0, 5, 0, 5]
