"""The bot as the service runs it, but in this process, so that its waits can be shortened."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from pathlib import Path

from bot.discord_app import running
from bot.discord_app.client import Bot, Upkeep
from bot.service.answering import Answering
from tests.conftest import memory_in
from tests.standin import StandIn
from tests.standin.launch import pointed_at


def at_once(_: float) -> Awaitable[object]:
    """A pause of no time; whoever else is there has a turn."""
    return asyncio.sleep(0)


BRIEFLY = running.RunOptions(tries_after_s=(0.001,))
AT_ONCE = Upkeep(pause=at_once)


class Life:
    """A bot that runs, and how its run ends."""

    def __init__(self, bot: Bot, run: asyncio.Task[None]) -> None:
        self.bot = bot
        self.run = run

    async def stop(self) -> None:
        """As a signal does."""
        self.run.cancel()
        await self.run


@asynccontextmanager
async def living(
    discord: StandIn, answering: Answering, folder: Path, upkeep: Upkeep = AT_ONCE, manner: running.RunOptions = BRIEFLY
) -> AsyncIterator[Life]:
    """Begun, with its state in a folder, and not yet connected; it does not outlive the block."""
    memory = memory_in(folder)
    bot = Bot(answering, memory, upkeep=upkeep)
    with pointed_at(discord.rest_url, discord.gateway_url):
        life = Life(bot, asyncio.create_task(running.run(bot, memory, discord.token, manner)))
        try:
            yield life
        finally:
            if not life.run.done():
                await life.stop()
