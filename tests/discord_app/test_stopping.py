"""The end: what has begun is finished, who asks now is told, Discord is left in order; killed, it starts cleanly."""

from __future__ import annotations

import asyncio
import signal
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.app import policy_of
from bot.config import Config
from bot.core import phrases
from bot.core.answer import Mode, Policy
from bot.core.model import Question
from bot.discord_app import running
from bot.service.answering import Answering, Reply
from bot.service.snapshots import Live
from tests.discord_app.lives import AT_ONCE, living
from tests.discord_app.processes import PATIENCE_S, Service, ended
from tests.standin import StandIn
from tests.test_standin.bots import until

MASTERS = "Should I do a Master's?"
CALLBACK = r"/callback$"


class Slow(Answering):
    """Answers only while its gate is open."""

    def __init__(self, live: Live, policy: Policy) -> None:
        super().__init__(live, policy)
        self.gate = asyncio.Event()
        self.gate.set()

    async def reply_in_turn(self, question: Question, mode: Mode = Mode.ASK, top: int = 3) -> Reply:
        await self.gate.wait()
        return await super().reply_in_turn(question, mode, top)


async def test_what_has_begun_is_finished_and_the_rest_is_told(
    discord: StandIn, answering: Answering, tmp_path: Path
) -> None:
    """A slow answer still comes; commands, buttons, mentions and direct messages hear that the bot restarts."""
    slow = Slow(Live(answering.snapshot), policy_of(Config()))
    async with living(discord, slow, tmp_path) as life:
        await discord.connected()
        asker = discord.person("asker")
        answer = await asker.slash("ask", question=MASTERS)
        await until(lambda: life.bot.work.in_flight == 0)
        slow.gate.clear()
        asked = asker.slash("ask", question="why write?")
        await until(lambda: life.bot.work.in_flight == 1)
        stopping = asyncio.create_task(life.stop())
        await until(lambda: life.bot.work.is_stopping)
        told = [asker.slash("ask", question=MASTERS), asker.click(answer, "Helpful")]
        said = [asker.says("general", MASTERS, mentions=[discord.bot]), asker.says(asker.dm, MASTERS)]
        for exchange in told:
            assert ((await exchange).text, exchange.is_ephemeral) == (phrases.RESTARTING, True)
        assert [(await discord.reply_to(message)).content for message in said] == [phrases.RESTARTING] * 2
        assert not stopping.done()
        slow.gate.set()
        assert "why write?" in (await asked).text
        await stopping


async def test_patience_has_an_end(
    discord: StandIn, answering: Answering, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """What takes too long is given up, and counted."""
    discord.fault("POST", CALLBACK, delay_s=60)
    async with living(discord, answering, tmp_path, AT_ONCE, running.RunOptions(finishes_within_s=0.01)) as life:
        await discord.connected()
        discord.person("asker").slash("ask", question=MASTERS)
        await discord.gateway.settled()
        await until(lambda: life.bot.work.in_flight == 1)
        await life.stop()
    assert "stopped before 1 answers were given" in caplog.text


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_ends_the_service(number: int, discord: StandIn, service: Service) -> None:
    """With 0, the session closed for good, which shows the bot offline at once."""
    process = await service()
    await discord.connected(timeout_s=PATIENCE_S)
    discord.fault("POST", CALLBACK, delay_s=0.5)
    slow = discord.person("asker").slash("ask", question="what helped Ada most?")
    await discord.gateway.settled()
    process.send_signal(number)
    assert "Ada Example" in (await slow).text
    code, errors = await ended(process)
    assert code == 0, errors
    assert discord.gateway.sessions == {}
    assert discord.token not in errors


async def test_killed_it_starts_cleanly(discord: StandIn, service: Service, tmp_path: Path) -> None:
    """Nothing is in the way of the next start, and the database is whole."""
    first = await service()
    await discord.connected(timeout_s=PATIENCE_S)
    asker = discord.person("asker")
    assert (await asker.slash("ask", question=MASTERS)).text
    first.kill()
    await first.wait()
    assert (tmp_path / "state" / "status.json").exists()
    second = await service()
    await until(lambda: discord.gateway.identify_count == 2, PATIENCE_S)
    await discord.connected(timeout_s=PATIENCE_S)
    assert (await asker.slash("ask", question="why write?")).text
    second.send_signal(signal.SIGTERM)
    code, errors = await ended(second)
    assert code == 0, errors
    assert not (tmp_path / "state" / "status.json").exists()
    with closing(sqlite3.connect(tmp_path / "state" / "ontherecord.db")) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
