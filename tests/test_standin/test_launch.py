"""The stand-in and the bot in processes of their own."""

from __future__ import annotations

import asyncio
import os
import sys
from asyncio.subprocess import PIPE
from pathlib import Path

import pytest

from tests.standin import StandIn
from tests.standin.launch import GATEWAY_VARIABLE, PROGRAM, REST_VARIABLE, environment

pytestmark = pytest.mark.asyncio
ROOT = Path(__file__).parents[2]
PRODUCT = """
import discord, sys

def main(arguments):
    print(arguments, flush=True)
    bot = discord.Client(intents=discord.Intents.none())

    @bot.event
    async def on_connect():
        await bot.close()

    bot.run("token.of-the.standin", log_handler=None)
    return 7
"""


def surroundings(**more: str) -> dict[str, str]:
    return os.environ | {"PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "ignore"} | more


async def test_the_launcher_runs_the_command_line_against_a_stand_in(standin: StandIn, tmp_path: Path) -> None:
    """`bot.cli.main` gets the remaining arguments and finds the stand-in in Discord's place."""
    (tmp_path / "bot").mkdir()
    (tmp_path / "bot" / "__init__.py").touch()
    (tmp_path / "bot" / "cli.py").write_text(PRODUCT)
    command = (*PROGRAM, "run", "--fast")
    process = await asyncio.create_subprocess_exec(
        *command, cwd=tmp_path, env=surroundings(**environment(standin), PYTHONPATH=str(tmp_path)), stdout=PIPE
    )
    out, _ = await process.communicate()
    assert (out.decode().strip(), process.returncode) == ("['run', '--fast']", 7)
    assert standin.gateway.identify_count == 1


async def test_a_stand_in_serves_other_processes() -> None:
    """`python -m tests.standin` tells its addresses and the token, then serves until it is interrupted."""
    command = (sys.executable, "-m", "tests.standin", "--guilds", "3", "--shards", "2")
    process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, env=surroundings(), stdout=PIPE)
    lines = [(await process.stdout.readline()).decode().strip() for _ in range(3)]
    told = dict(line.split("=", 1) for line in lines)
    assert set(told) == {REST_VARIABLE, GATEWAY_VARIABLE, "DISCORD_TOKEN"}
    reader, writer = await asyncio.open_connection(*told[REST_VARIABLE].split("/")[2].split(":"))
    writer.write(b"GET /api/v10/gateway HTTP/1.0\r\n\r\n")
    assert b"200 OK" in await reader.readline()
    writer.close()
    await writer.wait_closed()
    process.terminate()
    await process.wait()
