"""Starting, registering commands, stopping: in this process, and as the service that operators run."""

from __future__ import annotations

import asyncio
import re
import signal
from pathlib import Path

import pytest

from bot.discord_app.client import Bot
from bot.discord_app.running import RunOptions, run
from bot.service.answering import Answering
from tests.conftest import memory_in
from tests.discord_app.processes import PATIENCE_S, Service, ended
from tests.standin import StandIn
from tests.standin.launch import pointed_at, running

COMMANDS = r"/commands$"


async def test_commands_are_registered_once(discord: StandIn, answering: Answering, tmp_path: Path) -> None:
    """The second start finds them unchanged and leaves Discord alone."""
    for _ in range(2):
        async with memory_in(tmp_path) as memory, running(Bot(answering, memory), discord):
            pass
    [request] = discord.requests.to("PUT", COMMANDS)
    assert {"about", "ask", "topics"} <= {command["name"] for command in request.body}


async def test_no_privileged_intent_is_asked_for(discord: StandIn, bot: Bot) -> None:
    """Operators need not switch anything on."""
    assert not bot.intents.members
    assert not bot.intents.presences
    assert not bot.intents.message_content


async def test_a_failed_registration_leaves_the_bot_running(
    discord: StandIn, answering: Answering, tmp_path: Path
) -> None:
    """It is logged, tried again at the next start, and members are answered meanwhile."""
    discord.fault("PUT", COMMANDS, status=400)
    async with memory_in(tmp_path) as memory, running(Bot(answering, memory), discord):
        reply = await discord.reply_to(discord.person("asker").says("general", "why write?", mentions=[discord.bot]))
        assert reply.content
    async with memory_in(tmp_path) as memory, running(Bot(answering, memory), discord):
        assert [request.status for request in discord.requests.to("PUT", COMMANDS)] == [400, 200]


async def test_a_state_folder_that_cannot_be_written_stops_nothing(
    discord: StandIn, answering: Answering, tmp_path: Path
) -> None:
    """The commands are registered again at the next start, that is all."""
    (tmp_path / "file").write_text("")
    async with memory_in(tmp_path / "file" / "state") as memory, running(Bot(answering, memory), discord):
        assert (await discord.person("asker").slash("ask", question="why write?")).text


async def test_a_refused_token_ends_it_for_good(discord: StandIn, service: Service) -> None:
    """One sentence and 78, which systemd does not restart."""
    code, errors = await ended(await service("MTIz.wrong.token"))
    assert code == 78
    assert "Discord refuses the token" in errors
    assert "MTIz.wrong.token" not in errors


@pytest.mark.parametrize(
    ("close_code", "exit_code", "sentence"),
    [
        (4004, 78, "Discord refuses the token. Copy it anew"),
        (4014, 78, "Discord does not grant the bot an intent that it asks for. Switch it on"),
        (4012, 1, "Discord cannot be reached (ConnectionClosed: Shard ID 0 WebSocket closed with 4012)."),
    ],
)
async def test_discord_may_send_it_away(
    close_code: int, exit_code: int, sentence: str, discord: StandIn, service: Service
) -> None:
    """One sentence that says what to do; 78 only where a restart does not help."""
    process = await service()
    await discord.connected(timeout_s=PATIENCE_S)
    discord.gateway.close(close_code)
    code, errors = await ended(process)
    assert code == exit_code
    assert errors.splitlines()[-1].startswith(sentence)


async def test_it_can_be_stopped_while_the_gateway_is_away(discord: StandIn, service: Service) -> None:
    """The library tries for ever, one line a time."""
    discord.gateway.url = "ws://127.0.0.1:1/"
    process = await service()
    assert process.stderr
    line = b""
    while b"Failed to connect for shard_id: 0. Retrying...: ClientConnectorError:" not in line:
        line = await asyncio.wait_for(process.stderr.readline(), PATIENCE_S)
        assert line
    process.send_signal(signal.SIGTERM)
    assert (await ended(process))[0] == 0


async def test_offers_that_come_too_late_are_one_line(discord: StandIn, service: Service) -> None:
    """Members type faster than networks are: 10062 is no news worth a traceback."""
    process = await service()
    await discord.connected(timeout_s=PATIENCE_S)
    exchange = discord.person("asker").types("ask", question="wri")
    discord.clock.advance(4)
    await exchange.until(lambda found: bool(found.refusals))
    process.send_signal(signal.SIGTERM)
    code, errors = await ended(process)
    assert code == 0
    assert re.search(r"autocomplete for 'ask'.*: NotFound: 404 .*10062.*$", errors, re.MULTILINE)


async def test_it_starts_where_there_are_no_signal_handlers(
    discord: StandIn, answering: Answering, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Windows has none; there Ctrl-C cancels the task that serves."""

    def missing(*_: object) -> None:
        raise NotImplementedError

    monkeypatch.setattr(asyncio.get_running_loop(), "add_signal_handler", missing)
    with pointed_at(discord.rest_url, discord.gateway_url):
        life = asyncio.create_task(
            run(Bot(answering, memory := memory_in(tmp_path)), memory, discord.token, RunOptions())
        )
        await discord.connected()
        assert (await discord.person("asker").slash("ask", question="why write?")).text
        life.cancel()
        await life
