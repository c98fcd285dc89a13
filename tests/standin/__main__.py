"""Serves a stand-in for other processes until it is interrupted: python -m tests.standin --port 8080"""

from __future__ import annotations

import argparse
import asyncio
import sys
from contextlib import suppress
from pathlib import Path

from tests.standin.launch import environment
from tests.standin.scene import towns
from tests.standin.server import StandIn
from tests.standin.world import NO_INTENTS, Application, Intent


def parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.standin", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes any free one")
    parser.add_argument("--description", type=Path, help="Discord's OpenAPI file, to check requests against")
    parser.add_argument("--guilds", type=int, default=1)
    parser.add_argument("--shards", type=int, default=1, help="how many shards to recommend to the bot")
    parser.add_argument("--message-content", action="store_true", help="grant the message content intent")
    return parser.parse_args()


async def serve(options: argparse.Namespace) -> None:
    granted = Intent.MESSAGE_CONTENT if options.message_content else NO_INTENTS
    world = towns(options.guilds, Application(shards=options.shards, privileged=granted))
    async with StandIn(world, description=options.description, port=options.port) as discord:
        told = environment(discord) | {"DISCORD_TOKEN": discord.token}
        sys.stdout.writelines(f"{name}={value}\n" for name, value in told.items())
        sys.stdout.flush()
        await asyncio.Event().wait()


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        asyncio.run(serve(parsed()))
