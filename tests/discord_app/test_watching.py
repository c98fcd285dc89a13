"""What an operator, Prometheus and the service manager are told of the running bot, asked over a real connection."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.core.records import Verdict
from bot.discord_app import running
from bot.discord_app.client import Bot, Upkeep
from bot.errors import ConfigError
from bot.ops.metrics import HttpServer, Metrics
from bot.ops.watch import Endpoint, Notifier, Watch, Watched, watching
from bot.service.answering import Answering
from bot.service.snapshots import LoadStatus
from tests.conftest import memory_in
from tests.discord_app.lives import at_once
from tests.ports import free_port
from tests.standin import StandIn
from tests.standin.launch import pointed_at
from tests.state.values import vote
from tests.test_standin.bots import until

MASTERS = "Should I do a Master's?"
MESSAGES = r"/channels/\d+/messages$"


class Asked:
    """The pages of a bot that runs."""

    def __init__(self, bot: Bot, port: int, session: aiohttp.ClientSession) -> None:
        self.bot = bot
        self.memory = bot.memory
        self._base = f"http://127.0.0.1:{port}"
        self._session = session

    async def page(self, path: str) -> tuple[int, str]:
        async with self._session.get(self._base + path) as found:
            return found.status, await found.text()

    async def found(self, path: str) -> tuple[int, dict[str, Any]]:
        status, text = await self.page(path)
        return status, json.loads(text)

    async def figures(self) -> dict[str, float]:
        """Every figure with its labels, as Prometheus would read it."""
        _, text = await self.page("/metrics")
        lines = [line.rpartition(" ") for line in text.splitlines() if not line.startswith("#")]
        return {name: float(value) for name, _, value in lines}


@asynccontextmanager
async def watched(
    discord: StandIn, answering: Answering, folder: Path, notifier: Notifier | None = None
) -> AsyncIterator[Asked]:
    """As `ontherecord run` puts it together."""
    memory, metrics, port = memory_in(folder), Metrics(), free_port()
    now = datetime.now(UTC)
    status = LoadStatus(answering.snapshot, now, now, 12.0)
    upkeep = Upkeep(http_trace=metrics.trace(), pause=at_once)
    upkeep.journal.told.append(metrics.question)
    metrics.reload(status)
    bot = Bot(answering, memory, upkeep=upkeep)
    seen = Watched(bot.health, lambda: status, memory, "1.2.3")
    metrics.watch(seen)
    watch = Watch(seen, notifier or Notifier())
    pages = {**watch.pages(), "/metrics": metrics.page}
    manner = running.RunOptions(watching(watch, [HttpServer(f"127.0.0.1:{port}", pages)]), tries_after_s=(0.01,))
    with pointed_at(discord.rest_url, discord.gateway_url):
        life = asyncio.create_task(running.run(bot, memory, discord.token, manner))
        async with aiohttp.ClientSession() as session:
            try:
                yield Asked(bot, port, session)
            finally:
                life.cancel()
                await life


async def test_a_bot_that_is_well(discord: StandIn, answering: Answering, tmp_path: Path) -> None:
    """All pages say so."""
    async with watched(discord, answering, tmp_path) as asked:
        await discord.connected()
        assert await asked.found("/healthz") == (200, {"healthy": True, "troubles": []})
        assert await asked.found("/readyz") == (200, {"ready": True})
        code, status = await asked.found("/status")
        assert code == 200
        assert (status["healthy"], status["version"], status["gateway"]["servers"]) == (True, "1.2.3", 1)
        assert status["knowledge"]["quotes"] == len(answering.snapshot.knowledge.quotes)
        assert status["memory"] == {"writable": True, "lost": {}}
        assert (await asked.page("/elsewhere"))[0] == 404


async def test_a_bot_that_cannot_reach_discord(discord: StandIn, answering: Answering, tmp_path: Path) -> None:
    """Unwell from the start, and well as soon as it is through; a connection that breaks shows too."""
    async with AsyncExitStack() as away:
        await away.enter_async_context(discord.outage())  # before the bot starts, which would soon be through
        async with watched(discord, answering, tmp_path) as asked:
            await until(lambda: asked.bot.waiting_for)
            code, found = await asked.found("/healthz")
            assert code == 503
            assert found["troubles"][0].startswith("Discord cannot be reached (")
            assert await asked.found("/readyz") == (503, {"ready": False})
            await away.aclose()
            await discord.connected()
            assert (await asked.page("/healthz"))[0] == 200
            async with discord.outage():
                await until(lambda: not all(shard.is_open for shard in asked.bot.health().shards))
                assert (await asked.found("/healthz"))[1]["troubles"] == ["shard 0 is not connected"]
                assert (await asked.figures())['ontherecord_shards{state="closed"}'] == 1


async def test_figures(discord: StandIn, answering: Answering, tmp_path: Path) -> None:
    """Questions by surface and decision, confidence, time, requests and limits, shards, memory of the process."""
    async with watched(discord, answering, tmp_path) as asked:
        await discord.connected()
        asker = discord.person("asker")
        await asker.slash("ask", question=MASTERS)
        discord.fault_429("POST", MESSAGES, retry_after_s=0.01)
        await discord.reply_to(asker.says("general", "zzz xyzzy?", mentions=[discord.bot]))
        discord.fault_429("POST", MESSAGES, via=False)
        asker.says("general", "zzz xyzzy qwv?", mentions=[discord.bot])
        await until(lambda: not asked.bot.work.is_open)
        figures = await asked.figures()
    assert figures['ontherecord_questions_total{decision="answer",surface="slash"}'] == 1
    assert figures['ontherecord_questions_total{decision="abstention",surface="message"}'] == 2
    assert figures['ontherecord_confidence_bucket{decision="answer",le="0.5"}'] == 0
    assert figures["ontherecord_decision_seconds_count"] == 3
    assert figures['ontherecord_rest_seconds_count{method="POST",status="429"}'] == 2
    assert figures['ontherecord_rest_limited_total{by="discord"}'] == 1
    assert figures['ontherecord_rest_limited_total{by="cloudflare"}'] == 1
    assert figures['ontherecord_reloads_total{result="healthy"}'] == 1
    assert figures['ontherecord_shards{state="open"}'] == 1
    assert figures["ontherecord_healthy"] == 0
    assert figures["ontherecord_held_seconds"] > 0
    assert figures["ontherecord_servers"] == 1
    assert figures["process_resident_memory_bytes"] > 10_000_000


async def test_votes_by_quote(discord: StandIn, answering: Answering, tmp_path: Path) -> None:
    """The quotes with most votes each for itself, all others as one: there are never more series than that."""
    async with watched(discord, answering, tmp_path) as asked:
        await discord.connected()
        for number in range(80):
            for voter in range(1 + (number == 7)):
                given = vote(answer_message=number, voter=str(voter), quote=f"a/{number}", kept_at=asked.memory.now())
                asked.memory.vote(given)
        asked.memory.vote(vote(voter="v", quote="a/9", verdict=Verdict.NOT_ASKED, kept_at=asked.memory.now()))
        await asked.memory.put_value("written", "after them")
        figures = await asked.figures()
    votes = {name: value for name, value in figures.items() if name.startswith("ontherecord_votes{")}
    assert votes['ontherecord_votes{quote="a/7",verdict="helpful"}'] == 2
    assert votes['ontherecord_votes{quote="a/9",verdict="not_what_i_asked"}'] == 1
    assert votes['ontherecord_votes{quote="other",verdict="helpful"}'] == 30
    assert len(votes) == 51 * 2
    assert sum(votes.values()) == 82


async def test_the_service_manager_is_told(discord: StandIn, answering: Answering, tmp_path: Path) -> None:
    """Ready when it is, alive all the while, how it does, and that it stops."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as heard:
        heard.bind(str(tmp_path / "notify"))
        heard.setblocking(False)
        told: list[str] = []

        def listen() -> bool:
            while True:
                try:
                    told.extend(heard.recv(10_000).decode().splitlines())
                except BlockingIOError:
                    return "STATUS=answering in 1 server" in told

        notifier = Notifier(str(tmp_path / "notify"), watchdog_s=0.02)
        async with watched(discord, answering, tmp_path / "state", notifier):
            await until(listen)
            assert told[0] == "WATCHDOG=1"
            assert "STOPPING=1" not in told
        listen()
    assert "STOPPING=1" in told
    assert told[-1] == "STATUS=the bot is stopping"
    assert told.count("READY=1") == 1


@pytest.mark.parametrize(
    ("listen", "host", "code"),
    [
        ("127.0.0.1", "127.0.0.1:{port}", 200),
        ("127.0.0.1", "LOCALHOST:{port}", 200),
        ("127.0.0.1", "localhost", 200),
        ("127.0.0.1", "[::1]:{port}", 200),
        ("127.0.0.7", "127.0.0.7:{port}", 200),
        ("127.0.0.1", "127.0.0.7:{port}", 421),
        ("127.0.0.1", "evil.example:{port}", 421),
        ("127.0.0.1", "localhost.evil.example", 421),
        ("127.0.0.1", "127.0.0.1@evil.example", 421),
        ("127.0.0.1", "127.0.0.1:9464:80", 421),
        ("127.0.0.1", "[::1", 421),
        ("127.0.0.1", "", 421),
    ],
)
async def test_pages_are_for_this_machines_own_names(listen: str, host: str, code: int) -> None:
    """A page in somebody's browser whose name was bound to this machine's address reads nothing."""
    async with HttpServer(f"{listen}:0", {"/secret": lambda: Endpoint("figures")}) as server:
        port = server._runner.addresses[0][1]
        for path in ("/secret", "/elsewhere"):
            reader, writer = await asyncio.open_connection(listen, port)
            writer.write(f"GET {path} HTTP/1.1\r\nHost: {host.format(port=port)}\r\nConnection: close\r\n\r\n".encode())
            answer = (await reader.read()).decode()
            writer.close()
            status = int(answer.split()[1])
            assert status == (404 if (path, code) == ("/elsewhere", 200) else code)
            assert ("figures" in answer) is (status == 200)


async def test_a_port_that_is_taken_is_told(discord: StandIn, answering: Answering, tmp_path: Path) -> None:
    """One sentence that names the setting."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        watch = Watch(Watched(lambda: None, lambda: None, None, ""), Notifier())
        with pytest.raises(ConfigError, match=f"ops.listen: {address} cannot be listened at: .*in use"):
            async with watching(watch, [HttpServer(address, {})]):
                pass
