"""Small bots for the tests, made with the real discord.py."""

from __future__ import annotations

import asyncio
from typing import Any

import discord
from discord import app_commands

from tests.standin import StandIn

INTENTS = discord.Intents(guilds=True, guild_messages=True, dm_messages=True, message_content=False)


class Notes:
    """Shared by both bots: a command tree, and a note of every message and event that arrived."""

    def take_notes(self) -> None:
        self.heard: list[discord.Message] = []
        self.events: list[str] = []

    async def on_message(self, message: discord.Message) -> None:
        self.heard.append(message)

    async def on_socket_event_type(self, name: str) -> None:
        self.events.append(name)

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Without the five seconds that discord.py waits before every IDENTIFY but the first."""


class Bot(Notes, discord.Client):
    def __init__(self, *, intents: discord.Intents = INTENTS, **options: Any) -> None:
        super().__init__(intents=intents, guild_ready_timeout=0.01, **options)
        self.tree = app_commands.CommandTree(self)
        self.take_notes()

    async def setup_hook(self) -> None:
        if self.tree.get_commands() or any(self.tree.walk_commands()):
            await self.tree.sync()


class ShardedBot(Notes, discord.AutoShardedClient):
    def __init__(self, *, intents: discord.Intents = INTENTS, **options: Any) -> None:
        super().__init__(intents=intents, guild_ready_timeout=0.01, **options)
        self.take_notes()


async def until(ready: Any, timeout_s: float = 60.0) -> None:
    """Waits for something inside the bot, which rings no bell."""
    async with asyncio.timeout(timeout_s):
        while not ready():
            await asyncio.sleep(0.002)


async def handled(standin: StandIn) -> None:
    """Waits until the bot has read all that it was sent, and has done all that it does about it."""
    await standin.gateway.settled()
    await until(lambda: not any(task.get_name().startswith("discord.py: on_") for task in asyncio.all_tasks()))
