"""What a bot costs that runs: PYTHONPATH=. python benchmarks/running.py [TIER] [IDLE_S] [QUESTIONS] [RELOADS]

In a process of its own, in 300 servers on one shard of the stand-in: seconds from the start of the process until the
first slash question is answered, what is resident then, and how much of a core it takes while nobody asks (60 s). Then,
in another process and without Discord: how much what is resident grows from after 1,000 questions until after QUESTIONS
(100,000) more, each noted and counted, and RELOADS (1,000) of files that were changed.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from load import SERVERS, memory_mb, questions
from tables import show

from tests.discord_app.test_watching import free_port
from tests.standin import StandIn, towns
from tests.standin.launch import PROGRAM, environment

ROOT = Path(__file__).parent.parent
BEFORE = 1000


def cpu_s(process: int) -> float:
    """What a process has taken of the processor so far."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def measure(tier: str, idle_s: float, folder: Path, web: str = "off") -> list[str]:
    """Ready, CPU until then, resident, idle; `web`: where the desk listens."""
    config = folder / "config.yaml"
    settings = f"matching: {{semantic: {tier}}}\nops: {{listen: 127.0.0.1:{free_port()}}}\nweb: {{listen: '{web}'}}\n"
    config.write_text(settings, encoding="utf-8")
    async with StandIn(towns(SERVERS)) as discord:
        environ = {**os.environ, **environment(discord), "DISCORD_TOKEN": discord.token}
        command = (*PROGRAM, "run", "--config", str(config))
        began = perf_counter()
        bot = await asyncio.create_subprocess_exec(*command, cwd=ROOT, env=environ, stderr=asyncio.subprocess.DEVNULL)
        await discord.connected(timeout_s=120)
        async with asyncio.timeout(120):
            while not discord.commands.listed(None):  # noqa: ASYNC110 - it has no event for it
                await asyncio.sleep(0.01)
        await discord.person("asker").slash("ask", question="Should I do a Master's?").answered(60)
        ready_s, taken_s = perf_counter() - began, cpu_s(bot.pid)
        await asyncio.sleep(5)
        resident_mb, before_s = memory_mb(bot.pid), cpu_s(bot.pid)
        await asyncio.sleep(idle_s)
        idle = (cpu_s(bot.pid) - before_s) / idle_s
        bot.send_signal(signal.SIGTERM)
        await bot.wait()
    return [f"{ready_s:.2f}", f"{taken_s:.2f}", f"{resident_mb:.0f}", f"{100 * idle:.2f}"]


def grow(config: str, asked: int, reloads: int) -> None:
    """Print what is resident after each stage."""
    from bot import app
    from bot.config import load
    from bot.core.model import Question
    from bot.ops.metrics import Metrics
    from bot.ops.watch import memory_trimmer
    from bot.service.answering import Journal

    settings = load(Path(config))
    tier, _ = app.choose_tier(settings, os.environ)
    serving = app.build_serving(settings, app.build_memory(settings), tier)
    journal, metrics, texts = Journal(), Metrics(), questions()
    journal.told.append(metrics.question)
    serving.reloading.told += [metrics.reload, memory_trimmer()]

    def ask(count: int) -> None:
        for number in range(count):
            question = Question(texts[number % len(texts)])
            journal.record("slash", question, serving.answering.reply(question))

    def reload(count: int) -> None:
        file = next(Path(settings.knowledge or "").glob("alexey*.yaml"))
        text = file.read_text(encoding="utf-8")
        for number in range(count):
            file.write_text(text.replace("title: ", f"title: {number} ", 1), encoding="utf-8")
            serving.reloading.refresh()
            known = serving.reloading.status.snapshot.knowledge
            assert any(source.title.startswith(f"{number} ") for source in known.sources.values())

    reload(1)
    ask(BEFORE)
    found = [memory_mb(os.getpid())]
    ask(asked)
    found.append(memory_mb(os.getpid()))
    reload(reloads)
    found.append(memory_mb(os.getpid()))
    print(json.dumps(found))


async def growth(tier: str, asked: int, reloads: int, folder: Path) -> list[str]:
    shutil.copytree(ROOT / "knowledge", folder / "knowledge")
    config = folder / "growing.yaml"
    config.write_text(f"knowledge: knowledge\nmatching: {{semantic: {tier}}}\n", encoding="utf-8")
    environ = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
    command = (sys.executable, __file__, "--grow", str(config), str(asked), str(reloads))
    grown = await asyncio.create_subprocess_exec(*command, env=environ, stdout=asyncio.subprocess.PIPE)
    before_mb, asked_mb, reloaded_mb = json.loads((await grown.communicate())[0].splitlines()[-1])
    return [f"{before_mb:.0f}", f"{asked_mb - before_mb:+.1f}", f"{reloaded_mb - asked_mb:+.1f}"]


async def main(tier: str, idle_s: float, asked: int, reloads: int) -> None:
    with TemporaryDirectory() as folder:
        found = await measure(tier, idle_s, Path(folder))
        found += await growth(tier, asked, reloads, Path(folder))
    print(f"Tier: {tier}. {SERVERS} servers on one shard, idle for {idle_s:.0f} s.\n")
    more = (f"MB after {asked} questions", f"MB after {reloads} reloads")
    show(
        ["ready s", "CPU s until then", "resident MB", "idle % of a core", f"MB after {BEFORE} questions", *more],
        [found],
    )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--grow"]:
        grow(sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
    else:
        wanted, idle, many, often = [*sys.argv[1:], *("off", "60", "100000", "1000")[len(sys.argv) - 1 :]]
        asyncio.run(main(wanted, float(idle), int(many), int(often)))
