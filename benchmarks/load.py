"""The bot under load, in a process of its own.

PYTHONPATH=. python benchmarks/load.py [TIER] [SECONDS] [RATE] [BURST] [LOOPS] [NICE]

RATE questions a second (100), half slash commands, half mentions, by many people in 300 servers; then BURST slash
questions at once (1,000). Discord is the stand-in of the tests, in this process. Shown: time from the dispatch of a
question to the bot's first answer at Discord's door (messages in whole ms), what was lost or answered twice, how late
the bot's event loop came to a timer, and its memory before and after. Nobody is asked to wait, nothing is a repeat.
Deferred: told "thinking" first. LOOPS busy processes (0) run beside, as on a machine whose cores others want; where the
system lets it, the stand-in does not wait for them, nor for the bot: Discord is another machine.
The bot is started with that NICE (0): -10, which needs rights, weighs as much as the CPUWeight=1000 of deploy/.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from time import time

import numpy as np
from tables import show

from tests.drills.burst import busy, preceding
from tests.standin import Answer, Exchange, Message, Person, StandIn, World, towns
from tests.standin.launch import GATEWAY_VARIABLE, REST_VARIABLE, environment, pointed_at

ROOT = Path(__file__).parent.parent
SERVERS, PEOPLE, TICK_S, PATIENCE_S = 300, 300, 0.01, 10.0
ANSWERED = 40060  # as Discord refuses a second first answer
NO_LIMITS = "manners: {member_questions: 1000, channel_answers: 1000, repeat_minutes: 0}\n"

Asked = Exchange | Message


def world() -> World:
    """Servers with one channel and one member each, besides the course."""
    made = towns(SERVERS)
    guilds = [guild for guild in made.guilds.values() if guild.name.startswith("Town ")]
    for number in range(PEOPLE):
        made.add_member(guilds[number % len(guilds)], made.add_user(f"member {number}"))
    return made


def questions() -> list[str]:
    lines = (ROOT / "tests" / "eval" / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["q"] for line in lines]


def asks(person: Person, discord: StandIn, number: int, text: str) -> Asked:
    """Every other question is a slash command, the others are mentions."""
    if number % 2:
        return person.slash("ask", question=text)
    return person.says(person.channel, text, mentions=[discord.bot])


async def steadily(discord: StandIn, people: Sequence[Person], rate: int, seconds: int) -> list[Asked]:
    texts, began, asked = questions(), time(), list[Asked]()
    for number in range(rate * seconds):
        await asyncio.sleep(max(0.0, began + number / rate - time()))
        asked.append(asks(people[number % len(people)], discord, number, texts[(number * 7) % len(texts)]))
    return asked


async def all_at_once(people: Sequence[Person], count: int) -> list[Asked]:
    texts, asked = questions(), list[Asked]()
    for number in range(count):
        asked.append(people[number % PEOPLE].slash("ask", question=texts[number % len(texts)]))
        await asyncio.sleep(0)  # it is on its way before the next is made, as its time says
    return asked


def told_to_wait(asked: Sequence[Asked]) -> int:
    return sum(
        isinstance(one, Exchange) and one.callback is not None and one.callback.kind is Answer.DEFERRED_MESSAGE
        for one in asked
    )


def unanswered(discord: StandIn, asked: Sequence[Asked]) -> int:
    """How many have no answer yet, be it that they were told to wait."""
    waiting = sum(isinstance(one, Exchange) and one.is_thinking for one in asked)
    return first_answers(discord, asked)[1] + waiting


def first_answers(discord: StandIn, asked: Sequence[Asked]) -> tuple[list[float], int, int]:
    """Milliseconds to each first answer; how many questions got none; how many got more than one."""
    replies: dict[int, list[Message]] = {}
    for channel in discord.world.channels.values():
        for message in discord.messages_in(channel):
            if message.author == discord.bot and message.reply_to:
                replies.setdefault(message.reply_to, []).append(message)
    took, lost, doubled = list[float](), 0, 0
    for one in asked:
        if isinstance(one, Exchange):
            took += [1000 * one.callback.after_s] if one.callback else []
            twice = any(refusal.code == ANSWERED for refusal in one.refusals)
            lost, doubled = lost + (one.callback is None), doubled + twice
        else:
            found = replies.get(one.id, [])
            took += [float((found[0].id >> 22) - (one.id >> 22))] if found else []
            lost, doubled = lost + (not found), doubled + (len(found) > 1)
    return took, lost, doubled


async def quiet(discord: StandIn, asked: Sequence[Asked]) -> None:
    """Until everything is answered, or nothing more has been for a while."""
    left, until = -1, time() + PATIENCE_S
    while time() < until and (now := unanswered(discord, asked)):
        if now != left:
            left, until = now, time() + PATIENCE_S
        await asyncio.sleep(0.2)


def memory_mb(process: int) -> float:
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


def row(name: str, discord: StandIn, asked: Sequence[Asked], lags: Sequence[float], mb: float) -> list[str]:
    took, lost, doubled = first_answers(discord, asked)
    p50, p99 = np.percentile(took, [50, 99])
    times = (f"{p50:.1f}", f"{p99:.1f}", f"{max(took):.0f}")
    return [
        name,
        str(len(asked)),
        *times,
        str(lost),
        str(doubled),
        str(told_to_wait(asked)),
        f"{1000 * np.percentile(lags, 99):.1f}",
        f"{mb:.0f}",
    ]


@dataclass(frozen=True)
class Load:
    """How the bot is run, and what it is asked."""

    tier: str
    seconds: int
    rate: int
    burst: int
    nice: int


async def measure(load: Load, folder: Path) -> None:
    (folder / "config.yaml").write_text(f"matching: {{semantic: {load.tier}}}\n{NO_LIMITS}", encoding="utf-8")
    async with StandIn(world()) as discord:
        environ = {**os.environ, **environment(discord), "DISCORD_TOKEN": discord.token, "OPENBLAS_NUM_THREADS": "1"}
        command = ("nice", "-n", str(load.nice), sys.executable, __file__, "--bot", str(folder / "config.yaml"))
        bot = await asyncio.create_subprocess_exec(*command, env=environ, stdout=asyncio.subprocess.PIPE)
        await discord.connected(timeout_s=60)
        with preceding():
            await asyncio.sleep(2)
            people = [discord.person(f"member {number}") for number in range(PEOPLE)]
            mb, marks = [memory_mb(bot.pid)], [time()]
            steady = await steadily(discord, people, load.rate, load.seconds)
            await quiet(discord, steady)
            mb, marks = [*mb, memory_mb(bot.pid)], [*marks, time()]
            at_once = await all_at_once(people, load.burst)
            await quiet(discord, at_once)
            mb, marks = [*mb, memory_mb(bot.pid)], [*marks, time()]
        bot.send_signal(signal.SIGTERM)
        ticks = json.loads((await bot.communicate())[0].splitlines()[-1])
    lags = [[late for moment, late in ticks if begun <= moment < ended] for begun, ended in pairwise(marks)]
    print(f"Tier: {load.tier}. Memory before: {mb[0]:.0f} MB. {SERVERS} servers, {PEOPLE} people.\n")
    show(
        [
            "",
            "questions",
            "p50 ms",
            "p99 ms",
            "worst ms",
            "lost",
            "doubled",
            "deferred",
            "loop late p99 ms",
            "MB after",
        ],
        [
            row(f"{load.rate} a second for {load.seconds} s", discord, steady, lags[0], mb[1]),
            row("at once", discord, at_once, lags[1], mb[2]),
        ],
    )
    print(f"\nStatus of requests: {dict(Counter(request.status for request in discord.requests))}")


async def ticking(ticks: list[tuple[float, float]]) -> None:
    """How late the event loop comes to a timer, again and again."""
    loop = asyncio.get_running_loop()
    while True:
        due = loop.time() + TICK_S
        await asyncio.sleep(TICK_S)
        ticks.append((time(), loop.time() - due))


def serve(config: str) -> None:
    """The bot as `ontherecord run` runs it, with a clock beside it."""
    from bot.discord_app import running

    ticks: list[tuple[float, float]] = []
    served = running.run

    async def with_clock(*arguments: object) -> None:
        watching = asyncio.create_task(ticking(ticks))
        await served(*arguments)
        watching.cancel()

    running.run = with_clock  # type: ignore[assignment]
    from bot.cli import main

    with pointed_at(os.environ[REST_VARIABLE], os.environ[GATEWAY_VARIABLE]), suppress(SystemExit):
        main(["run", "--config", config])
    print(json.dumps(ticks))


def main() -> None:
    if sys.argv[1:2] == ["--bot"]:
        serve(sys.argv[2])
        return
    tier, *numbers = [*sys.argv[1:], *("off", "60", "100", "1000", "0", "0")[len(sys.argv) - 1 :]]
    seconds, rate, burst, loops, nice = map(int, numbers)
    print(f"Load of the system before: {os.getloadavg()[0]:.1f}; busy processes beside: {loops}; nice: {nice}.")
    with TemporaryDirectory() as folder, busy(loops):
        asyncio.run(measure(Load(tier, seconds, rate, burst, nice), Path(folder)))


if __name__ == "__main__":
    main()
