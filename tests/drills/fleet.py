"""Processes of the bot that share the shards and one PostgreSQL, under questions: python -m tests.drills.fleet

The one that leads is killed while members ask, and started again. Shown: what was asked, answered, lost and doubled,
how long its single roles and its shards were gone, and how far apart sessions began.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.drills.asking import Crowd, Tally
from tests.postgres import Cluster, cluster, missing
from tests.standin import Application, StandIn, towns
from tests.standin.launch import PROGRAM, environment

ROOT = Path(__file__).parent.parent.parent
KEY = bytes(range(32))
_TRIES = 2
SETTINGS = """
state: {{folder: {folder}, url: '{url}'}}
matching: {{semantic: off}}
manners: {{member_questions: 1000, channel_answers: 1000, repeat_minutes: 0}}
discord: {{shards: {{ids: {first}-{last}, count: {count}}}}}
"""


@dataclass
class Fleet:
    """So many processes with so many shards each. `folder` holds a state folder for each."""

    discord: StandIn
    url: str
    folder: Path
    processes: int
    shards: int
    running: dict[int, asyncio.subprocess.Process] = field(default_factory=dict)

    @property
    def count(self) -> int:
        return self.processes * self.shards

    def part(self, number: int) -> range:
        return range(number * self.shards, (number + 1) * self.shards)

    async def start(self, number: int) -> None:
        part, state = self.part(number), self.folder / str(number)
        state.mkdir(mode=0o700, exist_ok=True)
        (state / "digests.key").write_bytes(KEY)
        config = self.folder / f"{number}.yaml"
        settings = SETTINGS.format(folder=state, url=self.url, first=part[0], last=part[-1], count=self.count)
        config.write_text(settings, encoding="utf-8")
        given = {**environment(self.discord), "DISCORD_TOKEN": self.discord.token}
        command = (*PROGRAM, "run", "--config", str(config))
        with (self.folder / f"{number}.log").open("ab") as log:
            process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, env=os.environ | given, stderr=log)
        self.running[number] = process

    async def kill(self, number: int) -> None:
        process = self.running.pop(number)
        process.kill()
        await process.wait()

    def is_up(self, parts: Sequence[int]) -> bool:
        live = {session.shard[0] for session in self.discord.gateway.live()}
        return all(shard in live for number in parts for shard in self.part(number))

    async def up(self, parts: Sequence[int], patience_s: float = 300.0) -> float:
        """Seconds until all shards of these processes are connected."""
        began_s = time.monotonic()
        async with asyncio.timeout(patience_s):
            while not self.is_up(parts):
                await asyncio.sleep(0.02)
        await self.discord.gateway.settled(60)
        return time.monotonic() - began_s


@asynccontextmanager
async def sailing(postgres: Cluster, plan: Plan) -> AsyncIterator[Fleet]:
    """All of them up; none is left behind."""
    application = Application(shards=plan.processes * plan.shards, identifies_at_once=plan.shards)
    with TemporaryDirectory() as folder:
        async with StandIn(towns(plan.servers, application)) as discord:
            fleet = Fleet(discord, postgres.new(), Path(folder), plan.processes, plan.shards)
            try:
                for number in range(plan.processes):
                    await fleet.start(number)
                await fleet.up(range(plan.processes))
                yield fleet
            finally:
                for number in [*fleet.running]:
                    with suppress(ProcessLookupError):
                        await fleet.kill(number)


def leader(fleet: Fleet, postgres: Cluster) -> int | None:
    """Which process does what only one may: the one whose connection holds the lock of the role."""
    name = fleet.url.rpartition("/")[2]
    held = "SELECT a.client_port FROM pg_locks l JOIN pg_stat_activity a USING (pid) WHERE l.locktype = 'advisory'"
    ports = {int(port) for port in postgres.execute(f"{held} AND a.datname = '{name}' AND l.granted").split()}
    for number, process in fleet.running.items():
        if ports & _ports(process.pid):
            return number
    return None


def _ports(process: int) -> set[int]:
    """Those of its TCP connections on this machine."""
    inodes = set()
    for descriptor in Path(f"/proc/{process}/fd").iterdir():
        with suppress(OSError):
            inodes.add(descriptor.readlink().name.removeprefix("socket:[").removesuffix("]"))
    rows = (line.split() for line in Path(f"/proc/{process}/net/tcp").read_text(encoding="ascii").splitlines()[1:])
    return {int(row[1].partition(":")[2], 16) for row in rows if row[9] in inodes}


def gaps_s(fleet: Fleet, at_once: int) -> list[float]:
    """Between sessions of the same bucket."""
    buckets: dict[int, list[float]] = {}
    for shard, moment in fleet.discord.gateway.identified:
        buckets.setdefault(shard % at_once, []).append(moment)
    return [later - sooner for moments in buckets.values() for sooner, later in pairwise(sorted(moments))]


@dataclass(frozen=True, slots=True)
class Plan:
    """How many processes of how many shards, in how many servers, are asked how much."""

    processes: int
    shards: int
    servers: int
    seconds: float
    rate: float


@dataclass(frozen=True, slots=True)
class Findings:
    """`living`: questions on shards whose process lived; `dead`: on those of the one that was killed, while it was."""

    living: Tally
    dead: Tally
    after: Tally
    roles_s: float
    shards_s: float
    least_gap_s: float

    @property
    def lost(self) -> int:
        return self.living.lost + self.after.lost

    @property
    def doubled(self) -> int:
        return self.living.doubled + self.dead.doubled + self.after.doubled


async def drill(postgres: Cluster, plan: Plan) -> Findings:
    """Kill whichever process leads, in the middle of questions."""
    async with sailing(postgres, plan) as fleet:
        crowd = Crowd(fleet.discord, fleet.count, plan.rate)
        before = await crowd.ask(plan.seconds / 3)
        doomed = leader(fleet, postgres)
        assert doomed is not None, "nobody leads"
        asking = asyncio.create_task(crowd.ask(plan.seconds / 3))
        await asyncio.sleep(plan.seconds / 12)
        await fleet.kill(doomed)
        roles_s = await _led_again(fleet, postgres)
        during = await asking
        began_s = time.monotonic()
        await fleet.start(doomed)
        await fleet.up(range(plan.processes))
        shards_s = time.monotonic() - began_s
        after = await crowd.ask(plan.seconds / 3)
        living = [one for one in during if one.shard not in fleet.part(doomed)]
        dead = [one for one in during if one.shard in fleet.part(doomed)]
        tallies = (crowd.tally(asked) for asked in ([*before, *living], dead, after))
        return Findings(*tallies, roles_s, shards_s, min(gaps_s(fleet, plan.shards)))


async def _led_again(fleet: Fleet, postgres: Cluster) -> float:
    """Seconds until another process has the roles."""
    died_s = time.monotonic()
    while leader(fleet, postgres) is None:
        await asyncio.sleep(0.1)
    return time.monotonic() - died_s


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--processes", type=int, default=4)
    parser.add_argument("--shards", type=int, default=4, help="of each process")
    parser.add_argument("--servers", type=int, default=160)
    parser.add_argument("--seconds", type=float, default=30, help="in which questions are asked")
    parser.add_argument("--rate", type=float, default=40, help="questions a second")
    if why := missing():
        print(f"{why}, so it stays unproved that a process may die")
        return
    plan = Plan(**vars(parser.parse_args()))
    print(f"{plan.processes} processes of {plan.shards} shards, {plan.servers} servers, one PostgreSQL")
    for _ in range(_TRIES):
        with cluster() as postgres:
            found = asyncio.run(drill(postgres, plan))
        show(found)
        assert not found.doubled
        if not found.lost:
            return
        print("a machine that stalls for three seconds loses commands by itself: once more")
    sys.exit(1)


def show(found: Findings) -> None:
    print(f"on shards whose process lived: {found.living}")
    print(f"on those of the one that was killed: {found.dead}")
    print(f"after it was back: {found.after}")
    print(
        f"its roles were taken over after {found.roles_s:.1f} s, its shards back {found.shards_s:.1f} s after its start"
    )
    print(f"sessions of a bucket began {found.least_gap_s:.1f} s apart or more")


if __name__ == "__main__":
    main()
