"""Two processes, each with one of two shards, as members see them: one bot, which answers once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

import pytest

from bot.core.records import KEY_BYTES, ChannelMode, DailyQuote
from bot.discord_app.client import Bot, Upkeep
from bot.service.answering import Answering
from bot.service.database_worker import DatabaseWorker
from bot.service.memory import Memory
from bot.service.shards import ShardRange
from bot.state.database import Database
from bot.state.sqlite import NAME, SqliteFile
from bot.state.store import Store
from tests.discord_app.client_view import quoted_in
from tests.standin import Channel, PatientClock, StandIn, towns
from tests.standin.launch import running
from tests.state.values import NOON

MASTERS = "Should I do a Master's degree?"
PATIENCE_S = 60


@pytest.fixture
async def discord() -> AsyncIterator[StandIn]:
    """Some servers on either shard."""
    async with StandIn(towns(9), clock=PatientClock()) as standin:
        yield standin


def square(discord: StandIn, shard: int) -> Channel:
    """A channel of a server on that shard, where members may talk."""
    towns_there = [guild for guild in discord.world.bot_guilds()[1:] if (guild.id >> 22) % 2 == shard]
    return discord.world.channels_of(towns_there[0].id)[0]


class Process:
    """A bot and its memory, which it shares."""

    def __init__(self, answering: Answering, folder: Path, shard: int) -> None:
        store = Store(Database(SqliteFile(folder / NAME)))
        self.memory = Memory(store, lambda: b"k" * KEY_BYTES, self.now, DatabaseWorker(60, 60))
        self.bot = Bot(answering, self.memory, upkeep=Upkeep(part=ShardRange((shard,), 2, interval_s=0.01)))

    def now(self) -> datetime:
        return NOON


@pytest.fixture
async def processes(discord: StandIn, answering: Answering, tmp_path: Path) -> AsyncIterator[tuple[Process, Process]]:
    first, second = (Process(answering, tmp_path, shard) for shard in (0, 1))
    async with first.memory, second.memory, running(first.bot, discord), running(second.bot, discord, shards=2):
        yield first, second


async def test_each_answers_in_its_own_servers(discord: StandIn, processes: tuple[Process, Process]) -> None:
    """Once. They registered the commands once as well."""
    assert [len(process.bot.guilds) > 0 for process in processes] == [True, True]
    assert sum(len(process.bot.guilds) for process in processes) == 9
    for shard in (0, 1):
        channel = square(discord, shard)
        asker = discord.person("asker", channel)
        assert "Alexey Grigorev" in (await asker.slash("ask", question=MASTERS)).text
        answer = await discord.reply_to(asker.says(channel, "How much does a PhD matter?", mentions=[discord.bot]))
        assert quoted_in([answer.content])
        assert len(discord.messages_in(channel)) == 3
    assert len(discord.requests.to("PUT", r"/commands$")) == 1


async def test_what_is_set_in_one_holds_in_the_other(discord: StandIn, processes: tuple[Process, Process]) -> None:
    """Within two seconds; here in the time that a busy machine takes."""
    one, other = processes
    assert not (await other.memory.settings.of(1)).is_silent_in(10)
    await one.memory.settings.set_mode(1, 10, ChannelMode.OFF)
    async with asyncio.timeout(PATIENCE_S):
        while not (await other.memory.settings.of(1)).is_silent_in(10):
            await asyncio.sleep(0.05)


async def test_one_posts_the_quotes_of_all(discord: StandIn, processes: tuple[Process, Process]) -> None:
    """Also where it is not itself, and nobody does it again."""
    first, second = processes
    channels = [square(discord, shard) for shard in (0, 1)]
    for channel in channels:
        await first.memory.settings.set_daily(channel.guild_id or 0, DailyQuote(channel.id, "12:00", "UTC"))
    assert [await first.bot.leader_tasks.take(), await second.bot.leader_tasks.take()] == [True, False]
    await first.bot.daily_poster.once()
    await second.bot.daily_poster.once()
    assert [len(discord.messages_in(channel)) for channel in channels] == [1, 1]


async def test_duties_are_taken_over(discord: StandIn, answering: Answering, tmp_path: Path) -> None:
    """From a process that has ended."""
    first, second = (Process(answering, tmp_path, shard) for shard in (0, 1))
    async with second.memory:
        async with first.memory, running(first.bot, discord), running(second.bot, discord, shards=2):
            assert not await second.bot.leader_tasks.take()
        assert await second.memory.leads()
