"""The command line on the loopback Discord: `ontherecord run` in a process of its own, the short verbs in a thread."""

from __future__ import annotations

import asyncio
import os
from asyncio.subprocess import PIPE, Process
from collections.abc import Awaitable, Callable
from pathlib import Path

from click.testing import Result

from bot.cli import init
from tests.conftest import call
from tests.standin import StandIn
from tests.standin.launch import PROGRAM, environment, pointed_at

ROOT = Path(__file__).parent.parent.parent
PATIENCE_S = 120.0  # a process of its own has much to load, on a machine that may be busy

Service = Callable[..., Awaitable[Process]]


class Processes:
    """Started one after the other with the same state folder and small knowledge; none of them outlives the test."""

    def __init__(self, discord: StandIn, folder: Path) -> None:
        list(init.make(folder))
        self._discord = discord
        self._folder = folder
        self._started: list[Process] = []

    async def start(self, token: str | None = None, settings: str = "logs: {form: text}\n") -> Process:
        config = self._folder / "config.yaml"
        config.write_text(f"state: {{folder: state}}\nknowledge: knowledge\n{settings}")
        named = {"DISCORD_TOKEN": self._discord.token if token is None else token}
        environ = {**os.environ, **environment(self._discord), **named}
        command = (*PROGRAM, "run", "--config", str(config))
        self._started.append(await asyncio.create_subprocess_exec(*command, cwd=ROOT, env=environ, stderr=PIPE))
        return self._started[-1]

    async def end(self) -> None:
        for process in self._started:
            if process.returncode is None:
                process.kill()
                await process.wait()


async def ended(process: Process) -> tuple[int | None, str]:
    """Its exit code, and what it wrote, in which no operator finds a traceback."""
    _, errors = await asyncio.wait_for(process.communicate(), PATIENCE_S)
    assert "Traceback" not in errors.decode()
    return process.returncode, errors.decode()


async def call_beside(discord: StandIn, *args: str, token: str | None = None) -> Result:
    """A verb that comes to an end, called in this process while the loopback Discord answers it."""
    with pointed_at(discord.rest_url, discord.gateway_url):
        return await asyncio.to_thread(call, *args, DISCORD_TOKEN=discord.token if token is None else token)
