"""Points discord.py at a stand-in: within this process, or in one of its own for the real command line.

STANDIN_REST=... STANDIN_GATEWAY=... python -P tests/standin/launch.py run --config bot.yaml

Called so, it loads nothing of the stand-in itself, so that the process is as quick and as small as the bot's own.
"""

from __future__ import annotations

import asyncio
import importlib
import os
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import discord
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

if TYPE_CHECKING:
    from tests.standin.server import StandIn

Bot = TypeVar("Bot", bound=discord.Client)
REST_VARIABLE, GATEWAY_VARIABLE = "STANDIN_REST", "STANDIN_GATEWAY"
PROGRAM = (sys.executable, "-P", __file__)


@contextmanager
def pointed_at(rest_url: str, gateway_url: str) -> Iterator[None]:
    """discord.py talks to these addresses until the block ends."""
    before = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = rest_url, yarl.URL(gateway_url)
    try:
        yield
    finally:
        Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = before


@asynccontextmanager
async def running(bot: Bot, standin: StandIn, *, shards: int = 1) -> AsyncIterator[Bot]:
    """The bot, logged in and with all its guilds; closed when the block ends.

    Raises whatever ends the bot before it is connected.
    """
    with pointed_at(standin.rest_url, standin.gateway_url):
        life = asyncio.create_task(bot.start(standin.token))
        connecting = asyncio.create_task(standin.connected(shards))
        try:
            await asyncio.wait((life, connecting), return_when=asyncio.FIRST_COMPLETED)
            if life.done():
                life.result()
            await connecting
            yield bot
        finally:
            connecting.cancel()
            await bot.close()
            life.cancel()
            with suppress(asyncio.CancelledError):
                await life


def environment(standin: StandIn) -> dict[str, str]:
    """What a process needs in its environment to be launched against a stand-in."""
    return {REST_VARIABLE: standin.rest_url, GATEWAY_VARIABLE: standin.gateway_url}


def main() -> None:
    """Runs the bot's own command line with the remaining arguments."""
    sys.path.append(str(Path(__file__).parent.parent.parent))
    with pointed_at(os.environ[REST_VARIABLE], os.environ[GATEWAY_VARIABLE]):
        sys.exit(importlib.import_module("bot.cli").main(sys.argv[1:]))


if __name__ == "__main__":
    main()
