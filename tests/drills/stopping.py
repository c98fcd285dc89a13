"""SIGTERM in a real process while a preview asks every question: it ends within ten seconds, and the preview says so.

python -m tests.drills.stopping
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.cli import init
from bot.core.phrases import curators
from tests.discord_app.curating_room import PROJECT, told
from tests.discord_app.curators_room import curator, name_curators
from tests.standin import StandIn
from tests.standin.launch import PROGRAM, environment

ROOT = Path(__file__).parent.parent.parent
WORDS = "One small project that real people used."
MOST_S = 10.0
QUESTIONS = 40_000  # they take longer than the bot may
PATIENCE_S = 120.0


def made(folder: Path, discord: StandIn, questions: int) -> Path:
    """A folder as `init` makes it, with so many questions to ask for a preview; its settings."""
    list(init.make(folder))
    trusted, config = name_curators(discord), folder / "config.yaml"
    lines = (
        json.dumps({"id": f"q{n}", "q": f"what helped most at the start of year {n}?", "spans": [WORDS]}) + "\n"
        for n in range(questions)
    )
    (folder / "questions.jsonl").write_text("".join(lines), encoding="utf-8")
    servers, roles = list(trusted.guilds), list(trusted.roles)
    config.write_text(
        "knowledge: knowledge\nlogs: {form: text}\nmatching: {semantic: off}\n"
        f"curators: {{guilds: {servers}, roles: {roles}, questions: questions.jsonl}}\n",
        encoding="utf-8",
    )
    return config


async def stopped(discord: StandIn, folder: Path, questions: int = QUESTIONS) -> tuple[float, str, int | None]:
    """How many seconds the process took to end, what the preview says then, and the exit code."""
    config = made(folder, discord, questions)
    environ = {**os.environ, **environment(discord), "DISCORD_TOKEN": discord.token}
    command = (*PROGRAM, "run", "--config", str(config))
    with (folder / "log").open("wb") as log:
        process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, env=environ, stderr=log)
    try:
        await discord.connected(timeout_s=PATIENCE_S)
        retire = curator(discord).slash("curate retire", quote=PROJECT, reason="She said so.")
        preview = await told(retire, curators.ASKING_ALL)
        await asyncio.sleep(1)
        assert curators.ASKING_ALL in preview.text, "all questions were asked before the signal"
        began_s = time.monotonic()
        process.send_signal(signal.SIGTERM)
        with suppress(TimeoutError):
            await asyncio.wait_for(process.wait(), 3 * MOST_S)
        return time.monotonic() - began_s, preview.text, process.returncode
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


def wrong(took_s: float, text: str, code: int | None) -> list[str]:
    """What is not as it should be."""
    found = []
    if took_s > MOST_S or code is None:
        found.append(f"it took {took_s:.1f} s to end, more than {MOST_S:.0f}")
    if code not in (0, None):
        found.append(f"it ended with {code}")
    if curators.NOT_ASKED_ALL not in text:
        found.append(f"the preview does not say that it was stopped: {text[-80:]!r}")
    return found


async def main() -> int:
    with TemporaryDirectory() as folder:
        async with StandIn() as discord:
            took_s, text, code = await stopped(discord, Path(folder))
    found = wrong(took_s, text, code)
    print("\n".join(found) or f"Stopped within a preview after {took_s:.1f} s, and the preview says so.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
