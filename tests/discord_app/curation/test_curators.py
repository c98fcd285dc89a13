"""A bot that serves while its files are edited: new words are answered, and curators are told of slips."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.app import Builder, build_serving
from bot.config import Config
from bot.core.drafts import Location, Part, Problem
from bot.discord_app.client import Bot, Curation
from bot.discord_app.curation.alerts import said
from bot.discord_app.markdown import MESSAGE_CHARS
from bot.discord_app.permissions import CuratorPolicy
from bot.service.memory import Memory
from bot.service.snapshots import LoadStatus, Snapshot, build
from tests.standin import Channel, StandIn
from tests.standin.launch import running

_PATIENCE_S = 60
OLD, NEW = "best way to learn for newcomers", "how did the zebra learn to juggle"
WORDS = "One small project that real people used."


@pytest.fixture
def room(discord: StandIn) -> Channel:
    """Where curators are told."""
    return discord.channel("general")


@pytest.fixture
async def edited(discord: StandIn, memory: Memory, file: Path, room: Channel) -> AsyncIterator[Bot]:
    """A bot that serves the folder of the file, and tells in the room what is wrong with it."""
    serving = build_serving(Config(knowledge=str(file.parent)), memory)
    curation = Curation(CuratorPolicy(), serving.reloading, serving.curating, room.id)
    bot = Bot(serving.answering, memory, curation=curation)
    with serving.reloading:
        async with running(bot, discord):
            yield bot


async def until(ready: Callable[[], bool]) -> None:
    async with asyncio.timeout(_PATIENCE_S):
        while not ready():
            await asyncio.sleep(0.02)


def save(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def asked(bot: Bot) -> set[str]:
    return {asked for topic in bot.answering.snapshot.knowledge.topics.values() for asked in topic.questions}


async def test_what_is_saved_is_answered(discord: StandIn, edited: Bot, file: Path) -> None:
    """In the words that somebody has just added."""
    save(file, OLD, NEW)
    await until(lambda: NEW in asked(edited))
    exchange = await discord.person("asker").slash("ask", question=NEW)
    assert WORDS.rstrip(".") in exchange.text


async def test_curators_are_told_once_and_see_it_mended(
    discord: StandIn, edited: Bot, file: Path, room: Channel
) -> None:
    """File, line, reason and the nearest passage; the same slip is not told twice; the message changes with it."""
    before = len(discord.messages_in(room))
    save(file, "One small project that", "One @everyone project that")
    await until(lambda: len(discord.messages_in(room)) > before)
    [message] = discord.messages_in(room)[before:]
    assert "example-2024.yaml:" in message.content.replace("\\", "")
    assert "These words are not in the record." in message.content
    assert "small" in message.content
    assert "@everyone" not in message.content.replace("\\@", "")
    save(file, OLD, NEW)
    await until(lambda: NEW in asked(edited))
    save(file, "One @everyone project that", "One small project that")
    await until(lambda: "in order again" in discord.newest(message).content)
    assert len(discord.messages_in(room)) == before + 1


async def test_what_is_wrong_at_the_start_is_told(discord: StandIn, memory: Memory, file: Path, room: Channel) -> None:
    """Not only what goes wrong later."""
    save(file, "One small project that", "One huge project that")
    serving = build_serving(Config(knowledge=str(file.parent)), memory)
    curation = Curation(CuratorPolicy(), serving.reloading, serving.curating, room.id)
    bot = Bot(serving.answering, memory, curation=curation)
    with serving.reloading:
        async with running(bot, discord):
            await until(lambda: bool(discord.messages_in(room)))
    assert "These words are not in the record." in discord.messages_in(room)[0].content


async def test_a_channel_that_refuses_costs_nothing(discord: StandIn, edited: Bot, file: Path, room: Channel) -> None:
    """It is noted; edits go live, and what comes after is told."""
    discord.fault("POST", f"/channels/{room.id}/messages$", status=403, times=1)
    save(file, "One small project that", "One huge project that")
    await until(lambda: not edited.answering.snapshot.is_healthy)
    save(file, OLD, NEW)
    await until(lambda: NEW in asked(edited))
    assert WORDS in {quote.text[: len(WORDS)] for quote in edited.answering.snapshot.knowledge.quotes.values()}


def degraded(snapshot: Snapshot, *problems: Problem) -> LoadStatus:
    now = datetime(2026, 1, 2, tzinfo=UTC)
    shown = Snapshot(snapshot.knowledge, snapshot.matcher, problems)
    return LoadStatus(shown, now, now, 1.0)


def test_what_is_told_fits_into_one_message() -> None:
    """With as many problems as there is room for."""
    problems = [
        Problem(
            Location(f"k/{'*' * 300}.yaml", n), "m_" * 400, "x" * 400, nearest=(Part("a * " * 900, "b * " * 900, True),)
        )
        for n in range(99)
    ]
    text = said(degraded(build([]), *problems))
    assert len(text) <= MESSAGE_CHARS
    assert "more; `ontherecord check` shows them all." in text


def test_a_reload_takes_no_time_from_the_loop(file: Path) -> None:
    """All of the work is done by the thread that watches: what is built is laid out before it is swapped in."""
    builder = Builder(file.parent)
    first = builder.build()
    save(file, OLD, NEW)
    second = builder.build(first)
    second.ready()
    assert {"autocomplete", "catalogue", "search"} <= vars(second).keys()
