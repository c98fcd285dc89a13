"""Many commands at once on a machine whose cores others want: none may end without a first answer in three seconds.

python -m tests.drills.burst [--count 300] [--loops 4]

The bot runs in a process of its own, the stand-in in this one judges, and busy processes run beside. Where the system
lets it, the stand-in does not wait for the processor, as Discord is another machine. A machine that gives a process
less than the drill needs is asked less at once, in proportion, and the drill says so.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.drills.asking import QUESTIONS
from tests.standin import Exchange, Person, StandIn, World, towns
from tests.standin.launch import PROGRAM, environment

ROOT = Path(__file__).parent.parent.parent
SETTINGS = "matching: {semantic: off}\nmanners: {member_questions: 1000, channel_answers: 1000, repeat_minutes: 0}\n"
PEOPLE, PATIENCE_S = 60, 60.0
DISCORD_WAITS_S = 3.0
NEEDED = 300.0  # rounds of `speed` in a second with which 300 commands at once are answered in time
_TRIES = 2
_BEFORE_OTHERS = 10  # of the system's steps of niceness


@dataclass(frozen=True, slots=True)
class Burst:
    """How many commands were sent at once, and how many of them Discord gave up; seconds to the last first answer."""

    count: int
    lost: int
    slowest_s: float

    def __str__(self) -> str:
        last = f"the last came after {self.slowest_s:.1f} s"
        return f"{self.count} at once: {self.lost} without a first answer in time; {last}"


def world() -> World:
    """Servers with one channel, and people in each."""
    made = towns(PEOPLE)
    for number, guild in enumerate(guild for guild in made.guilds.values() if guild.name.startswith("Town ")):
        made.add_member(guild, made.add_user(f"member {number}"))
    return made


def speed() -> float:
    """Rounds of the kind of work that a bot does, in one second of this machine as it is just now."""
    texts, rounds, ends_s = QUESTIONS.read_text(encoding="utf-8").splitlines()[:100], 0, time.monotonic() + 1.0
    while time.monotonic() < ends_s:
        json.dumps([json.loads(text) for text in texts])
        rounds += 1
    return float(rounds)


def bearable(count: int, measured: float) -> int:
    """How many commands at once a machine of this speed is asked, at least ten."""
    return max(10, min(count, round(count * measured / NEEDED)))


async def burst(people: Sequence[Person], count: int, patience_s: float = PATIENCE_S) -> Burst:
    """Send commands at once, and judge them once Discord waits for none of them any more."""
    texts = [json.loads(line)["q"] for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]
    asked = list[Exchange]()
    for number in range(count):
        person, text = people[number % len(people)], texts[number % len(texts)]
        asked.append(person.slash("ask", question=text, private=True))
        await asyncio.sleep(0)  # it is on its way before the next is made, as its time says
    until_s = time.monotonic() + max(patience_s, DISCORD_WAITS_S)
    while time.monotonic() < until_s and any(map(is_open, asked)):
        await asyncio.sleep(0.1)
    firsts = [one.callback.after_s for one in asked if one.callback]
    lost = sum(one.callback is None or one.callback.after_s > DISCORD_WAITS_S for one in asked)
    return Burst(count, lost, max(firsts, default=0.0))


def is_open(asked: Exchange) -> bool:
    """Whether a first answer, or the refusal of one that came too late, is still to come."""
    return asked.callback is None and not asked.refusals


@contextmanager
def busy(loops: int) -> Iterator[None]:
    """Processes that do nothing but take the processor."""
    processes = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(loops)]
    try:
        yield
    finally:
        for process in processes:
            process.kill()
            process.wait()


@contextmanager
def preceding() -> Iterator[None]:
    """This process comes before others, where the system lets it; those that were begun before do not."""
    before = os.getpriority(os.PRIO_PROCESS, 0)
    with suppress(PermissionError):
        os.setpriority(os.PRIO_PROCESS, 0, before - _BEFORE_OTHERS)
    try:
        yield
    finally:
        os.setpriority(os.PRIO_PROCESS, 0, before)


async def drilled(count: int, loops: int, folder: Path) -> Burst:
    """A bot in a process of its own, asked as much as the machine bears beside the busy processes."""
    config = folder / "config.yaml"
    config.write_text(f"state: {{folder: {folder / 'state'}}}\n{SETTINGS}", encoding="utf-8")
    async with StandIn(world()) as discord:
        environ = {**os.environ, **environment(discord), "DISCORD_TOKEN": discord.token, "OPENBLAS_NUM_THREADS": "1"}
        with (folder / "log").open("wb") as log:
            command = (*PROGRAM, "run", "--config", str(config))
            process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, env=environ, stderr=log)
        try:
            await discord.connected(timeout_s=120)
            people = [discord.person(f"member {number}") for number in range(PEOPLE - 1)]
            await burst(people, 5)  # what is loaded once is loaded
            with busy(loops):
                measured = await asyncio.to_thread(speed)
                asked = bearable(count, measured)
                if asked < count:
                    told = f"{measured:.0f} of the {NEEDED:.0f} rounds a second that {count} need"
                    print(f"This machine does {told}: so {asked} at once.")
                with preceding():
                    return await burst(people, asked)
        finally:
            if process.returncode is None:
                process.kill()
            await process.wait()


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--loops", type=int, default=4)
    given = parser.parse_args()
    for _ in range(_TRIES):  # a machine may stall once
        with TemporaryDirectory() as folder:
            result = asyncio.run(drilled(given.count, given.loops, Path(folder)))
        print(result)
        if not result.lost:
            return 0
    return 1


if __name__ == "__main__":
    sys.exit(main())
