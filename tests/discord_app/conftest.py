"""The bot on the loopback Discord, with the shipped knowledge."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from bot.app import Serving, policy_of
from bot.config import Config
from bot.core.catalogue import Catalogue
from bot.core.matching import Autocomplete
from bot.core.model import Knowledge
from bot.discord_app.client import Bot
from bot.service.answering import Answering
from bot.service.memory import Memory
from bot.service.snapshots import Live, build
from tests.discord_app.curating_room import curating_bot, knowledge_file, serving_of
from tests.discord_app.curators_room import name_curators
from tests.discord_app.processes import Processes, Service
from tests.standin import PatientClock, StandIn
from tests.standin.launch import running


@pytest.fixture
async def discord(reference_data: Path | None) -> AsyncIterator[StandIn]:
    """Discord; at the end, every request the bot made was one that the real one would take."""
    description = reference_data / "discord" / "openapi.json" if reference_data else None
    async with StandIn(description=description, clock=PatientClock()) as standin:
        yield standin
        assert [str(violation) for violation in standin.violations] == []


@pytest.fixture
async def bot(discord: StandIn, answering: Answering, memory: Memory) -> AsyncIterator[Bot]:
    """The bot, connected."""
    async with running(Bot(answering, memory), discord) as connected:
        yield connected


@pytest.fixture
def listening(caplog: pytest.LogCaptureFixture) -> None:
    """The log holds all that the bot says."""
    caplog.set_level(logging.INFO, logger="bot")


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Breaks whatever questions and presses ask of the rest of the bot."""

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("it broke")

    def broke() -> None:
        for part, name in (
            (Answering, "reply"),
            (Autocomplete, "nearest"),
            (Catalogue, "sources_like"),
            (Knowledge, "quote_by_short_id"),
            (Knowledge, "topic_by_short_id"),
        ):
            monkeypatch.setattr(part, name, fail)

    return broke


@pytest.fixture
def live() -> Live:
    """What a bot of a test's own serves: nothing, until the test puts something there."""
    return Live(build([]))


@pytest.fixture
def small_answering(live: Live) -> Answering:
    return Answering(live, policy_of(Config()))


@pytest.fixture
async def small_bot(discord: StandIn, small_answering: Answering, memory: Memory) -> AsyncIterator[Bot]:
    """The bot with what is `live`, connected."""
    async with running(Bot(small_answering, memory), discord) as connected:
        yield connected


@pytest.fixture
async def service(discord: StandIn, tmp_path: Path) -> AsyncIterator[Service]:
    """`await service()`: `ontherecord run` in a process of its own, with its state in a folder."""
    processes = Processes(discord, tmp_path)
    yield processes.start
    await processes.end()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The topics and quotes of a knowledge folder that may be changed."""
    return knowledge_file(tmp_path)


@pytest.fixture
def serving(file: Path, memory: Memory) -> Serving:
    return serving_of(file, memory)


@pytest.fixture
async def curators_bot(discord: StandIn, serving: Serving, memory: Memory) -> AsyncIterator[Bot]:
    """The bot that serves the file's folder, and lets its curators change it, connected."""
    async with running(curating_bot(serving, memory, name_curators(discord)), discord) as connected:
        yield connected
