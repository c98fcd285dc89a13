"""The rules of answering an interaction: once, in time, and with the right kind of answer."""

from __future__ import annotations

from typing import Any

import discord
import pytest
from discord import app_commands

from tests.standin import StandIn
from tests.standin.launch import running
from tests.test_standin.bots import Bot, until
from tests.test_standin.conftest import Raw

pytestmark = pytest.mark.asyncio


def answering(answer: Any) -> Bot:
    """A bot whose /ask calls `answer(interaction)` and keeps the code of the error that it gets."""
    bot = Bot()
    bot.codes = []

    @bot.tree.command(description="Ask")
    @app_commands.allowed_installs(guilds=True, users=True)
    async def ask(interaction: discord.Interaction) -> None:
        try:
            await answer(interaction)
        except discord.HTTPException as error:
            bot.codes.append((error.status, error.code))

    return bot


async def test_after_three_seconds_it_is_too_late(standin: StandIn) -> None:
    """404/10062 for a first answer after the window."""

    async def answer(interaction: discord.Interaction) -> None:
        standin.clock.advance(3.1)
        await interaction.response.send_message("late")

    bot = answering(answer)
    async with running(bot, standin):
        exchange = standin.person("asker").slash("ask")
        await until(lambda: bot.codes)
        assert (bot.codes, exchange.callback) == ([(404, 10062)], None)


async def test_a_second_answer_is_refused(standin: StandIn) -> None:
    """400/40060, and the first answer stays."""

    async def answer(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("first")
        interaction.response._response_type = None
        await interaction.response.send_message("second")

    bot = answering(answer)
    async with running(bot, standin):
        exchange = standin.person("asker").slash("ask")
        await until(lambda: bot.codes)
        assert (bot.codes, exchange.text) == ([(400, 40060)], "first")


async def test_a_token_lives_a_quarter_of_an_hour(standin: StandIn) -> None:
    """401/50027 afterwards, for follow-ups and edits alike."""

    async def answer(interaction: discord.Interaction) -> None:
        await interaction.response.defer()
        standin.clock.advance(14 * 60)
        await interaction.edit_original_response(content="in time")
        standin.clock.advance(2 * 60)
        await interaction.followup.send("late")

    bot = answering(answer)
    async with running(bot, standin):
        exchange = standin.person("asker").slash("ask")
        await until(lambda: bot.codes)
        assert (bot.codes, exchange.text) == ([(401, 50027)], "in time")


async def test_a_user_install_has_five_follow_ups(standin: StandIn) -> None:
    """The sixth is refused where only the user has installed the app; elsewhere there is no such limit."""

    async def answer(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("first")
        for number in range(6):
            await interaction.followup.send(str(number), wait=True)

    world = standin.world
    private = world.private_channel(world.user("stranger"), world.user("friend"))
    bot = answering(answer)
    async with running(bot, standin):
        limited = standin.person("stranger").at(private).slash("ask")
        await until(lambda: bot.codes)
        free = await standin.person("asker").slash("ask").until(lambda e: len(e.followups) == 6)
        assert (len(limited.followups), bot.codes) == (5, [(400, 40094)])
        assert not free.refusals
        assert [refusal.code for refusal in limited.refusals] == [40094]


async def test_the_kind_of_answer_must_fit(standin: StandIn, raw: Raw) -> None:
    """A command cannot be answered with choices, nor as if it came from a message."""
    await raw("PUT", f"/applications/{standin.bot.id}/commands", [{"name": "ask", "description": "x"}])
    for kind in (6, 7, 8):
        exchange = standin.person("asker").slash("ask")
        status, answer = await raw(
            "POST", f"/interactions/{exchange.id}/{exchange.token}/callback", {"type": kind, "data": {}}
        )
        assert (status, answer["code"]) == (400, 50035)
    standin.violations.clear()


async def test_nothing_is_followed_up_before_it_is_answered(standin: StandIn, raw: Raw) -> None:
    """404/10015 without a first answer, with an unknown token, and for another application."""
    await raw("PUT", f"/applications/{standin.bot.id}/commands", [{"name": "ask", "description": "x"}])
    token = standin.person("asker").slash("ask").token
    for path in (f"/webhooks/{standin.bot.id}/{token}", f"/webhooks/{standin.bot.id}/no", f"/webhooks/1/{token}"):
        status, answer = await raw("POST", path, {"content": "x"})
        assert (status, answer["code"]) == (404, 10015)


async def test_the_answer_can_come_with_the_response(standin: StandIn, raw: Raw) -> None:
    """with_response gives the message; without it there is nothing but 204."""
    await raw("PUT", f"/applications/{standin.bot.id}/commands", [{"name": "ask", "description": "x"}])
    for query, expected in (("", 204), ("?with_response=true", 200)):
        exchange = standin.person("asker").slash("ask")
        path = f"/interactions/{exchange.id}/{exchange.token}/callback{query}"
        status, answer = await raw("POST", path, {"type": 4, "data": {"content": "hi"}})
        assert status == expected
    assert answer["resource"]["message"]["content"] == "hi"
    assert answer["interaction"]["response_message_id"] == str(exchange.original_id)
