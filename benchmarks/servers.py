"""One process with many servers: PYTHONPATH=. python benchmarks/servers.py [SERVERS] [SHARDS] [SECONDS] [RATE]

Discord is the stand-in of the tests, in this process; the bot runs in one of its own, by words alone. Each server has
21 channels. Shown: the bot's memory with one server and with all of them, and for each shard the time from a question
to its answer, half of them slash commands and half mentions, RATE a second in all.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from asyncio.subprocess import DEVNULL
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from load import NO_LIMITS, memory_mb
from tables import show

from tests.drills.asking import Crowd
from tests.standin import Application, StandIn, World, towns
from tests.standin.launch import PROGRAM, environment

ROOT = Path(__file__).parent.parent
CHANNELS = 20  # beside the one in which is asked
SETTLED_S = 3.0  # then the last server has been told, and what was needed for the start has gone


def world(servers: int, shards: int) -> World:
    made = towns(servers, Application(shards=shards))
    for guild in list(made.guilds.values()):
        for number in range(CHANNELS):
            made.add_channel(guild, f"room {number}")
    return made


@asynccontextmanager
async def bot(servers: int, shards: int) -> AsyncIterator[tuple[StandIn, int]]:
    """A stand-in with so many servers, and the id of the process that serves them."""
    with TemporaryDirectory() as folder:
        config = Path(folder) / "config.yaml"
        config.write_text(f"matching: {{semantic: off}}\n{NO_LIMITS}", encoding="utf-8")
        async with StandIn(world(servers, shards)) as discord:
            environ = {**os.environ, **environment(discord), "DISCORD_TOKEN": discord.token}
            command = (*PROGRAM, "run", "--config", str(config))
            process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, env=environ, stderr=DEVNULL)
            await discord.connected(shards, timeout_s=60 + 10 * shards)
            await asyncio.sleep(SETTLED_S)
            yield discord, process.pid
            process.send_signal(signal.SIGTERM)
            await process.wait()


async def measure(servers: int, shards: int, seconds: float, rate: float) -> None:
    async with bot(1, 1) as (_, process):
        least_mb = memory_mb(process)
    async with bot(servers, shards) as (discord, process):
        most_mb = memory_mb(process)
        crowd = Crowd(discord, shards, rate)
        asked = await crowd.ask(seconds)
        after_mb = memory_mb(process)
    per_server_kb = 1024 * (most_mb - least_mb) / (servers - 1)
    print(
        f"Memory: {least_mb:.0f} MB with 1 server, {most_mb:.0f} MB with {servers} ({per_server_kb:.1f} kB each), ",
        end="",
    )
    print(f"{after_mb:.0f} MB after {len(asked)} questions.\n")
    rows = []
    for shard in range(shards):
        found = crowd.tally(one for one in asked if one.shard == shard)
        there = sum((guild.id >> 22) % shards == shard for guild in discord.world.bot_guilds())
        counts = (found.asked, found.lost, found.doubled)
        rows.append([str(shard), str(there), *map(str, counts), f"{found.p50_ms:.1f}", f"{found.p99_ms:.1f}"])
    show(["shard", "servers", "questions", "lost", "doubled", "p50 ms", "p99 ms"], rows)


def main() -> None:
    servers, shards, seconds, rate = [*sys.argv[1:], *("2000", "4", "30", "30")[len(sys.argv) - 1 :]]
    asyncio.run(measure(int(servers), int(shards), float(seconds), float(rate)))


if __name__ == "__main__":
    main()
