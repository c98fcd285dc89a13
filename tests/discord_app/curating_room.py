"""Curating with real files: the invented interview that `init` makes, and a bot that serves and changes it."""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, TypeVar

from bot.app import Serving, build_serving
from bot.cli import init
from bot.config import Config
from bot.core.phrases import curators
from bot.discord_app.client import Bot, Curation
from bot.discord_app.permissions import CuratorPolicy
from bot.service.memory import KEPT_FOR, Memory
from tests.discord_app.curators_room import curator
from tests.standin import Exchange, StandIn

T = TypeVar("T")

_PATIENCE_S = 60

NEW = "example-2024/mine-told-my-neighbours-when-the"
PROJECT = "example-2024/one-small-project"
WORDS = "Mine told my neighbours when the laundry room was free."
TITLE = "What was the first project?"
ASKED = "which first project did Ada make?"


def knowledge_file(folder: Path) -> Path:
    """The topics and quotes of a knowledge folder that is made here."""
    list(init.make(folder))
    return folder / "knowledge" / "example-2024.yaml"


def serving_of(file: Path, memory: Memory) -> Serving:
    return build_serving(Config(knowledge=str(file.parent)), memory)


def curating_bot(serving: Serving, memory: Memory, trusted: CuratorPolicy) -> Bot:
    return Bot(serving.answering, memory, curation=Curation(trusted, serving.reloading, serving.curating))


async def told(exchange: Exchange, pattern: str) -> Exchange:
    """The message once it says this: a pattern. Machines may be busy."""
    return await exchange.until(
        lambda shown: shown.is_settled and re.search(pattern, shown.text) is not None, timeout_s=_PATIENCE_S
    )


async def answered(exchange: Exchange) -> Exchange:
    """The message, however busy the machine is."""
    return await exchange.answered(timeout_s=_PATIENCE_S)


async def whispered(exchange: Exchange) -> str:
    """What is told privately beside the message."""
    await exchange.until(lambda shown: bool(shown.followups), timeout_s=_PATIENCE_S)
    assert exchange.followups[0].is_ephemeral
    return exchange.followups[0].content


async def first(*waiting: Coroutine[Any, Any, T]) -> T:
    """Whatever comes first of several; the others are not waited for."""
    tasks = [asyncio.create_task(one) for one in waiting]
    done, pending = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in pending:
        task.cancel()
    return done.pop().result()


async def compared(preview: Exchange) -> Exchange:
    """A preview once it tells which answers it moves."""
    return await told(preview, r"(None of|Of) [\d,]+ questions")


async def sent(discord: StandIn, opened: Exchange, **written: str) -> Exchange:
    """A form with these fields, sent in: the preview that it gives."""
    return await compared(curator(discord).submit(opened, written))


async def confirmed(discord: StandIn, preview: Exchange) -> Exchange:
    """A preview, confirmed."""
    return await told(curator(discord).click(preview, curators.CONFIRM), "It is live")


async def remembered(memory: Memory, quote: str, count: int = 1) -> None:
    """Until so many replies with a quote are kept: nobody who answers waits for that."""
    async with asyncio.timeout(_PATIENCE_S):
        while len(await memory.replies_with(quote, memory.now() - KEPT_FOR)) < count:
            await asyncio.sleep(0.02)


async def retired(discord: StandIn, quote: str = PROJECT, reason: str = "She said so.") -> Exchange:
    """A quote, withdrawn, once all replies that showed it are corrected."""
    preview = await compared(curator(discord).slash("curate retire", quote=quote, reason=reason))
    return await told(curator(discord).click(preview, curators.CONFIRM), "showed it")


def with_long_answer(file: Path) -> str:
    """Ada goes on and on in the record; her words from there."""
    words = " ".join(f"And *then* number {number} came along, who had _something_ to say." for number in range(50))
    folder = file.parent
    original = folder / "originals" / "example-2024.txt"
    old_hash = hashlib.sha256(original.read_bytes()).hexdigest()
    for place in (original, folder / "transcripts" / "example-2024.yaml"):
        text = place.read_text(encoding="utf-8")
        place.write_text(text.replace(WORDS, f"{WORDS} {words}"), encoding="utf-8")
    new_hash = hashlib.sha256(original.read_bytes()).hexdigest()
    file.write_text(file.read_text(encoding="utf-8").replace(old_hash, new_hash), encoding="utf-8")
    return words
