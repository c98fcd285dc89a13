"""Nothing of a server outlives the bot's leaving it; an outage, or another application, is no leaving."""

from __future__ import annotations

import asyncio
from pathlib import Path

from bot.core.records import ChannelMode
from bot.discord_app.client import Bot
from bot.service.answering import Answering
from bot.service.memory import Memory
from tests.conftest import memory_in
from tests.standin import StandIn
from tests.standin.launch import running
from tests.state.values import question, reply, vote
from tests.test_standin.bots import until

GONE = 7


async def fill(memory: Memory, guild: int) -> None:
    memory.remember_reply(reply(guild=guild, question_message=guild, kept_at=memory.now()))
    memory.keep_unanswered(question(guild=guild, kept_at=memory.now()))
    memory.vote(vote(guild=guild, answer_message=guild, kept_at=memory.now()))
    assert await memory.settings.set_mode(guild, 10, ChannelMode.OFF)


async def test_all_of_a_server_is_forgotten(discord: StandIn, bot: Bot, memory: Memory) -> None:
    """As soon as the bot is taken out; an outage takes nothing along."""
    guild = discord.world.bot_guilds()[0]
    await fill(memory, guild.id)
    discord.gateway.dispatch("GUILD_DELETE", {"id": str(guild.id), "unavailable": True}, guild_id=guild.id)
    await discord.gateway.settled()
    assert await memory.replies_to(guild.id)
    assert guild.id in await memory.settings.guilds()
    discord.leave(guild)
    await until(lambda: not bot.guilds)
    assert await memory.put_value("written", "yes")
    assert not await memory.replies_to(guild.id)
    assert await memory.open_questions(guild.id) == ()
    assert await memory.tallies(guild.id) == {}
    assert await memory.settings.guilds() == frozenset()


async def test_a_server_that_was_left_meanwhile_is_forgotten(
    discord: StandIn, answering: Answering, tmp_path: Path
) -> None:
    """At the next start, and those that are still there are not."""
    guild = discord.world.bot_guilds()[0].id
    async with memory_in(tmp_path) as memory:
        await fill(memory, GONE)
        await fill(memory, guild)
    async with memory_in(tmp_path) as memory, running(Bot(answering, memory), discord):
        async with asyncio.timeout(60):
            while GONE in await memory.settings.guilds():
                await asyncio.sleep(0.05)
        assert not await memory.replies_to(GONE)
        assert await memory.replies_to(guild)
        assert await memory.settings.guilds() == {guild}


async def test_another_application_forgets_nothing(discord: StandIn, answering: Answering, tmp_path: Path) -> None:
    """Somebody tries a second token on the same state."""
    async with memory_in(tmp_path) as memory:
        await memory.put_value("application", "1")
        await fill(memory, GONE)
    async with memory_in(tmp_path) as memory, running(Bot(answering, memory), discord) as bot:
        await bot.cogs["Departures"].on_shard_ready(0)
        assert await memory.settings.guilds() == {GONE}
