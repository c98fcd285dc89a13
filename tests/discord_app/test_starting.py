"""Starting, registering commands, stopping: in this process, and as the service that operators run."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from pathlib import Path

from bot.discord_app.client import Bot
from bot.service.answering import Answering
from tests.standin import StandIn
from tests.standin.launch import environment, running

ROOT = Path(__file__).parent.parent.parent
COMMANDS = r"/commands$"


async def test_commands_are_registered_once(discord: StandIn, answering: Answering, tmp_path: Path) -> None:
    """The second start finds them unchanged and leaves Discord alone."""
    for _ in range(2):
        async with running(Bot(answering, tmp_path), discord):
            pass
    [request] = discord.requests.to("PUT", COMMANDS)
    assert sorted(command["name"] for command in request.body) == ["about", "ask", "topics"]


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
    async with running(Bot(answering, tmp_path), discord):
        reply = await discord.reply_to(discord.person("asker").says("general", "why write?", mentions=[discord.bot]))
        assert reply.content
    async with running(Bot(answering, tmp_path), discord):
        assert [request.status for request in discord.requests.to("PUT", COMMANDS)] == [400, 200]


async def test_a_state_folder_that_cannot_be_written_stops_nothing(
    discord: StandIn, answering: Answering, tmp_path: Path
) -> None:
    """The commands are registered again at the next start, that is all."""
    (tmp_path / "file").write_text("")
    async with running(Bot(answering, tmp_path / "file" / "state"), discord):
        assert (await discord.person("asker").slash("ask", question="why write?")).text


async def service(discord: StandIn, folder: Path, token: str) -> asyncio.subprocess.Process:
    """`ontherecord run` in a process of its own, with its state in a folder."""
    (folder / "config.yaml").write_text("state: state\n")
    environ = {**os.environ, **environment(discord), "DISCORD_TOKEN": token, "PYTHONPATH": str(ROOT)}
    command = (sys.executable, "-m", "tests.standin.launch", "run", "--config", str(folder / "config.yaml"))
    return await asyncio.create_subprocess_exec(*command, cwd=ROOT, env=environ, stderr=asyncio.subprocess.PIPE)


async def test_the_service_answers_and_stops_cleanly(discord: StandIn, tmp_path: Path) -> None:
    """A SIGTERM ends it with 0; the token is in nothing that it wrote."""
    process = await service(discord, tmp_path, discord.token)
    await discord.connected()
    exchange = await discord.person("asker").slash("ask", question="Should I do a Master's?")
    assert "Alexey Grigorev" in exchange.text
    process.send_signal(signal.SIGTERM)
    _, errors = await asyncio.wait_for(process.communicate(), 10)
    assert process.returncode == 0, errors.decode()
    assert discord.token not in errors.decode()
    assert "Traceback" not in errors.decode()


async def test_a_refused_token_ends_it_for_good(discord: StandIn, tmp_path: Path) -> None:
    """One sentence and 78, which systemd does not restart."""
    process = await service(discord, tmp_path, "MTIz.wrong.token")
    _, errors = await asyncio.wait_for(process.communicate(), 10)
    assert process.returncode == 78
    assert "Discord refuses the token" in errors.decode()
    assert "Traceback" not in errors.decode()
    assert "MTIz.wrong.token" not in errors.decode()
