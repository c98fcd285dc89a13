"""A quote withdrawn after a restart: every message that shows it is corrected, by whatever way it came there.

python -m tests.drills.withdrawing
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.discord_app.client_view import seen
from tests.discord_app.curating_room import PROJECT, retired
from tests.drills.stopping import PATIENCE_S, ROOT, WORDS, made
from tests.standin import Exchange, Message, Person, StandIn
from tests.standin.launch import PROGRAM, environment

QUESTION = "best way to learn for newcomers"
TOPIC = "What helped most at the start?"
CHANNELS = ("general", "side talk", "questions")
LEAST = 8  # one for each way


@asynccontextmanager
async def running(config: Path, discord: StandIn) -> AsyncIterator[None]:
    """The bot in a process of its own; a signal ends it, and what it has to keep is kept."""
    environ = {**os.environ, **environment(discord), "DISCORD_TOKEN": discord.token}
    with (config.parent / "log").open("ab") as log:
        command = (*PROGRAM, "run", "--config", str(config))
        process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, env=environ, stderr=log)
    try:
        await discord.connected(timeout_s=PATIENCE_S)
        yield
        process.send_signal(signal.SIGTERM)
        await asyncio.wait_for(process.wait(), PATIENCE_S)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def post_by_all_ways(discord: StandIn) -> None:
    """Asked for by command and by mention, looked up, shared, found for a message, turned to, in direct messages."""
    asker, friend = discord.person("asker").at("general"), discord.person("friend")
    await answered(friend.at("side talk").slash("ask", question=QUESTION))
    await answered(asker.slash("quote", id=PROJECT))
    await answered(asker.slash("topic", name=TOPIC))
    private = await answered(asker.slash("ask", question=QUESTION, private=True))
    shared = asker.click(private, "Share")
    await shared.until(lambda found: bool(found.followups), PATIENCE_S)
    finder = friend.at("questions")
    asking = asker.says("questions", QUESTION)
    picked = finder.click(await answered(finder.menu("Find the quote", asking)), "1")
    await picked.until(lambda found: found.message is not None and "It stands here" in found.text, PATIENCE_S)
    for place in (discord.channel("questions"), asker.dm):
        await discord.reply_to(asker.says(place, QUESTION, mentions=[discord.bot]), PATIENCE_S)
    await turned_to(asker.at("general"))


async def turned_to(asker: Person) -> None:
    """The quote comes by Next below another one."""
    answer = await answered(asker.slash("ask", question="When should people ask for help?"))
    for _ in range(5):
        following = next((label for label in answer.shown.labels if label.startswith("Next")), "")
        if not following or WORDS in seen(answer.text):
            return
        await answered(asker.click(answer, following))


async def answered(exchange: Exchange) -> Exchange:
    return await exchange.answered(PATIENCE_S)


def showing(discord: StandIn) -> list[Message]:
    """The messages that show the quote to others than who asked, or in direct messages."""
    channels = [*map(discord.channel, CHANNELS), discord.person("asker").dm]
    said = [message for channel in channels for message in discord.messages_in(channel)]
    own = [message for message in said if message.author == discord.bot and not message.is_ephemeral]
    return [message for message in own if WORDS in seen(message.content)]


def wrong(before: int, after: int, text: str) -> list[str]:
    """What is not as it should be: of so many messages so many still show the quote; what its curator is told."""
    found = []
    if before < LEAST:
        found.append(f"only {before} messages showed the quote before")
    if after:
        found.append(f"{after} of {before} messages still show the quote")
    if f"{before} corrected, 0 gone already, 0 that I could not change." not in text:
        found.append(f"the curator is not told of {before}: {text[-160:]!r}")
    return found


async def withdrawn(discord: StandIn, folder: Path) -> tuple[int, int, str]:
    """How many messages showed the quote before and show it afterwards; what its curator is told."""
    config = made(folder, discord, 1)
    async with running(config, discord):
        await post_by_all_ways(discord)
    before = len(showing(discord))
    async with running(config, discord):
        done = await retired(discord)
    return before, len(showing(discord)), done.text


async def main() -> int:
    with TemporaryDirectory() as folder:
        async with StandIn() as discord:
            before, after, text = await withdrawn(discord, Path(folder))
    found = wrong(before, after, text)
    print("\n".join(found) or f"All {before} messages that showed a withdrawn quote were corrected after a restart.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
