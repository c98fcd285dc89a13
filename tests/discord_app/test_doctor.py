"""`ontherecord doctor` and `run --check`, as operators call them: each line says what is well, or what to do."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from bot.cli import init
from bot.core.records import ChannelMode, DailyQuote
from tests.conftest import memory_in
from tests.discord_app.processes import call_beside
from tests.standin import Overwrite, Permission, StandIn

Findings = dict[str, dict[str, Any]]
Examine = Callable[..., Awaitable[tuple[int, Findings]]]


@pytest.fixture
def examine(discord: StandIn, tmp_path: Path) -> Examine:
    """`await examine("curators: {channel: 1}")`: the exit code, and the findings by what was looked at."""

    list(init.make(tmp_path))
    config = tmp_path / "config.yaml"

    async def run(settings: str = "", *verb: str, token: str = discord.token) -> tuple[int, Findings]:
        config.write_text(f"matching: {{semantic: off}}\nstate: {{folder: state}}\nknowledge: knowledge\n{settings}")
        arguments = verb or ("doctor", "--format", "json")
        called = await call_beside(discord, *arguments, "--config", str(config), token=token)
        assert "Traceback" not in called.output
        assert discord.token not in called.output
        if verb:
            return called.exit_code, {"text": {"told": called.stdout}}
        return called.exit_code, {found["what"]: found for found in json.loads(called.stdout)}

    return run


async def test_what_is_well(discord: StandIn, examine: Examine, tmp_path: Path) -> None:
    """All is looked at; what the bot does by itself at its next start is only warned of."""
    (tmp_path / "state").mkdir(mode=0o700)
    code, found = await examine()
    assert code == 0, found
    levels = {what: finding["level"] for what, finding in found.items()}
    assert levels.pop("commands") == "warning"
    assert set(levels.values()) == {"ok"}
    assert set(levels) == {
        "token", "knowledge", "tier", "state folder", "database", "disk", "versions", "intents", "sessions", "servers",
        "clock",
    }  # fmt: skip
    assert discord.requests.to("PUT", "/commands$") == []


async def test_a_channel_in_which_the_bot_may_not_write(discord: StandIn, examine: Examine, tmp_path: Path) -> None:
    """Those of the settings and those that moderators have named: what is lacking is said by Discord's names."""
    general, questions = discord.channel("general"), discord.channel("questions")
    discord.world.overwrite(general, Overwrite(general.guild_id, deny=Permission.SEND_MESSAGES))
    async with memory_in(tmp_path / "state") as memory:
        await memory.settings.set_daily(general.guild_id, DailyQuote(general.id, "09:00", "UTC"))
        await memory.settings.set_mode(general.guild_id, questions.id, ChannelMode.QUESTIONS)
    code, found = await examine(f"curators: {{channel: {general.id}}}\n")
    assert code == 1
    assert "lacks Send Messages" in found["curators.channel"]["told"]
    assert "In #general of" in found[f"channel {general.id}"]["told"]
    assert found[f"channel {questions.id}"]["level"] == "ok"
    assert any("cannot read what is said there" in finding["told"] for finding in found.values())


async def test_what_keeps_the_bot_from_running(discord: StandIn, examine: Examine, tmp_path: Path) -> None:
    """A channel that is not there, an intent that is not granted, a folder that everybody can read."""
    (tmp_path / "state").mkdir(mode=0o755)
    code, found = await examine("curators: {channel: 4711}\ndiscord: {message_content: true}\n")
    assert code == 1
    assert found["curators.channel"]["told"].startswith("4711 cannot be found (NotFound: 404")
    assert found["intents"]["level"] == "error"
    assert "developer portal" in found["intents"]["mend"]
    assert (found["state folder"]["level"], found["state folder"]["mend"][:9]) == ("warning", "chmod 700")


async def test_a_token_that_is_refused(examine: Examine) -> None:
    """All else is told nevertheless."""
    code, found = await examine(token="MTIz.wrong.token")
    assert code == 1
    assert found["Discord"]["told"].startswith("Discord refuses the token. Copy it anew")
    assert found["database"]["level"] == "ok"


async def test_a_clock_that_is_wrong(discord: StandIn, examine: Examine) -> None:
    """By the dates of Discord's answers."""
    discord.clock.advance(-3600)
    code, found = await examine()
    assert code == 1
    assert "ahead of Discord's" in found["clock"]["told"]


async def test_nobody_is_asked_before_a_run(discord: StandIn, examine: Examine) -> None:
    """`run --check` looks over what is here, and connects to nothing."""
    code, found = await examine("", "run", "--check")
    assert code == 0
    assert "ok      token: is there" in found["text"]["told"]
    assert len(discord.requests) == 0
    code, found = await examine("", "run", "--check", token="")
    assert code == 1
    assert "error   token: There is no token" in found["text"]["told"]
