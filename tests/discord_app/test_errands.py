"""`ontherecord sync` and `ontherecord invite`, as operators run them, and what they show of a difference."""

from __future__ import annotations

import asyncio
import os
import re
from asyncio.subprocess import PIPE
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from bot.cli import init
from bot.discord_app.client import Bot
from bot.discord_app.registering import differences
from bot.service.answering import Answering
from tests.conftest import memory_in
from tests.discord_app.processes import ROOT, call_beside, ended
from tests.standin import StandIn
from tests.standin.launch import PROGRAM, environment, running

COMMANDS = r"/commands$"
SETTINGS = "matching: {semantic: off}\nknowledge: knowledge\n"
Verb = Callable[..., Awaitable[tuple[int, str, str]]]


@pytest.fixture
def config(tmp_path: Path) -> Path:
    list(init.make(tmp_path))
    path = tmp_path / "config.yaml"
    path.write_text(SETTINGS)
    return path


@pytest.fixture
def verb(discord: StandIn, config: Path) -> Verb:
    """`await verb("sync", "--dry-run")`: exit code, what it printed, what it said on standard error."""

    async def run(*arguments: str, curates: bool = False) -> tuple[int, str, str]:
        guilds = f"[{discord.world.guild().id}]" if curates else "[]"
        config.write_text(f"{SETTINGS}curators: {{guilds: {guilds}}}\n")
        found = await call_beside(discord, *arguments, "--config", str(config))
        return found.exit_code, found.stdout, found.stderr

    return run


async def test_the_difference_is_shown_and_nothing_changed(discord: StandIn, verb: Verb) -> None:
    """A dry run reads, and writes nothing."""
    code, printed, _ = await verb("sync", "--dry-run")
    assert code == 0
    assert "+ /ask" in printed.splitlines()
    assert not discord.requests.to("PUT", COMMANDS)


async def test_what_was_registered_is_known_from_then_on(
    discord: StandIn, verb: Verb, answering: Answering, tmp_path: Path
) -> None:
    """The verb registers, a second call finds nothing to change, and the bot's own start leaves Discord alone."""
    assert "+ /ask" in (await verb("sync"))[1]
    assert (await verb("sync"))[1] == "Discord knows the commands as they are.\n"
    before = len(discord.requests.to("PUT", COMMANDS))
    async with memory_in(tmp_path / "state") as memory, running(Bot(answering, memory), discord):
        pass
    assert len(discord.requests.to("PUT", COMMANDS)) == before


async def test_the_curators_commands_are_registered_in_their_server(discord: StandIn, verb: Verb) -> None:
    """Shown with the server; where it is named no more, they go."""
    guild = discord.world.guild()
    printed, where = (await verb("sync", curates=True))[1], f"(in the server {guild.id})"
    assert f"+ /curate {where}\n+ Add as quote (on a message) {where}\n" in printed
    assert "curate" in [command.name for command in discord.commands.listed(guild.id)]
    gone = (await verb("sync", "--dry-run"))[1]
    assert sorted(gone.splitlines()) == [f"- /curate {where}", f"- Add as quote (on a message) {where}"]
    await verb("sync")
    assert discord.commands.listed(guild.id) == []


async def test_a_curators_server_that_the_bot_is_not_in(discord: StandIn, verb: Verb) -> None:
    """It is told; everything else is registered."""
    discord.leave(discord.world.guild())
    code, printed, _ = await verb("sync", curates=True)
    assert code == 0
    assert "+ /ask" in printed
    assert f"! the bot is not a member of the server {discord.world.guild().id}" in printed


async def test_a_server_of_which_discord_knows_nothing(discord: StandIn, verb: Verb) -> None:
    """One sentence, and no traceback."""
    code, _, told = await verb("sync", "--guild", "12345")
    assert code == 1
    assert len(told.splitlines()) == 1
    assert told.startswith("Discord refuses that: ")
    assert "Unknown Guild" in told


async def test_a_refusal_and_an_outage_are_told_apart(discord: StandIn, verb: Verb) -> None:
    """The one needs a change, the other patience."""
    discord.fault("PUT", COMMANDS, status=400)
    assert (await verb("sync"))[2].startswith("Discord refuses that: ")
    discord.fault("PUT", COMMANDS, status=503)
    assert (await verb("sync"))[2].startswith("Discord cannot be reached (")


async def test_a_refused_token_is_told(discord: StandIn, config: Path) -> None:
    """As at the start of the service, without the token; in a process of its own, as operators see it."""
    environ = {**os.environ, **environment(discord), "DISCORD_TOKEN": "MTIz.wrong.token"}
    command = (*PROGRAM, "invite", "--config", str(config))
    process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, env=environ, stdout=PIPE, stderr=PIPE)
    code, told = await ended(process)
    assert code == 78
    assert told.startswith("Discord refuses the token.")
    assert "MTIz" not in told


async def test_the_invitation_asks_for_little(discord: StandIn, verb: Verb) -> None:
    """View, send, send in threads, read history, react: nothing that moderates."""
    code, printed, _ = await verb("invite")
    assert code == 0
    found = re.fullmatch(r"https://discord\.com/oauth2/authorize\?(.*)\n", printed)
    assert found
    fields = dict(part.split("=") for part in found[1].split("&"))
    assert fields["client_id"] == str(discord.world.application.id)
    assert fields["scope"] == "bot+applications.commands"
    assert int(fields["permissions"]) == 1 << 6 | 1 << 10 | 1 << 11 | 1 << 16 | 1 << 38


ASK = {"name": "ask", "type": 1, "description": "Ask.", "options": [{"name": "question", "type": 3, "required": True}]}


@pytest.mark.parametrize(
    ("registered", "shown"),
    [
        ([ASK], []),
        ([{**ASK, "id": 5, "nsfw": False, "name_localizations": None}], []),
        ([], ["+ /ask"]),
        ([ASK, {"name": "old", "type": 1}], ["- /old"]),
        ([ASK, {"name": "Find", "type": 3}], ["- Find (on a message)"]),
        ([{**ASK, "description": "Ask it."}], ["~ /ask: description"]),
        ([{**ASK, "options": [{"name": "question", "type": 3}]}], ["~ /ask: options.question.required"]),
    ],
)
def test_differences(registered: list[dict[str, object]], shown: list[str]) -> None:
    """What is empty or false is as good as left out; ids are Discord's own."""
    assert differences([ASK], registered) == shown
