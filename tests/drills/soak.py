"""Two processes that share everything, asked all the time while things go wrong at random: python -m tests.drills.soak

Every few seconds a fault: a connection cut, a shard told to reconnect, a session that has to be resumed, an error or a
lost answer of Discord's, the database killed and started again. Shown: what was asked, answered, lost and doubled; the
last two should be 0.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping

from tests.drills.asking import Asked, Crowd
from tests.drills.fleet import Fleet, Plan, sailing
from tests.postgres import Cluster, cluster, missing

ANSWERS = r"/(callback|messages)$"

Fault = Callable[[Fleet, Cluster, int], object]


async def _database(_: Fleet, postgres: Cluster, __: int) -> None:
    await asyncio.to_thread(postgres.kill)
    await asyncio.to_thread(postgres.start)


FAULTS: Mapping[str, Fault] = {
    "connection cut": lambda fleet, _, shard: fleet.discord.gateway.abort(shard),
    "told to reconnect": lambda fleet, _, shard: fleet.discord.gateway.ask_to_reconnect(shard),
    "session to be resumed": lambda fleet, _, shard: fleet.discord.gateway.invalidate(resumable=True, shard=shard),
    "closed with 4000": lambda fleet, _, shard: fleet.discord.gateway.close(4000, shard),
    "500": lambda fleet, _, __: fleet.discord.fault("POST", ANSWERS, status=500),
    "502": lambda fleet, _, __: fleet.discord.fault("POST", ANSWERS, status=502),
    "503": lambda fleet, _, __: fleet.discord.fault("POST", ANSWERS, status=503),
    "429": lambda fleet, _, __: fleet.discord.fault_429("POST", ANSWERS, retry_after_s=0.3),
    "request dropped": lambda fleet, _, __: fleet.discord.fault("POST", ANSWERS, drop=True),
    "reply lost": lambda fleet, _, __: fleet.discord.fault("POST", ANSWERS, lose_reply=True),
    "database killed": _database,
}


class Soak:
    """`every_s`: a fault, on average."""

    def __init__(self, fleet: Fleet, postgres: Cluster, every_s: float, seed: int) -> None:
        self._fleet = fleet
        self._postgres = postgres
        self._every_s = every_s
        self._chance = random.Random(seed)
        self.struck: Counter[str] = Counter()

    async def run(self, crowd: Crowd, seconds: float) -> list[Asked]:
        """Ask for so long. Raises where a process has ended."""
        asking = asyncio.create_task(crowd.ask(seconds))
        until_s = time.monotonic() + seconds
        while time.monotonic() < until_s:
            await asyncio.sleep(self._chance.uniform(0, 2 * self._every_s))
            name = self._chance.choice([*FAULTS])
            self.struck[name] += 1
            under_way = FAULTS[name](self._fleet, self._postgres, self._chance.randrange(self._fleet.count))
            if asyncio.iscoroutine(under_way):
                await under_way
        asked = await asking
        assert all(process.returncode is None for process in self._fleet.running.values()), "a process has ended"
        return asked


async def soak(postgres: Cluster, plan: Plan, every_s: float, seed: int) -> None:
    async with sailing(postgres, plan) as fleet:
        crowd = Crowd(fleet.discord, fleet.count, plan.rate, seed)
        soaking = Soak(fleet, postgres, every_s, seed)
        asked = await soaking.run(crowd, plan.seconds)
        print(f"faults: {', '.join(f'{count} x {name}' for name, count in sorted(soaking.struck.items()))}")
        print(crowd.tally(asked))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--rate", type=float, default=20, help="questions a second")
    parser.add_argument("--every", type=float, default=3, help="seconds between faults, on average")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(2**32))
    options = parser.parse_args()
    if why := missing():
        print(f"{why}, so it cannot be killed")
        return
    plan = Plan(processes=2, shards=2, servers=40, seconds=options.seconds, rate=options.rate)
    print(f"{plan.seconds:.0f} s, {plan.rate:.0f} questions a second, seed {options.seed}", flush=True)
    with cluster() as postgres:
        asyncio.run(soak(postgres, plan, options.every, options.seed))


if __name__ == "__main__":
    sys.exit(main())
