"""Every limit at its edge, by the rules alone and with the description besides."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import discord
import pytest
import pytest_asyncio
from discord import app_commands

from tests.standin import StandIn, Upload
from tests.standin.launch import running
from tests.test_standin.bots import Bot
from tests.test_standin.conftest import Raw
from tests.test_standin.edges import CHOICES, COMMANDS, MESSAGES, MODALS, V2, Edge

pytestmark = pytest.mark.asyncio


@pytest.fixture(params=["rules alone", "with the description"])
def description(request: pytest.FixtureRequest, reference_data: Path | None) -> Path | None:
    if request.param == "rules alone":
        return None
    return request.getfixturevalue("needed_description")


@pytest_asyncio.fixture
async def provoked(standin: StandIn) -> AsyncIterator[None]:
    """The test sends what is wrong, so violations are what it wants: one at least."""
    yield
    assert standin.violations
    standin.violations.clear()


async def answered(standin: StandIn, raw: Raw, ask: str, kind: int, data: Any) -> tuple[int, Any]:
    """How the callback of a fresh interaction is answered."""
    choosing = {"name": "question", "description": "q", "type": 3, "autocomplete": True}
    commands = [{"name": "ask", "description": "d", "options": [choosing]}]
    await raw("PUT", f"/applications/{standin.bot.id}/commands", commands)
    person = standin.person("asker")
    exchange = person.types("ask", question="x") if ask == "autocomplete" else person.slash("ask")
    path = f"/interactions/{exchange.id}/{exchange.token}/callback?with_response=true"
    return await raw("POST", path, {"type": kind, "data": data})


@pytest.mark.parametrize("edge", MESSAGES, ids=str)
async def test_messages(edge: Edge, standin: StandIn, raw: Raw, provoked: None) -> None:
    """In a channel, and as an answer to a command: the same rules."""
    path = f"/channels/{standin.channel('general').id}/messages"
    assert (await raw("POST", path, edge.inside))[0] == 200
    assert (await answered(standin, raw, "command", 4, edge.inside))[0] == 200
    for status, answer in (
        await raw("POST", path, edge.outside),
        await answered(standin, raw, "command", 4, edge.outside),
    ):
        assert (status, answer["code"]) == (400, edge.code)


@pytest.mark.parametrize("edge", CHOICES, ids=str)
async def test_choices(edge: Edge, standin: StandIn, raw: Raw, provoked: None) -> None:
    """What autocomplete may offer."""
    assert (await answered(standin, raw, "autocomplete", 8, edge.inside))[0] == 200
    status, answer = await answered(standin, raw, "autocomplete", 8, edge.outside)
    assert (status, answer["code"]) == (400, edge.code)


@pytest.mark.parametrize("edge", MODALS, ids=str)
async def test_modals(edge: Edge, standin: StandIn, raw: Raw, provoked: None) -> None:
    """What a form may hold."""
    assert (await answered(standin, raw, "command", 9, edge.inside))[0] == 200
    status, answer = await answered(standin, raw, "command", 9, edge.outside)
    assert (status, answer["code"]) == (400, edge.code)


@pytest.mark.parametrize("edge", COMMANDS, ids=str)
async def test_commands(edge: Edge, standin: StandIn, raw: Raw, provoked: None) -> None:
    """A list that is refused leaves the one before as it was; globally and in a guild alike."""
    application = f"/applications/{standin.bot.id}"
    for path in (f"{application}/commands", f"{application}/guilds/{standin.world.guild().id}/commands"):
        status, listed = await raw("PUT", path, edge.inside)
        assert (status, len(listed)) == (200, len(edge.inside))
        status, answer = await raw("PUT", path, edge.outside)
        assert (status, answer["code"]) == (400, edge.code)
        assert len((await raw("GET", path))[1]) == len(edge.inside)


async def test_a_deferral_carries_no_more_than_who_sees_it(standin: StandIn, raw: Raw, provoked: None) -> None:
    """EPHEMERAL, and not the V2 flag."""
    assert (await answered(standin, raw, "command", 5, {"flags": 64}))[0] == 200
    assert (await answered(standin, raw, "command", 5, {"flags": 64 | V2}))[0] == 400


async def test_edits_are_judged_by_what_they_make_of_the_message(standin: StandIn, raw: Raw, provoked: None) -> None:
    """A V2 message takes no content, and no message can be emptied."""
    path = f"/channels/{standin.channel('general').id}/messages"
    _, laid_out = await raw("POST", path, {"flags": V2, "components": [{"type": 10, "content": "x"}]})
    _, plain = await raw("POST", path, {"content": "x"})
    for message, edit, code in (
        (laid_out, {"content": "y"}, 50035),
        (plain, {"components": [{"type": 10, "content": "x"}]}, 50035),
        (plain, {"content": ""}, 50006),
    ):
        status, answer = await raw("PATCH", f"{path}/{message['id']}", edit)
        assert (status, answer["code"]) == (400, code)


async def test_one_command_is_added_changed_and_removed(standin: StandIn, raw: Raw, provoked: None) -> None:
    """POST overwrites by name and tells problems of the new command alone; PATCH and DELETE go by id."""
    path = f"/applications/{standin.bot.id}/commands"
    status, first = await raw("POST", path, {"name": "ask", "description": "one"})
    again, second = await raw("POST", path, {"name": "ask", "description": "two"})
    assert (status, again, first["id"]) == (201, 200, second["id"])
    refused = await raw("POST", path, {"name": "Bad", "description": "x"})
    assert (refused[0], [*refused[1]["errors"]]) == (400, ["name"])
    changed = await raw("PATCH", f"{path}/{first['id']}", {"description": "three"})
    assert (await raw("GET", f"{path}/{first['id']}"))[1]["description"] == changed[1]["description"] == "three"
    assert (await raw("DELETE", f"{path}/{first['id']}"))[0] == 204
    assert (await raw("GET", f"{path}/{first['id']}"))[0] == 404


async def test_a_file_of_more_than_ten_mebibytes_is_too_large(standin: StandIn) -> None:
    """413 with code 40005."""
    with pytest.raises(Exception, match="40005"):
        standin.chat.keep(1)(Upload("big", bytes(10 * 1024 * 1024 + 1)), None)
    assert standin.chat.keep(1)(Upload("big", bytes(10 * 1024 * 1024)), None).size == 10 * 1024 * 1024


async def test_what_is_too_long_reaches_the_bot_as_an_error(standin: StandIn, provoked: None) -> None:
    """discord.py checks none of it; the refusal arrives in on_error with Discord's own code."""
    bot = Bot()
    codes = []

    @bot.tree.command(description="Say too much")
    async def ask(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("x" * 2001)

    @bot.tree.error
    async def on_error(interaction: discord.Interaction, error: app_commands.AppCommandError) -> None:
        codes.append(error.original.code)
        await interaction.response.send_message("shorter", ephemeral=True)

    async with running(bot, standin):
        exchange = await standin.person("asker").slash("ask")
        assert (codes, exchange.text) == ([50035], "shorter")
        assert [refusal.code for refusal in exchange.refusals] == [50035]
